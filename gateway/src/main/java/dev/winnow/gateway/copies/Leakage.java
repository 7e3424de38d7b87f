package dev.winnow.gateway.copies;

import dev.winnow.dataset.Split;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.answers.Rows;
import dev.winnow.gateway.images.Images;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Copies that stand in different splits, with evidence: now, and in the folders that images came from. */
@ApplicationScoped
public class Leakage {
    private static final int MOST_KEPT = 64;

    /** One side of a pair. */
    public record Side(String item, String source, String split, String label, String picture, List<String> labels) {

        private Side in(String place) {
            return new Side(item, source, place, label, picture, labels);
        }
    }

    /**
     * @param exact {@code BYTES}, {@code PIXELS}, or null for a near copy
     * @param cluster of the first image
     * @param turn as in {@link Clusters.Link}
     * @param degrees as in {@link Clusters.Link}
     */
    public record Evidence(
            Side one,
            Side other,
            Integer distance,
            Double correlation,
            String exact,
            String cluster,
            String turn,
            Integer degrees) {}

    /**
     * What the folders leaked that images came from.
     *
     * @param images that came from such a folder
     * @param leaked pairs of copies from different folders
     */
    public record Layout(long images, Map<String, Map<String, Long>> matrix, long leaked, List<Evidence> pairs) {}

    /**
     * @param clean whether no pair and no cluster stands in two splits
     * @param clusters whose accepted images stand in more than one split
     * @param checkedImages accepted ones
     * @param checkedAt the time of the dataset's last event
     * @param matrix pairs of copies by the splits they stand in; the same on both sides of its diagonal
     * @param layout null where no image came from such a folder
     */
    public record Report(
            boolean clean,
            long clusters,
            long checkedImages,
            Instant checkedAt,
            Map<String, Map<String, Long>> matrix,
            List<Evidence> pairs,
            Layout layout) {}

    /** A pair that leaks; the places are the splits or the folders. */
    private record Leak(
            String one,
            String other,
            String onePlace,
            String otherPlace,
            Integer distance,
            Double correlation,
            String exact,
            String cluster,
            String turn,
            Integer degrees) {}

    private final DataSource database;
    private final KeptAnswers<Integer, Report> kept;

    public Leakage(DataSource database) {
        this.database = database;
        this.kept = new KeptAnswers<>(database, MOST_KEPT);
    }

    /** @param limit most pairs of each kind that are shown */
    public Report report(String dataset, int limit) throws SQLException {
        return kept.answer(dataset, limit, () -> find(dataset, limit));
    }

    private Report find(String dataset, int limit) throws SQLException {
        Pairs now = new Pairs(limit);
        Pairs before = new Pairs(limit);
        try (Connection connection = database.getConnection()) {
            Rows.each(
                    connection,
                    "SELECT *, one_state = 'accepted' AND other_state = 'accepted' AS accepted FROM pair WHERE dataset = ?",
                    query -> query.setString(1, dataset),
                    row -> {
                        if (row.getBoolean("accepted")) {
                            now.take(row, "split");
                        }
                        before.take(row, "layout");
                    });
            Map<String, Side> sides = sides(connection, dataset, now, before);
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT (SELECT coalesce(sum(n), 0) FROM tally
                            WHERE dataset = d.name AND kind = 'state' AND key = 'accepted'),
                           d.last_event_at,
                           (SELECT coalesce(sum(n), 0) FROM tally WHERE dataset = d.name AND kind = 'layout'),
                           (SELECT count(*) FROM cluster WHERE dataset = d.name
                            AND (train > 0)::int + (val > 0)::int + (test > 0)::int > 1)
                    FROM dataset d WHERE d.name = ?""")) {
                query.setString(1, dataset);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    Timestamp checkedAt = row.getTimestamp(2);
                    long fromFolders = row.getLong(3);
                    long clusters = row.getLong(4);
                    return new Report(
                            now.leaked == 0 && clusters == 0,
                            clusters,
                            row.getLong(1),
                            checkedAt == null ? null : checkedAt.toInstant(),
                            now.matrix,
                            now.evidence(sides),
                            fromFolders == 0
                                    ? null
                                    : new Layout(fromFolders, before.matrix, before.leaked, before.evidence(sides)));
                }
            }
        }
    }

    /** Pairs by where their images stand, and those that leak, the first by their ids. */
    private static final class Pairs {
        private final int limit;
        private final Map<String, Map<String, Long>> matrix = new LinkedHashMap<>();
        private final NavigableSet<Leak> leaks =
                new TreeSet<>(Comparator.comparing(Leak::one).thenComparing(Leak::other));
        private long leaked;

        private Pairs(int limit) {
            this.limit = limit;
            for (Split row : Split.values()) {
                Map<String, Long> cells = new LinkedHashMap<>();
                for (Split column : Split.values()) {
                    cells.put(column.key(), 0L);
                }
                matrix.put(row.key(), cells);
            }
        }

        /** @param place {@code split} or {@code layout} */
        private void take(ResultSet row, String place) throws SQLException {
            String one = row.getString("one_" + place);
            String other = row.getString("other_" + place);
            if (one == null || other == null) {
                return;
            }
            matrix.get(one).merge(other, 1L, Long::sum);
            if (one.equals(other)) {
                return;
            }
            matrix.get(other).merge(one, 1L, Long::sum);
            leaked++;
            leaks.add(new Leak(
                    row.getString("one"),
                    row.getString("other"),
                    one,
                    other,
                    row.getObject("distance", Integer.class),
                    row.getObject("correlation", Double.class),
                    row.getString("exact"),
                    row.getString("cluster"),
                    row.getString("turn"),
                    row.getObject("degrees", Integer.class)));
            if (leaks.size() > limit) {
                leaks.pollLast();
            }
        }

        private List<Evidence> evidence(Map<String, Side> sides) {
            return leaks.stream()
                    .filter(leak -> sides.containsKey(leak.one()) && sides.containsKey(leak.other()))
                    .map(leak -> new Evidence(
                            sides.get(leak.one()).in(leak.onePlace()),
                            sides.get(leak.other()).in(leak.otherPlace()),
                            leak.distance(),
                            leak.correlation(),
                            leak.exact(),
                            leak.cluster(),
                            leak.turn(),
                            leak.degrees()))
                    .toList();
        }
    }

    /** Both sides of these pairs by their item, as yet in no place. */
    private static Map<String, Side> sides(Connection connection, String dataset, Pairs... pairs) throws SQLException {
        Set<String> items = new HashSet<>();
        for (Pairs some : pairs) {
            some.leaks.forEach(leak -> items.addAll(List.of(leak.one(), leak.other())));
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT item, source, label, labels, thumbnail FROM image WHERE item = ANY (?)")) {
            query.setArray(1, connection.createArrayOf("text", items.toArray()));
            Map<String, Side> sides = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String item = rows.getString("item");
                    sides.put(
                            item,
                            new Side(
                                    item,
                                    rows.getString("source"),
                                    null,
                                    rows.getString("label"),
                                    Images.picture(dataset, item, rows.getString("thumbnail")),
                                    List.of((String[]) rows.getArray("labels").getArray())));
                }
            }
            return sides;
        }
    }
}
