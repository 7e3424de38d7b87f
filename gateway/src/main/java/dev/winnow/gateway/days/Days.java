package dev.winnow.gateway.days;

import dev.winnow.dataset.Measure;
import dev.winnow.gateway.answers.KeptAnswers;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The uploads of single days. A day is a calendar day in UTC, and an upload belongs to the day on which it was accepted by HTTP
 * or by an import. Answers are kept until the dataset changes. For use by any number of threads.
 */
@ApplicationScoped
public class Days {
    /** Days in one answer, the newest. */
    public static final int MOST_DAYS = 366;

    private static final int MOST_LABELS = 100;
    private static final int MOST_KEPT = 64;

    /** What became of one day's uploads. {@code uploaded} is the sum of the others but {@code flagged}. */
    public record Day(
            LocalDate day,
            long uploaded,
            long accepted,
            long flagged,
            long rejected,
            long quarantined,
            long removed,
            long inFlight) {}

    /** @param median of the day's images that have a value; null where none has */
    public record MeasureOfDay(String measure, String unit, Double median) {}

    /**
     * @param reasons of rejected and quarantined images
     * @param issues of accepted images
     * @param labels of accepted images, the most frequent first, at most 100
     * @param measures in their order
     */
    public record Detail(
            Day day,
            Map<String, Long> reasons,
            Map<String, Long> issues,
            Map<String, Long> labels,
            List<MeasureOfDay> measures) {}

    private final DataSource database;
    private final KeptAnswers<String, List<Day>> lists;
    private final KeptAnswers<LocalDate, Detail> details;

    public Days(DataSource database) {
        this.database = database;
        this.lists = new KeptAnswers<>(database, MOST_KEPT);
        this.details = new KeptAnswers<>(database, MOST_KEPT);
    }

    /** The newest first, days without uploads left out. */
    public List<Day> list(String dataset) throws SQLException {
        return lists.answer(dataset, dataset, () -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement query = connection.prepareStatement(
                            "SELECT (uploaded_at AT TIME ZONE 'UTC')::date AS day, " + COUNTS
                                    + " FROM image WHERE dataset = ? GROUP BY 1 ORDER BY 1 DESC LIMIT " + MOST_DAYS)) {
                query.setString(1, dataset);
                try (ResultSet rows = query.executeQuery()) {
                    List<Day> days = new ArrayList<>();
                    while (rows.next()) {
                        days.add(day(rows.getObject(1, LocalDate.class), rows, 2));
                    }
                    return List.copyOf(days);
                }
            }
        });
    }

    /** Zeros where nothing was uploaded on that day. */
    public Detail detail(String dataset, LocalDate day) throws SQLException {
        return details.answer(dataset, day, () -> {
            try (Connection connection = database.getConnection()) {
                return new Detail(
                        counts(connection, dataset, day),
                        tally(
                                connection,
                                dataset,
                                day,
                                "SELECT reason, count(*) FROM image WHERE " + OF_DAY
                                        + " AND reason IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"),
                        tally(
                                connection,
                                dataset,
                                day,
                                "SELECT kind, count(*) FROM image, unnest(issues) AS kind WHERE " + OF_DAY
                                        + " AND flagged GROUP BY 1 ORDER BY 2 DESC, 1"),
                        tally(
                                connection,
                                dataset,
                                day,
                                "SELECT name, count(*) FROM image, unnest(labels) AS name WHERE " + OF_DAY
                                        + " AND state = 'accepted' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT " + MOST_LABELS),
                        measures(connection, dataset, day));
            }
        });
    }

    private static final String OF_DAY = "dataset = ? AND uploaded_at >= ? AND uploaded_at < ?";

    private static final String COUNTS = "count(*), count(*) FILTER (WHERE state = 'accepted'),"
            + " count(*) FILTER (WHERE flagged), count(*) FILTER (WHERE state = 'rejected'),"
            + " count(*) FILTER (WHERE state = 'quarantined'), count(*) FILTER (WHERE state = 'removed'),"
            + " count(*) FILTER (WHERE state = 'in-flight')";

    private static Day day(LocalDate day, ResultSet row, int from) throws SQLException {
        return new Day(
                day,
                row.getLong(from),
                row.getLong(from + 1),
                row.getLong(from + 2),
                row.getLong(from + 3),
                row.getLong(from + 4),
                row.getLong(from + 5),
                row.getLong(from + 6));
    }

    private static void set(PreparedStatement query, String dataset, LocalDate day) throws SQLException {
        query.setString(1, dataset);
        query.setObject(2, day.atStartOfDay().atOffset(ZoneOffset.UTC));
        query.setObject(3, day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
    }

    private static Day counts(Connection connection, String dataset, LocalDate day) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + COUNTS + " FROM image WHERE " + OF_DAY)) {
            set(query, dataset, day);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return day(day, row, 1);
            }
        }
    }

    private static Map<String, Long> tally(Connection connection, String dataset, LocalDate day, String sql)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            set(query, dataset, day);
            try (ResultSet rows = query.executeQuery()) {
                Map<String, Long> tally = new LinkedHashMap<>();
                while (rows.next()) {
                    tally.put(rows.getString(1), rows.getLong(2));
                }
                return tally;
            }
        }
    }

    private static List<MeasureOfDay> measures(Connection connection, String dataset, LocalDate day)
            throws SQLException {
        Double[] medians = new Double[Measure.values().length];
        try (PreparedStatement query =
                connection.prepareStatement("SELECT place, percentile_cont(0.5) WITHIN GROUP (ORDER BY value)"
                        + " FROM image, unnest(measures) WITH ORDINALITY AS taken (value, place) WHERE " + OF_DAY
                        + " AND value IS NOT NULL GROUP BY place")) {
            set(query, dataset, day);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    int place = rows.getInt(1) - 1;
                    if (place < medians.length) {
                        medians[place] = rows.getDouble(2);
                    }
                }
            }
        }
        List<MeasureOfDay> measures = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            measures.add(new MeasureOfDay(measure.key(), measure.unit(), medians[measure.ordinal()]));
        }
        return List.copyOf(measures);
    }
}
