package dev.winnow.gateway.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.KolmogorovSmirnov;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.release.DatasetFacts;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.gateway.splits.Shares;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * What is known of a set of images, gathered from their lines in a manifest. Holds the names of clusters, units and labels, and four numbers
 * an image. For one thread.
 */
final class LineFacts {
    private static final List<Measure> COMPARED =
            List.of(Measure.ASPECT_RATIO, Measure.SHARPNESS_SCORE, Measure.BRIGHTNESS, Measure.NOISE_SIGMA);

    private final Map<String, Integer> clusters = new HashMap<>();
    private final Map<String, Long> units = new HashMap<>();
    private final Map<Split, Long> sizes = new EnumMap<>(Split.class);
    private final Map<String, Map<Split, Long>> labels = new TreeMap<>();
    private final Map<Issue.Kind, Long> issues = new EnumMap<>(Issue.Kind.class);
    private final Map<Measure, Map<Split, DoubleStream.Builder>> values = new EnumMap<>(Measure.class);
    private long images;
    private long prepared;
    private long unlabelled;
    private long flagged;

    /** Takes the line of an image. */
    void add(JsonNode line) {
        Split split = Split.ofFolder(line.path("split").asText()).orElseThrow();
        images++;
        sizes.merge(split, 1L, Long::sum);
        prepared += line.path("prepared").isEmpty() ? 0 : 1;
        if (line.has("cluster")) {
            clusters.merge(line.path("cluster").asText(), 1 << split.ordinal(), (one, other) -> one | other);
        }
        units.merge(line.path("unit").asText(line.path("item").asText()), 1L, Long::sum);
        unlabelled += line.path("labels").isEmpty()
                        && line.path("annotations").path("annotations").isEmpty()
                ? 1
                : 0;
        line.path("labels")
                .forEach(label -> labels.computeIfAbsent(label.asText(), none -> new EnumMap<>(Split.class))
                        .merge(split, 1L, Long::sum));
        flagged += line.path("issues").isEmpty() ? 0 : 1;
        line.path("issues").forEach(issue -> issues.merge(Issue.Kind.valueOf(issue.asText()), 1L, Long::sum));
        for (Measure measure : COMPARED) {
            JsonNode value = line.path("measures").path(measure.key());
            if (value.isNumber()) {
                values.computeIfAbsent(measure, none -> new EnumMap<>(Split.class))
                        .computeIfAbsent(split, none -> DoubleStream.builder())
                        .add(value.asDouble());
            }
        }
    }

    /** Of all that was added, which has come to its end. */
    DatasetFacts facts(DatasetSpec spec) {
        return new DatasetFacts(
                new DatasetFacts.Images(images, images, 0, 0, 0, 0, prepared),
                new DatasetFacts.Copies(
                        clusters.values().stream()
                                .filter(splits -> Integer.bitCount(splits) > 1)
                                .count(),
                        0),
                new DatasetFacts.Labels(unlabelled, issues.getOrDefault(Issue.Kind.LABEL_CONFLICT, 0L), 0, Map.of()),
                new DatasetFacts.Splits(shares(spec), uneven(spec), drifts()),
                new DatasetFacts.Issues(flagged, overflagging(spec)),
                true);
    }

    /** How many of these clusters stand in more than one split. */
    long leaks(Set<String> of) {
        return of.stream()
                .filter(cluster -> Integer.bitCount(clusters.getOrDefault(cluster, 0)) > 1)
                .count();
    }

    private Map<String, Long> overflagging(DatasetSpec spec) {
        Map<String, Long> over = new LinkedHashMap<>();
        spec.quality().overflagging(issues, images).forEach((kind, n) -> over.put(kind.name(), n));
        return over;
    }

    private List<DatasetFacts.Share> shares(DatasetSpec spec) {
        long largest = units.values().stream().mapToLong(n -> n).max().orElse(0);
        List<DatasetFacts.Share> shares = new ArrayList<>();
        for (Split split : Split.values()) {
            shares.add(new DatasetFacts.Share(
                    split.key(),
                    spec.split().share(split),
                    sizes.getOrDefault(split, 0L),
                    Shares.tolerance(largest, images)));
        }
        return shares;
    }

    private List<String> uneven(DatasetSpec spec) {
        List<String> uneven = new ArrayList<>();
        labels.forEach((label, counts) -> {
            if (Boolean.FALSE.equals(Shares.isEven(split -> counts.getOrDefault(split, 0L), spec.split()))) {
                uneven.add(label);
            }
        });
        return uneven;
    }

    private List<DatasetFacts.Drift> drifts() {
        List<DatasetFacts.Drift> drifts = new ArrayList<>();
        values.forEach((measure, bySplit) -> {
            Map<Split, double[]> built = new EnumMap<>(Split.class);
            bySplit.forEach((split, builder) -> built.put(split, builder.build().toArray()));
            double[] train = built.get(Split.TRAIN);
            for (Split split : List.of(Split.VAL, Split.TEST)) {
                double[] other = built.get(split);
                if (train != null && other != null) {
                    double distance = KolmogorovSmirnov.distance(other, train);
                    drifts.add(new DatasetFacts.Drift(
                            measure.key(),
                            split.key(),
                            distance,
                            KolmogorovSmirnov.isSignificant(distance, other.length, train.length)));
                }
            }
        });
        return drifts;
    }
}
