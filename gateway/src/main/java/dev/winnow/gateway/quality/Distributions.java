package dev.winnow.gateway.quality;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Rule;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.answers.Rows;
import dev.winnow.gateway.quality.Quality.IssueCount;
import dev.winnow.gateway.quality.Quality.ReasonCount;
import dev.winnow.gateway.specs.Specs;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * How the raw values of a dataset's images are distributed. All measures are taken from one reading of the rows; what was
 * answered is kept until the dataset changes. Holds four bytes for each value while it works.
 */
@ApplicationScoped
public class Distributions {
    private static final Measure[] MEASURES = Measure.values();
    private static final int MOST_LABELS = 200;
    private static final int MOST_KEPT = 64;

    private record Asked(Filter filter, int bins) {}

    private record Told(Quality quality, List<Histogram> histograms) {}

    private final DataSource database;
    private final Specs specs;

    private final KeptAnswers<Asked, Told> kept;

    public Distributions(DataSource database, Specs specs) {
        this.database = database;
        this.specs = specs;
        this.kept = new KeptAnswers<>(database, MOST_KEPT);
    }

    /** @param bins of each distribution, 1 or more */
    public Quality quality(Filter filter, int bins) throws SQLException {
        return answer(filter, bins).quality();
    }

    /** @param bins of each, 1 or more */
    public List<Histogram> histograms(String dataset, int bins) throws SQLException {
        return answer(new Filter(dataset, null, null), bins).histograms();
    }

    private Told answer(Filter filter, int bins) throws SQLException {
        return kept.answer(filter.dataset(), new Asked(filter, bins), () -> read(filter, bins));
    }

    private Told read(Filter filter, int bins) throws SQLException {
        DatasetSpec spec = specs.current(filter.dataset());
        try (Connection connection = database.getConnection()) {
            Reading reading = new Reading();
            reading.take(connection, filter);
            Map<Measure, Fence> fences = Verdicts.fences(connection, filter.dataset());
            List<Quality.Distribution> distributions = new ArrayList<>();
            List<Histogram> histograms = new ArrayList<>();
            for (Measure measure : MEASURES) {
                Values values = reading.values[measure.ordinal()];
                values.sort();
                distributions.add(distribution(measure, values, bins, spec, fences.get(measure)));
                histograms.add(histogram(measure, values, bins, spec, fences.get(measure)));
            }
            Quality quality = new Quality(
                    filter.dataset(),
                    spec.version(),
                    reading.images,
                    reading.flagged,
                    new Quality.Judged(spec.version(), Verdicts.pending(connection, filter.dataset(), spec.version())),
                    labels(connection, filter.dataset()),
                    mostFrequent(reading.issues, IssueCount::new),
                    rejections(connection, filter),
                    distributions);
            return new Told(quality, histograms);
        }
    }

    private static Quality.Distribution distribution(
            Measure measure, Values values, int bins, DatasetSpec spec, Fence fence) {
        boolean any = values.count() > 0;
        Axis axis = any
                ? Axis.over(measure, values.min(), values.leastPositive(), values.max(), bins)
                : Axis.over(measure, measure.min(), measure.max() / 1e6, measure.max(), bins);
        return new Quality.Distribution(
                measure.key(),
                measure.unit(),
                measure.scale().name(),
                measure.min(),
                measure.max(),
                measure.higherMeans(),
                measure.formula(),
                measure.source(),
                values.count(),
                any
                        ? new Quality.Quantiles(
                                values.min(),
                                values.quantile(0.01),
                                values.quantile(0.05),
                                values.quantile(0.25),
                                values.quantile(0.5),
                                values.quantile(0.75),
                                values.quantile(0.95),
                                values.quantile(0.99),
                                values.max())
                        : null,
                axis.edges(),
                values.counts(axis),
                Quality.RuleLine.about(measure, spec, fence),
                Quality.FenceLine.of(fence));
    }

    /** Where a few images lie far beyond the rest, the axis ends at the 99.5th percentile. */
    private static Histogram histogram(Measure measure, Values values, int bins, DatasetSpec spec, Fence fence) {
        boolean any = values.count() > 0;
        double min = any ? values.min() : 0;
        double max = any ? values.max() : 0;
        if (any) {
            double most = values.quantile(0.995);
            max = max - min > 2 * (most - min) && most > min ? most : max;
        }
        Axis axis = new Axis(min, max > min ? max : min + 1, bins, Measure.Scale.LINEAR);
        List<Histogram.RuleLine> rules = new ArrayList<>();
        spec.quality().rules().forEach((issue, rule) -> {
            Rule.Bounds bounds = rule.bounds(fence);
            if (rule.measure() == measure && (bounds.below() != null || bounds.above() != null)) {
                rules.add(new Histogram.RuleLine(
                        issue.name(),
                        bounds.below(),
                        bounds.above(),
                        rule.action().name()));
            }
        });
        return new Histogram(
                measure.key(),
                measure.unit(),
                measure.higherMeans(),
                any ? min : null,
                any ? max : null,
                Arrays.stream(axis.edges()).boxed().toList(),
                Arrays.stream(values.counts(axis)).boxed().toList(),
                rules);
    }

    /** What one look at the rows gathers. */
    private static final class Reading {
        private final Values[] values = new Values[MEASURES.length];
        private final Map<String, Long> issues = new TreeMap<>();
        private long images;
        private long flagged;

        private Reading() {
            for (int i = 0; i < values.length; i++) {
                values[i] = new Values();
            }
        }

        private void take(Connection connection, Filter filter) throws SQLException {
            Rows.each(
                    connection,
                    "SELECT array_send(measures), CASE WHEN flagged THEN issues END FROM image WHERE " + filter.sql()
                            + " AND measures IS NOT NULL",
                    query -> filter.set(query, 1),
                    this::take);
        }

        private void take(ResultSet row) throws SQLException {
            images++;
            // dimensions, whether there are nulls, type, length, lower bound; then the length of each element and
            // itself
            ByteBuffer measures = ByteBuffer.wrap(row.getBytes(1)).position(12);
            int there = Math.min(measures.getInt(), values.length);
            measures.position(20);
            for (int i = 0; i < there; i++) {
                if (measures.getInt() > 0) {
                    values[i].add(measures.getDouble());
                }
            }
            Array kinds = row.getArray(2);
            if (kinds != null) {
                flagged++;
                for (String kind : (String[]) kinds.getArray()) {
                    issues.merge(kind, 1L, Long::sum);
                }
            }
        }
    }

    private static List<String> labels(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT key FROM tally WHERE dataset = ? AND kind IN ('label', 'waiting') AND key <> ''
                GROUP BY key HAVING sum(n) > 0 ORDER BY sum(n) DESC, key LIMIT\s""" + MOST_LABELS)) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                List<String> labels = new ArrayList<>();
                while (rows.next()) {
                    labels.add(rows.getString(1));
                }
                return labels;
            }
        }
    }

    private static List<ReasonCount> rejections(Connection connection, Filter filter) throws SQLException {
        // A rejected image is in no split: the filter by split does not apply.
        Filter ofLabel = new Filter(filter.dataset(), filter.label(), null);
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT reason, count(*) FROM image WHERE " + ofLabel.sql() + " AND reason IS NOT NULL GROUP BY 1")) {
            ofLabel.set(query, 1);
            try (ResultSet rows = query.executeQuery()) {
                Map<String, Long> reasons = new TreeMap<>();
                while (rows.next()) {
                    reasons.put(rows.getString(1), rows.getLong(2));
                }
                return mostFrequent(reasons, ReasonCount::new);
            }
        }
    }

    private interface Line<T> {
        T of(String key, long images);
    }

    private static <T> List<T> mostFrequent(Map<String, Long> counts, Line<T> line) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> line.of(entry.getKey(), entry.getValue()))
                .toList();
    }
}
