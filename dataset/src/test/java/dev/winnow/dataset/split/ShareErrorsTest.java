package dev.winnow.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Images;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Traits;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Strategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How near the splits are to what was wished, over many random streams. */
class ShareErrorsTest {
    /** What a label of fewer than 100 images may be off, where two points are less: its images bear other labels as well. */
    private static final double MOST_IMAGES = 2;

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Single images of one to four labels, common and rare ones together. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everySplitAndEveryLabelIsNearItsWishWithSeveralLabels(int part) {
        for (int run = 0; run < 25; run++) {
            Random random = new Random(part * 1000 + run);
            Splits wish = wish(random, null, 0);
            int labels = 2 + random.nextInt(40);
            List<Arrival> images = new ArrayList<>();
            int count = 500 + random.nextInt(2500);
            for (int i = 0; i < count; i++) {
                TreeSet<String> own = new TreeSet<>();
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    own.add("label" + (int) (labels * Math.pow(random.nextDouble(), 2.5)));
                }
                images.add(image("item" + i, List.copyOf(own), null, traits(random, 0)));
            }
            assertShares(assigned(images, wish), images, wish, 0.02);
        }
    }

    /** Groups of 1 to 60 images, some of them a label's only ones, beside single images. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everySplitIsNearItsWishWithUnitsOfVeryDifferentSizes(int part) {
        for (int run = 0; run < 25; run++) {
            Random random = new Random(part * 1000 + run);
            Splits wish = wish(random, null, 0);
            List<Arrival> images = new ArrayList<>();
            for (int unit = 0; images.size() < 2000; unit++) {
                int size = random.nextInt(3) > 0 ? 1 : 1 + (int) (60 * Math.pow(random.nextDouble(), 3));
                List<String> label = List.of("label" + random.nextInt(6));
                for (int i = 0; i < size; i++) {
                    images.add(image("item" + images.size(), label, "group" + unit, traits(random, 0)));
                }
            }
            if (run % 2 == 0) {
                Collections.shuffle(images, random);
            }
            assertShares(assigned(images, wish), images, wish, 0.02);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void foldsAreEvenAndBalancedByLabel(long seed) {
        Random random = new Random(seed);
        Splits wish = wish(random, null, 5);
        List<Arrival> images = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            images.add(image("item" + i, List.of("label" + random.nextInt(5)), null, traits(random, 0)));
        }

        SplitAssigner assigner = assigned(images, wish);

        Map<String, Integer> folds = assigner.folds();
        Map<String, int[]> labels = new HashMap<>();
        images.stream()
                .filter(image -> folds.containsKey(image.item()))
                .forEach(image -> labels.computeIfAbsent(image.label(), l -> new int[5])[folds.get(image.item())]++);
        assertThat(folds.keySet())
                .isEqualTo(assigner.splits().entrySet().stream()
                        .filter(e -> e.getValue() == Split.TRAIN)
                        .map(Map.Entry::getKey)
                        .collect(java.util.stream.Collectors.toSet()));
        labels.values().forEach(counts -> {
            double all = Arrays.stream(counts).sum();
            for (int count : counts) {
                assertThat(count / all).isBetween(0.18, 0.22);
            }
        });
    }

    /** Kolmogorov–Smirnov distances to the training part, summed over many datasets, with traits known and not. */
    @Test
    void splitsAreAlikeInAspectRatioAndMerit() {
        double[] with = new double[2];
        double[] without = new double[2];
        for (int run = 0; run < 30; run++) {
            Random random = new Random(run);
            Splits wish = new Splits(0.8, 0.1, 0.1, run, false, null);
            List<Arrival> images = new ArrayList<>();
            List<Arrival> blind = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                List<String> labels = List.of("label" + random.nextInt(4));
                Traits traits = traits(random, 0);
                images.add(image("item" + i, labels, null, traits));
                blind.add(image("item" + i, labels, null, null));
            }
            SplitAssigner balanced = assigned(images, wish);
            addDistances(with, balanced.splits(), images);
            addDistances(without, assigned(blind, wish).splits(), images);
            assertShares(balanced, images, wish, 0.02);
        }

        assertThat(with[0]).as("aspect ratio").isLessThan(0.7 * without[0]);
        assertThat(with[1]).as("merit").isLessThan(0.7 * without[1]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theNewestShareIsTestedOnInWhateverOrderItComesAndFewMove(long seed) {
        Random random = new Random(seed);
        Splits wish = wish(random, Strategy.TIME, 0);
        List<Arrival> images = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            images.add(image("item" + i, List.of(), null, traits(random, i)));
        }
        if (seed % 2 == 0) {
            Collections.shuffle(images, random);
        }
        SplitAssigner assigner = new SplitAssigner();
        int moves = 0;
        for (Arrival image : images) {
            var change = assigner.assign(image, alone(image.item()), wish);
            assertThat(change.moved())
                    .allMatch(moved -> moved.reason() == dev.winnow.dataset.Assignment.MoveReason.TIME);
            moves += change.moved().size();
        }

        Map<String, Split> splits = assigner.splits();
        assertShares(assigner, images, wish, 1);
        List<Split> byAge = images.stream()
                .sorted(java.util.Comparator.comparing(Arrival::capturedAt))
                .map(image -> splits.get(image.item()))
                .toList();
        assertThat(byAge).isSorted();
        assertThat(moves).isLessThan(4 * images.size());
    }

    private static Splits wish(Random random, Strategy strategy, int folds) {
        double val = 0.05 + random.nextInt(20) / 100.0;
        double test = 0.05 + random.nextInt(20) / 100.0;
        return new Splits(1 - val - test, val, test, random.nextLong(), true, null, strategy, null, folds, null, null);
    }

    private static Traits traits(Random random, int second) {
        return new Traits(
                random.nextInt(3) == 0 ? 0.75 : Math.exp(random.nextGaussian() / 3),
                Math.exp(5 + random.nextGaussian()),
                START.plusSeconds(second));
    }

    private static Arrival image(String item, List<String> labels, String group, Traits traits) {
        return new Arrival(item, item, Images.content(item), labels, group, null, Map.of(), 1, START, traits);
    }

    private static Duplication alone(String item) {
        return new Duplication(null, null, item, List.of(), List.of(), List.of());
    }

    private static SplitAssigner assigned(List<Arrival> images, Splits wish) {
        SplitAssigner assigner = new SplitAssigner();
        images.forEach(image -> assigner.assign(image, alone(image.item()), wish));
        return assigner;
    }

    /** Where a label comes in groups, whose size nobody knows when their first image comes, two of its largest may be off beside. */
    private static void assertShares(SplitAssigner assigner, List<Arrival> images, Splits wish, double ofLabel) {
        Map<String, Split> splits = assigner.splits();
        Map<String, Integer> units = new HashMap<>();
        Map<String, String> unitOf = assigner.units();
        unitOf.values().forEach(unit -> units.merge(unit, 1, Integer::sum));
        int largest = Collections.max(units.values());
        int[] counts = new int[3];
        Map<String, int[]> labels = new HashMap<>();
        Map<String, Integer> largestOf = new HashMap<>();
        for (Arrival image : images) {
            int split = splits.get(image.item()).ordinal();
            counts[split]++;
            for (String label : image.labels()) {
                labels.computeIfAbsent(label, l -> new int[3])[split]++;
                largestOf.merge(label, units.get(unitOf.get(image.item())), Integer::max);
            }
        }
        for (Split split : Split.values()) {
            assertThat(Math.abs(counts[split.ordinal()] / (double) images.size() - wish.share(split)))
                    .as("share error of %s", split)
                    .isLessThanOrEqualTo((double) largest / images.size() + 0.005 + 1e-9);
        }
        labels.forEach((label, of) -> {
            double all = Arrays.stream(of).sum();
            if (all >= 50) {
                double unit = largestOf.get(label) > 1 ? largestOf.get(label) / all : 0;
                for (Split split : Split.values()) {
                    assertThat(Math.abs(of[split.ordinal()] / all - wish.share(split)))
                            .as("share error of %s in %s of %.0f", label, split, all)
                            .isLessThanOrEqualTo(2 * unit + Math.max(ofLabel, MOST_IMAGES / all) + 1e-9);
                }
            }
        });
    }

    private static void addDistances(double[] sums, Map<String, Split> splits, List<Arrival> images) {
        for (Split split : List.of(Split.VAL, Split.TEST)) {
            sums[0] += distance(splits, images, split, image -> image.traits().aspectRatio());
            sums[1] += distance(splits, images, split, image -> image.traits().merit());
        }
    }

    private static double distance(
            Map<String, Split> splits, List<Arrival> images, Split split, ToDoubleFunction<Arrival> trait) {
        double[] one = values(splits, images, Split.TRAIN, trait);
        double[] other = values(splits, images, split, trait);
        double most = 0;
        for (double value : other) {
            most = Math.max(most, Math.abs(below(one, value) - below(other, value)));
        }
        return most;
    }

    private static double below(double[] values, double value) {
        return Arrays.stream(values).filter(one -> one <= value).count() / (double) values.length;
    }

    private static double[] values(
            Map<String, Split> splits, List<Arrival> images, Split split, ToDoubleFunction<Arrival> trait) {
        return images.stream()
                .filter(image -> splits.get(image.item()) == split)
                .mapToDouble(trait)
                .toArray();
    }
}
