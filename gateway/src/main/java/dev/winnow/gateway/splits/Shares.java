package dev.winnow.gateway.splits;

import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.KolmogorovSmirnov;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.split.Infeasible;
import dev.winnow.gateway.specs.Specs;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import javax.sql.DataSource;

/** How accepted images are shared out, beside what the spec wishes. */
@ApplicationScoped
public class Shares {
    private static final int BINS = 20;

    /** Labels of fewer images are not held to {@link #LABEL_TOLERANCE}. */
    private static final int LEAST_IMAGES = 50;

    private static final double LABEL_TOLERANCE = 0.02;
    private static final double TOLERANCE = 0.005;

    public record Unit(String name, long images) {}

    /**
     * @param wish share of images, 0 to 1
     * @param deviation share − wish
     * @param tolerance largest unit ÷ images + 0.005: a unit is indivisible
     */
    public record SplitShare(
            String split, double wish, long images, double share, double deviation, double tolerance, boolean within) {}

    /**
     * @param label null for images without one
     * @param largestDeviation of any split's share of the label from its wish, 0 to 1
     * @param within whether that is at most 0.02; null for labels of fewer than 50 images
     */
    public record LabelShare(
            String label, long images, Map<String, Long> counts, double largestDeviation, Boolean within) {}

    public record Fold(int fold, long images, Map<String, Long> labels) {}

    /** @param edges one more than there are counts in each of the others; the last bin includes its upper edge */
    public record Histogram(List<Double> edges, List<Long> train, List<Long> val, List<Long> test) {}

    /**
     * @param ks Kolmogorov–Smirnov distance, 0 to 1
     * @param significant at five per cent
     */
    public record Distance(
            String measure, String split, String against, double ks, boolean significant, Histogram histogram) {}

    /**
     * @param largestUnit null where there is no image
     * @param infeasible the wishes that these images cannot meet
     */
    public record Report(
            long images,
            long units,
            Unit largestUnit,
            DatasetSpec.Strategy strategy,
            int folds,
            List<SplitShare> splits,
            List<LabelShare> labels,
            List<Infeasible> infeasible,
            List<Fold> foldSizes,
            List<Distance> distances) {}

    private enum Compared {
        ASPECT_RATIO("aspect_ratio", "width::double precision / height"),
        SHARPNESS("sharpness", measure(Measure.SHARPNESS_SCORE)),
        BRIGHTNESS("brightness", measure(Measure.BRIGHTNESS)),
        NOISE("noise", measure(Measure.NOISE_SIGMA));

        private final String key;
        private final String sql;

        Compared(String key, String sql) {
            this.key = key;
            this.sql = sql;
        }

        private static String measure(Measure measure) {
            return "measures[" + (measure.ordinal() + 1) + "]";
        }
    }

    private final DataSource database;
    private final Specs specs;

    public Shares(DataSource database, Specs specs) {
        this.database = database;
        this.specs = specs;
    }

    public Report report(String dataset) throws SQLException {
        DatasetSpec.Splits wanted = specs.current(dataset).split();
        try (Connection connection = database.getConnection()) {
            Map<String, Map<String, Long>> byLabel = byLabel(connection, dataset);
            Map<String, Long> sizes = zeros();
            byLabel.values().forEach(counts -> counts.forEach((split, n) -> sizes.merge(split, n, Long::sum)));
            long images = sizes.values().stream().mapToLong(n -> n).sum();
            long units = 0;
            Unit largest = null;
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT coalesce(unit, cluster, item) AS name, count(*) AS images, count(*) OVER () AS units
                    FROM image WHERE dataset = ? AND state = 'accepted' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1""")) {
                query.setString(1, dataset);
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        largest = new Unit(row.getString(1), row.getLong(2));
                        units = row.getLong(3);
                    }
                }
            }
            List<SplitShare> splits = new ArrayList<>();
            for (Split split : Split.values()) {
                splits.add(share(split, wanted.share(split), sizes.get(split.key()), images, largest));
            }
            List<LabelShare> labels = new ArrayList<>();
            byLabel.forEach((label, counts) -> labels.add(label(label.isEmpty() ? null : label, counts, wanted)));
            return new Report(
                    images,
                    units,
                    largest,
                    wanted.strategy(),
                    wanted.folds(),
                    splits,
                    labels,
                    infeasible(connection, dataset, wanted, images, largest),
                    folds(connection, dataset),
                    distances(connection, dataset));
        }
    }

    private static List<Infeasible> infeasible(
            Connection connection, String dataset, DatasetSpec.Splits wanted, long images, Unit largest)
            throws SQLException {
        if (largest == null) {
            return List.of();
        }
        List<Infeasible.Label> labels = new ArrayList<>();
        long trainUnits = 0;
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT label, count(*), count(DISTINCT coalesce(unit, cluster, item)) FROM image
                WHERE dataset = ? AND state = 'accepted' AND label IS NOT NULL GROUP BY label
                UNION ALL
                SELECT NULL, 0, count(DISTINCT coalesce(unit, cluster, item)) FROM image
                WHERE dataset = ? AND state = 'accepted' AND split = 'train'""")) {
            query.setString(1, dataset);
            query.setString(2, dataset);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getString(1) == null) {
                        trainUnits = rows.getLong(3);
                    } else {
                        labels.add(new Infeasible.Label(rows.getString(1), rows.getLong(2), rows.getLong(3)));
                    }
                }
            }
        }
        return Infeasible.of(wanted, images, largest.name(), largest.images(), trainUnits, labels);
    }

    private static Map<String, Long> zeros() {
        Map<String, Long> zeros = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            zeros.put(split.key(), 0L);
        }
        return zeros;
    }

    private static SplitShare share(Split split, double wish, long images, long all, Unit largest) {
        double share = all == 0 ? 0 : (double) images / all;
        double tolerance = (all == 0 ? 0 : (double) largest.images() / all) + TOLERANCE;
        double deviation = all == 0 ? 0 : share - wish;
        return new SplitShare(split.key(), wish, images, share, deviation, tolerance, Math.abs(deviation) <= tolerance);
    }

    private static LabelShare label(String label, Map<String, Long> counts, DatasetSpec.Splits wanted) {
        long images = counts.values().stream().mapToLong(n -> n).sum();
        double largest = 0;
        for (Split split : Split.values()) {
            largest = Math.max(largest, Math.abs((double) counts.get(split.key()) / images - wanted.share(split)));
        }
        return new LabelShare(
                label, images, counts, largest, images < LEAST_IMAGES ? null : largest <= LABEL_TOLERANCE);
    }

    /** From the counts that the database keeps. */
    private static Map<String, Map<String, Long>> byLabel(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT key, split, n FROM tally
                WHERE dataset = ? AND kind = 'label' AND split <> '' AND n > 0""")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                Map<String, Map<String, Long>> byLabel = new TreeMap<>();
                while (rows.next()) {
                    byLabel.computeIfAbsent(rows.getString(1), label -> zeros())
                            .put(rows.getString(2), rows.getLong(3));
                }
                return byLabel;
            }
        }
    }

    private static List<Fold> folds(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT fold, coalesce(label, ''), count(*) FROM image
                WHERE dataset = ? AND state = 'accepted' AND split = 'train' AND fold IS NOT NULL
                GROUP BY 1, 2 ORDER BY 1, 2""")) {
            query.setString(1, dataset);
            Map<Integer, Map<String, Long>> folds = new TreeMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    folds.computeIfAbsent(rows.getInt(1), fold -> new TreeMap<>())
                            .put(rows.getString(2), rows.getLong(3));
                }
            }
            List<Fold> list = new ArrayList<>();
            folds.forEach((fold, labels) -> list.add(
                    new Fold(fold, labels.values().stream().mapToLong(n -> n).sum(), labels)));
            return list;
        }
    }

    private static List<Distance> distances(Connection connection, String dataset) throws SQLException {
        Map<Compared, Map<Split, DoubleStream.Builder>> values = new EnumMap<>(Compared.class);
        StringBuilder columns = new StringBuilder("split");
        for (Compared compared : Compared.values()) {
            columns.append(", ").append(compared.sql);
            Map<Split, DoubleStream.Builder> bySplit = new EnumMap<>(Split.class);
            for (Split split : Split.values()) {
                bySplit.put(split, DoubleStream.builder());
            }
            values.put(compared, bySplit);
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT " + columns
                + " FROM image WHERE dataset = ? AND state = 'accepted' AND split IS NOT NULL AND height > 0")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Split split = Split.ofFolder(rows.getString(1)).orElseThrow();
                    for (Compared compared : Compared.values()) {
                        double value = rows.getDouble(compared.ordinal() + 2);
                        if (!rows.wasNull()) {
                            values.get(compared).get(split).add(value);
                        }
                    }
                }
            }
        }
        List<Distance> distances = new ArrayList<>();
        values.forEach((compared, builders) -> {
            Map<Split, double[]> bySplit = new EnumMap<>(Split.class);
            builders.forEach(
                    (split, builder) -> bySplit.put(split, builder.build().toArray()));
            Histogram histogram = histogram(bySplit);
            double[] train = bySplit.get(Split.TRAIN);
            for (Split split : List.of(Split.VAL, Split.TEST)) {
                double[] other = bySplit.get(split);
                if (train.length > 0 && other.length > 0) {
                    double ks = KolmogorovSmirnov.distance(other, train);
                    distances.add(new Distance(
                            compared.key,
                            split.key(),
                            Split.TRAIN.key(),
                            ks,
                            KolmogorovSmirnov.isSignificant(ks, other.length, train.length),
                            histogram));
                }
            }
        });
        return distances;
    }

    private static Histogram histogram(Map<Split, double[]> bySplit) {
        double min =
                bySplit.values().stream().flatMapToDouble(Arrays::stream).min().orElse(0);
        double max =
                bySplit.values().stream().flatMapToDouble(Arrays::stream).max().orElse(0);
        double width = max > min ? (max - min) / BINS : 1.0 / BINS;
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i <= BINS; i++) {
            edges.add(min + i * width);
        }
        Map<Split, List<Long>> counts = new EnumMap<>(Split.class);
        bySplit.forEach((split, values) -> {
            long[] n = new long[BINS];
            for (double value : values) {
                n[Math.min(BINS - 1, (int) ((value - min) / width))]++;
            }
            counts.put(split, Arrays.stream(n).boxed().toList());
        });
        return new Histogram(edges, counts.get(Split.TRAIN), counts.get(Split.VAL), counts.get(Split.TEST));
    }
}
