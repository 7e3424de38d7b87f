package dev.winnow.dataset.split;

import static dev.winnow.dataset.Images.arrival;
import static dev.winnow.dataset.Images.content;
import static dev.winnow.dataset.Images.prints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Splits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetReplayTest {
    private static final Splits MOVING = spec(1).split().withLeaks(Splits.Leaks.MOVE);

    @Test
    void theSameImagesInTheSameOrderGiveTheSameDecisions() {
        assertThat(decisions(11)).isEqualTo(decisions(11)).hasSizeGreaterThan(100);
    }

    @Test
    void aWithdrawnBridgeLeavesTwoImagesThatMayBeApart() {
        DatasetReplay replay = new DatasetReplay(DatasetReplayTest::spec);
        replay.next(arrival("a", "a", 0, null, null, Split.TRAIN), prints(0));
        replay.next(arrival("b", "b", 0, null, null, Split.TEST), prints(0xffffL));
        replay.freeze();

        Assignment bridge =
                replay.next(arrival("c", "c"), prints(0xffL)).orElseThrow().assignment();
        DatasetReplay.Revised revised = replay.withdraw("c", arrival("c", "c").at(), 1, 3);

        assertThat(bridge.split()).isNull();
        assertThat(bridge.outside().reason()).isEqualTo(Rejection.Reason.LEAK_BRIDGE);
        assertThat(bridge.outside().detail()).contains("frozen in train and in test");
        assertThat(revised.revision().left()).containsExactly("c");
        assertThat(replay.splits()).containsOnly(Map.entry("a", Split.TRAIN), Map.entry("b", Split.TEST));
    }

    @Test
    void aWordOnTwoFrozenImagesMovesNeitherAndOneOnAnUnfrozenSetsThatAside() {
        DatasetReplay replay = new DatasetReplay(DatasetReplayTest::spec);
        replay.next(arrival("a", "a", 0, null, "A", Split.TRAIN), prints(0));
        replay.next(arrival("b", "b", 0, null, null, Split.TEST), prints(-1L));
        replay.freeze();
        replay.next(arrival("a2", "a2", 0, null, "A", null), prints(0x0f0f0f0f0f0f0f0fL));

        DatasetReplay.Revised frozen = replay.judge(List.of("a", "b"), content("a"), content("b"), true, 3);
        DatasetReplay.Revised free = replay.judge(List.of("a2", "b"), content("a2"), content("b"), true, 4);

        assertThat(frozen.moved()).isEmpty();
        assertThat(free.moved()).extracting(SplitAssigner.Moved::item).containsExactly("a2");
        assertThat(replay.splits()).containsOnly(Map.entry("a", Split.TRAIN), Map.entry("b", Split.TEST));
    }

    /**
     * Random arrivals, replacements, groups and layouts: after each one no cluster and no group spans two splits, units are
     * exactly what clusters and groups hold together, and a reader of the events alone knows every item's unit and split.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noUnitEverSpansTwoSplits(long seed) {
        int moves = 0;
        for (int run = 0; run < 8; run++) {
            Random random = new Random(seed * 1000 + run);
            DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());
            SplitAssigner assigner = new SplitAssigner();
            Map<String, AssignedItem> kept = new HashMap<>();
            Map<String, String> units = new HashMap<>();
            Map<String, Split> splits = new HashMap<>();
            Map<String, String> groups = new HashMap<>();

            for (int step = 0; step < 100; step++) {
                if (step == 50) {
                    List<AssignedItem> stored = new ArrayList<>(kept.values());
                    Collections.shuffle(stored, random);
                    assigner = SplitAssigner.of(stored.iterator(), SplitAssigner.Ledger.EMPTY);
                }
                Arrival image = drawn(random, step);
                DuplicateClusters.Change change = clusters.add(image, hash(image), new Duplicates(1));
                if (change.duplication().isEmpty()) {
                    continue;
                }

                SplitAssigner.Change decided =
                        assigner.assign(image, change.duplication().orElseThrow(), MOVING);

                Assignment assignment = decided.assignment().orElseThrow();
                decided.items().forEach(item -> kept.put(item.item(), item));
                moves += assignment.moves().size();
                assignment
                        .moves()
                        .forEach(move ->
                                assertThat(splits.put(move.item(), move.to())).isEqualTo(move.from()));
                assignment
                        .regrouped()
                        .forEach(regrouping -> regrouping.items().forEach(item -> units.put(item, regrouping.unit())));
                splits.put(image.item(), assignment.split());
                units.put(image.item(), assignment.unit());
                groups.put(image.item(), image.group());

                assertThat(assigner.splits()).isEqualTo(splits);
                assertThat(assigner.units()).isEqualTo(units);
                assertThat(partition(units)).isEqualTo(components(groups, clusters.clusters()));
                units.forEach((item, unit) -> assertThat(units.keySet().stream()
                                .filter(other -> units.get(other).equals(unit))
                                .map(splits::get))
                        .containsOnly(splits.get(item)));
                assertThat(kept.keySet()).isEqualTo(splits.keySet());
                kept.forEach((item, facts) -> {
                    assertThat(facts.split()).isEqualTo(splits.get(item));
                    assertThat(facts.unit()).isEqualTo(units.get(item));
                    assertThat(facts.cluster()).isEqualTo(clusters.clusters().get(item));
                });
            }
        }
        assertThat(moves).as("the runs do see units join").isPositive();
    }

    /** The definition: items that share a cluster or a group, directly or by way of others. */
    private static Set<Set<String>> components(Map<String, String> groups, Map<String, String> clusters) {
        List<Set<String>> parts = new ArrayList<>();
        for (String item : groups.keySet()) {
            Set<String> joined = new HashSet<>(Set.of(item));
            for (Set<String> part : List.copyOf(parts)) {
                if (part.stream().anyMatch(other -> same(groups, item, other) || same(clusters, item, other))) {
                    joined.addAll(part);
                    parts.remove(part);
                }
            }
            parts.add(joined);
        }
        return new HashSet<>(parts);
    }

    private static boolean same(Map<String, String> names, String one, String other) {
        return names.get(one) != null && names.get(one).equals(names.get(other));
    }

    private static Set<Set<String>> partition(Map<String, String> units) {
        Map<String, Set<String>> parts = new HashMap<>();
        units.forEach((item, unit) ->
                parts.computeIfAbsent(unit, u -> new HashSet<>()).add(item));
        return new HashSet<>(parts.values());
    }

    private static List<DatasetReplay.Decision> decisions(long seed) {
        Random random = new Random(seed);
        DatasetReplay replay = new DatasetReplay(DatasetReplayTest::spec);
        List<DatasetReplay.Decision> decisions = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            Arrival image = drawn(random, step);
            replay.next(image, hash(image)).ifPresent(decisions::add);
        }
        return decisions;
    }

    private static Arrival drawn(Random random, int step) {
        String content = random.nextInt(3) + "/" + random.nextInt(14);
        String group = random.nextInt(4) == 0 ? "group" + random.nextInt(8) : null;
        Split layout = random.nextInt(3) == 0 ? Split.values()[random.nextInt(3)] : null;
        return arrival(
                "item" + random.nextInt(50),
                content,
                step - random.nextInt(3),
                "label" + random.nextInt(3),
                group,
                layout);
    }

    /** Contents are drawn from three rows in which neighbours differ by a bit. */
    private static Fingerprints hash(Arrival image) {
        int picture = image.content().hex().charAt(0) % 3;
        int variant = image.content().hex().charAt(1) % 14;
        return prints(0x9e3779b97f4a7c15L * picture ^ ((1L << variant) - 1));
    }

    private static DatasetSpec spec(int version) {
        return DatasetSpec.defaults().withVersion(version);
    }
}
