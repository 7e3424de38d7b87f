package dev.winnow.gateway.splits;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.KolmogorovSmirnov;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.split.Infeasible;
import dev.winnow.dataset.split.Notice;
import dev.winnow.events.EventJson;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.answers.Rows;
import dev.winnow.gateway.specs.Specs;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import javax.sql.DataSource;

/** How accepted images are shared out, beside what the spec wishes. */
@ApplicationScoped
public class Shares {
    private static final int BINS = 20;
    private static final int MOST_KEPT = 64;

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
     * @param label null for images without one; an image counts under each of its labels
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
     * @param severalLabels images with more than one label, under each of which they count: labels then add up to more than
     *     the images, here and in the folds
     * @param fromFolders images that came from a folder named after a split, which outranks the wish
     * @param notices what a person may not expect
     */
    public record Report(
            long images,
            long units,
            Unit largestUnit,
            Splits.Strategy strategy,
            int folds,
            List<SplitShare> splits,
            List<LabelShare> labels,
            List<Infeasible> infeasible,
            List<Fold> foldSizes,
            List<Distance> distances,
            long severalLabels,
            long fromFolders,
            List<Notice> notices) {}

    private enum Compared {
        ASPECT_RATIO("aspect_ratio", "width::double precision / nullif(height, 0)"),
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
    private final KeptAnswers<String, Report> kept;

    public Shares(DataSource database, Specs specs) {
        this.database = database;
        this.specs = specs;
        this.kept = new KeptAnswers<>(database, MOST_KEPT);
    }

    public Report report(String dataset) throws SQLException {
        return kept.answer(dataset, dataset, () -> find(dataset));
    }

    private Report find(String dataset) throws SQLException {
        Splits wanted = specs.current(dataset).split();
        Reading reading = new Reading();
        List<Notice> notices;
        try (Connection connection = database.getConnection()) {
            Rows.each(connection, IMAGES, query -> query.setString(1, dataset), reading::take);
            notices = Notices.of(connection, dataset, wanted, reading.sizes, leaking(connection, dataset));
        }
        Unit largest = reading.largestUnit();
        List<SplitShare> splits = new ArrayList<>();
        for (Split split : Split.values()) {
            splits.add(share(split, wanted.share(split), reading.sizes.get(split.key()), reading.images, largest));
        }
        List<LabelShare> labels = new ArrayList<>();
        List<Infeasible.Label> units = new ArrayList<>();
        reading.labels.forEach((name, label) -> {
            labels.add(label(name.isEmpty() ? null : name, label.counts, wanted));
            if (!name.isEmpty()) {
                units.add(new Infeasible.Label(
                        name, label.counts.values().stream().mapToLong(n -> n).sum(), label.units.cardinality()));
            }
        });
        List<Fold> folds = new ArrayList<>();
        reading.folds.forEach((fold, byLabel) -> folds.add(new Fold(fold, reading.foldSizes.get(fold), byLabel)));
        return new Report(
                reading.images,
                reading.units.size(),
                largest,
                wanted.strategy(),
                wanted.folds(),
                splits,
                labels,
                largest == null
                        ? List.of()
                        : Infeasible.of(
                                wanted,
                                reading.images,
                                largest.name(),
                                largest.images(),
                                reading.trainUnits.cardinality(),
                                units),
                folds,
                distances(reading.values),
                reading.severalLabels,
                reading.fromFolders,
                notices);
    }

    private static long leaking(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM cluster WHERE dataset = ?"
                + " AND (train > 0)::int + (val > 0)::int + (test > 0)::int > 1")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Units are told apart by the place in which they were met. */
    private static final String IMAGES =
            "SELECT split, coalesce(unit, cluster, item), to_json(labels)::text, fold, layout IS NOT NULL, "
                    + Arrays.stream(Compared.values())
                            .map(compared -> compared.sql)
                            .collect(Collectors.joining(", "))
                    + " FROM image WHERE dataset = ? AND state = 'accepted' AND split IS NOT NULL";

    /** The images of one label. */
    private static final class Bearers {
        private final Map<String, Long> counts = zeros();
        private final BitSet units = new BitSet();
    }

    /** What one look at the accepted images gathers. */
    private static final class Reading {
        private final Map<String, Long> sizes = zeros();
        private final Map<String, Integer> units = new HashMap<>();
        private int[] unitSizes = new int[1_024];
        private final BitSet trainUnits = new BitSet();
        private final Map<String, Bearers> labels = new TreeMap<>();
        private final Map<Integer, Map<String, Long>> folds = new TreeMap<>();
        private final Map<Integer, Long> foldSizes = new HashMap<>();
        private final Map<Compared, Map<Split, DoubleStream.Builder>> values = new EnumMap<>(Compared.class);
        private final Map<String, List<String>> labelsRead = new HashMap<>();
        private long images;
        private long severalLabels;
        private long fromFolders;

        private Reading() {
            for (Compared compared : Compared.values()) {
                Map<Split, DoubleStream.Builder> bySplit = new EnumMap<>(Split.class);
                for (Split split : Split.values()) {
                    bySplit.put(split, DoubleStream.builder());
                }
                values.put(compared, bySplit);
            }
        }

        private void take(ResultSet row) throws SQLException {
            Split split = Split.ofFolder(row.getString(1)).orElseThrow();
            images++;
            sizes.merge(split.key(), 1L, Long::sum);
            int unit = units.computeIfAbsent(row.getString(2), name -> units.size());
            if (unit == unitSizes.length) {
                unitSizes = Arrays.copyOf(unitSizes, 2 * unit);
            }
            unitSizes[unit]++;
            if (split == Split.TRAIN) {
                trainUnits.set(unit);
            }
            List<String> borne = labelsRead.computeIfAbsent(row.getString(3), Reading::labels);
            severalLabels += borne.size() > 1 ? 1 : 0;
            int fold = row.getInt(4);
            boolean folded = !row.wasNull() && split == Split.TRAIN;
            if (folded) {
                foldSizes.merge(fold, 1L, Long::sum);
            }
            fromFolders += row.getBoolean(5) ? 1 : 0;
            for (String label : borne) {
                Bearers bearers = labels.computeIfAbsent(label, name -> new Bearers());
                bearers.counts.merge(split.key(), 1L, Long::sum);
                bearers.units.set(unit);
                if (folded) {
                    folds.computeIfAbsent(fold, none -> new TreeMap<>()).merge(label, 1L, Long::sum);
                }
            }
            for (Compared compared : Compared.values()) {
                double value = row.getDouble(compared.ordinal() + 6);
                if (!row.wasNull()) {
                    values.get(compared).get(split).add(value);
                }
            }
        }

        /** @return one empty label for none */
        private static List<String> labels(String json) {
            try {
                List<String> labels = List.of(EventJson.mapper().readValue(json, String[].class));
                return labels.isEmpty() ? List.of("") : labels;
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Cannot read the labels " + json, e);
            }
        }

        /** The first by its name among equals; null where there is none. */
        private Unit largestUnit() {
            return units.entrySet().stream()
                    .map(unit -> new Unit(unit.getKey(), unitSizes[unit.getValue()]))
                    .max(Comparator.comparingLong(Unit::images).thenComparing(Unit::name, Comparator.reverseOrder()))
                    .orElse(null);
        }
    }

    private static Map<String, Long> zeros() {
        Map<String, Long> zeros = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            zeros.put(split.key(), 0L);
        }
        return zeros;
    }

    /**
     * By how much a split's share may differ from its wish, because units are indivisible.
     *
     * @param largest unit, in images
     */
    public static double tolerance(long largest, long images) {
        return (images == 0 ? 0 : (double) largest / images) + TOLERANCE;
    }

    /** Whether a label's shares are near to the wished ones; null for labels of too few images. */
    public static Boolean isEven(ToLongFunction<Split> counts, Splits wanted) {
        long images = Arrays.stream(Split.values()).mapToLong(counts).sum();
        return images < LEAST_IMAGES ? null : largestDeviation(counts, images, wanted) <= LABEL_TOLERANCE;
    }

    private static double largestDeviation(ToLongFunction<Split> counts, long images, Splits wanted) {
        double largest = 0;
        for (Split split : Split.values()) {
            largest = Math.max(largest, Math.abs((double) counts.applyAsLong(split) / images - wanted.share(split)));
        }
        return largest;
    }

    private static SplitShare share(Split split, double wish, long images, long all, Unit largest) {
        double share = all == 0 ? 0 : (double) images / all;
        double tolerance = tolerance(all == 0 ? 0 : largest.images(), all);
        double deviation = all == 0 ? 0 : share - wish;
        return new SplitShare(split.key(), wish, images, share, deviation, tolerance, Math.abs(deviation) <= tolerance);
    }

    private static LabelShare label(String label, Map<String, Long> counts, Splits wanted) {
        long images = counts.values().stream().mapToLong(n -> n).sum();
        ToLongFunction<Split> bySplit = split -> counts.get(split.key());
        return new LabelShare(
                label, images, counts, largestDeviation(bySplit, images, wanted), isEven(bySplit, wanted));
    }

    private static List<Distance> distances(Map<Compared, Map<Split, DoubleStream.Builder>> values) {
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
