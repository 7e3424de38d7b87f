package dev.winnow.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Leaks;
import dev.winnow.dataset.spec.Splits.Strategy;
import dev.winnow.dataset.split.SplitAssigner.Change;
import dev.winnow.dataset.split.SplitAssigner.Ledger;
import dev.winnow.dataset.split.SplitAssigner.Moved;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after every arrival, replacement, withdrawal, word and freeze, over many short random streams. */
class SplitInvariantsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void unitsAreWhatHangsTogetherAndNoneSpansTwoSplits(Strategy strategy) {
        int moves = 0;
        int leaks = 0;
        for (int seed = 0; seed < 300; seed++) {
            Run run = new Run(seed, strategy, false);
            moves += run.moves;
            leaks += run.leaks;
        }
        assertThat(moves).as("the runs do see units join").isPositive();
        assertThat(leaks).as("the runs do see copies across given splits").isPositive();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void whatAReleaseFrozeNeverMovesAndWhatBridgesItStaysOut(Strategy strategy) {
        int bridges = 0;
        for (int seed = 0; seed < 300; seed++) {
            bridges += new Run(seed, strategy, true).bridges;
        }
        assertThat(bridges).as("the runs do see bridges").isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void byHashTheSplitsAreTheSameInAnyOrder(long seed) {
        for (int run = 0; run < 100; run++) {
            Random random = new Random(seed * 1000 + run);
            Splits wish = new Splits(0.6, 0.2, 0.2, seed, true, null, Strategy.HASH, null, 3, null, null)
                    .withLeaks(Leaks.MOVE);
            List<Arrival> images = new ArrayList<>();
            Map<String, Set<String>> links = new HashMap<>();
            for (int i = 0; i < 25; i++) {
                Arrival image = drawn(random, "item" + i, i, 0);
                images.add(image);
                for (int link = random.nextInt(2); link > 0 && i > 0; link--) {
                    String other = "item" + random.nextInt(i);
                    links.computeIfAbsent(image.item(), item -> new HashSet<>()).add(other);
                    links.computeIfAbsent(other, item -> new HashSet<>()).add(image.item());
                }
            }
            SplitAssigner inOrder = assigned(images, links, wish);
            Collections.shuffle(images, random);

            SplitAssigner shuffled = assigned(images, links, wish);

            assertThat(shuffled.splits()).isEqualTo(inOrder.splits());
            assertThat(shuffled.folds()).isEqualTo(inOrder.folds());
        }
    }

    private static SplitAssigner assigned(List<Arrival> images, Map<String, Set<String>> links, Splits wish) {
        SplitAssigner assigner = new SplitAssigner();
        DrawnClusters clusters = new DrawnClusters(true);
        images.forEach(image -> assigner.assign(
                image, clusters.arrive(image.item(), links.getOrDefault(image.item(), Set.of())), wish));
        return assigner;
    }

    private static Arrival drawn(Random random, String item, int second, int content) {
        int group = Math.floorMod(item.hashCode() * 31, 12);
        return new Arrival(
                item,
                item + ".jpg",
                ContentHash.of((item + "/" + content).getBytes(StandardCharsets.UTF_8)),
                random.nextInt(3) == 0 ? List.of("a", "b") : List.of("label" + random.nextInt(3)),
                group < 4 ? "group" + group : null,
                random.nextInt(5) == 0 ? Split.values()[random.nextInt(3)] : null,
                Map.of(),
                1,
                START.plusSeconds(second),
                new dev.winnow.dataset.Traits(
                        0.5 + random.nextDouble(), random.nextInt(1000), START.plusSeconds(random.nextInt(100))));
    }

    /** One stream, checked after every step. */
    private static final class Run {
        private final Random random;
        private final Splits wish;
        private final boolean freezes;
        private final DrawnClusters clusters;
        private final SplitAssigner uninterrupted = new SplitAssigner();
        private SplitAssigner assigner = new SplitAssigner();
        private final Map<String, AssignedItem> store = new HashMap<>();
        private Ledger ledger = Ledger.EMPTY;
        private final Map<String, Arrival> arrivals = new HashMap<>();
        private final Map<String, Split> splits = new HashMap<>();
        private final Map<String, String> units = new HashMap<>();
        private final Map<String, Integer> folds = new HashMap<>();
        private final Map<String, Rejection> outside = new HashMap<>();
        private final Map<String, Split> frozen = new HashMap<>();
        private final Set<Set<String>> words = new HashSet<>();
        private int moves;
        private int bridges;
        private int leaks;

        Run(int seed, Strategy strategy, boolean freezes) {
            random = new Random(seed * 31L + strategy.ordinal());
            this.freezes = freezes;
            clusters = new DrawnClusters(random.nextBoolean());
            boolean cut = strategy == Strategy.TIME && random.nextBoolean();
            wish = new Splits(
                            0.5,
                            0.25,
                            0.25,
                            seed,
                            random.nextBoolean(),
                            null,
                            strategy,
                            null,
                            random.nextBoolean() ? 3 : 0,
                            cut ? START.plusSeconds(50) : null,
                            cut ? START.plusSeconds(75) : null)
                    .withLeaks(Leaks.values()[random.nextInt(3)]);
            for (int step = 0; step < 40; step++) {
                if (random.nextInt(10) == 0) {
                    List<AssignedItem> stored = new ArrayList<>(store.values());
                    Collections.shuffle(stored, random);
                    assigner = SplitAssigner.of(stored.iterator(), ledger);
                }
                step(step);
                check("seed " + seed + ", step " + step);
            }
        }

        private void step(int step) {
            List<String> there = clusters.clusters.keySet().stream().sorted().toList();
            int dice = random.nextInt(20);
            if (dice < 13 || there.size() < 4) {
                arrive(step, there);
            } else if (dice < 15) {
                String item = there.get(random.nextInt(there.size()));
                words.removeIf(pair -> pair.contains(item));
                var revision = clusters.withdraw(item);
                arrivals.remove(item);
                frozen.remove(item);
                apply(assigner.revise(revision, List.of(), wish), uninterrupted.revise(revision, List.of(), wish));
                splits.remove(item);
                units.remove(item);
                folds.remove(item);
                outside.remove(item);
            } else if (dice < 18) {
                String one = there.get(random.nextInt(there.size()));
                String other = there.get(random.nextInt(there.size()));
                if (!one.equals(other)) {
                    boolean copies = random.nextInt(3) > 0;
                    if (copies) {
                        words.add(Set.of(one, other));
                    }
                    var revision = clusters.judge(one, other, copies);
                    List<String> pair = List.of(one, other);
                    apply(assigner.revise(revision, pair, wish), uninterrupted.revise(revision, pair, wish));
                }
            } else if (random.nextBoolean()) {
                Settlement.Extent extent = random.nextBoolean() ? Settlement.Extent.NEW : Settlement.Extent.ALL;
                apply(
                        assigner.settle(extent, wish).change(),
                        uninterrupted.settle(extent, wish).change());
            } else if (freezes) {
                apply(assigner.freeze(wish), uninterrupted.freeze(wish));
                frozen.clear();
                frozen.putAll(splits);
            }
        }

        private void arrive(int step, List<String> there) {
            String item = "item" + random.nextInt(25);
            Arrival known = arrivals.get(item);
            boolean same = known != null && random.nextBoolean();
            Arrival image = drawn(random, item, step, same ? 0 : step);
            Duplication duplication;
            if (same) {
                image = new Arrival(
                        item,
                        known.source(),
                        known.content(),
                        image.labels(),
                        known.group(),
                        known.layout(),
                        Map.of(),
                        1,
                        image.at(),
                        known.traits());
                Standing standing = clusters.standings.get(item);
                duplication = new Duplication(
                        null,
                        clusters.clusters.get(item),
                        item,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        standing,
                        null,
                        List.of(),
                        null);
            } else {
                words.removeIf(pair -> pair.contains(item));
                Set<String> linked = new HashSet<>();
                for (int link = random.nextInt(3); link > 0 && !there.isEmpty(); link--) {
                    linked.add(there.get(random.nextInt(there.size())));
                }
                duplication = relatedToo(clusters.arrive(item, linked), there);
                frozen.remove(item);
            }
            arrivals.put(item, image);
            Change change = assigner.assign(image, duplication, wish);
            apply(change, uninterrupted.assign(image, duplication, wish));
            Assignment assignment = change.assignment().orElseThrow();
            put(item, assignment.split(), assignment.unit(), assignment.fold(), assignment.outside());
            assertThat(assignment.moves()).isEqualTo(Step.moves(change.moved()));
        }

        /** Names up to two images, whether they are there still or not, as related to the newcomer. */
        private Duplication relatedToo(Duplication arrived, List<String> there) {
            List<Match> related = new ArrayList<>();
            for (int match = random.nextInt(3); match > 0 && !there.isEmpty(); match--) {
                String other = there.get(random.nextInt(there.size()));
                related.add(new Match(other, 20, null, null, null, null, null, null));
            }
            return new Duplication(
                    arrived.exactOf(),
                    arrived.cluster(),
                    arrived.representative(),
                    arrived.matches(),
                    arrived.relabelled(),
                    arrived.absorbed(),
                    arrived.parts(),
                    arrived.exactPixelsOf(),
                    arrived.standing(),
                    arrived.reason(),
                    arrived.standings(),
                    arrived.position(),
                    related,
                    arrived.curtailed(),
                    arrived.conflicts());
        }

        private void apply(Change change, Change expected) {
            assertThat(change.assignment()).isEqualTo(expected.assignment());
            assertThat(change.moved()).isEqualTo(expected.moved());
            for (Moved moved : change.moved()) {
                assertThat(moved.from()).isEqualTo(splits.get(moved.item()));
                assertThat(moved.unitBefore()).isEqualTo(units.get(moved.item()));
                put(moved.item(), moved.to(), moved.unit(), moved.fold(), moved.outside());
                moves += moved.from() != moved.to() ? 1 : 0;
            }
            change.items().forEach(item -> store.put(item.item(), item));
            change.removed().forEach(store::remove);
            ledger = change.ledger() == null ? ledger : change.ledger();
        }

        private void put(String item, Split split, String unit, Integer fold, Rejection why) {
            units.put(item, unit);
            splits.put(item, split);
            folds.put(item, fold);
            outside.put(item, why);
            splits.values().removeIf(Objects::isNull);
            folds.values().removeIf(Objects::isNull);
            outside.values().removeIf(Objects::isNull);
            bridges += isOutFor(Rejection.Reason.LEAK_BRIDGE, why) ? 1 : 0;
            leaks += isOutFor(Rejection.Reason.LAYOUT_LEAK, why) ? 1 : 0;
        }

        private void check(String where) {
            assertThat(assigner.splits()).as(where).isEqualTo(splits).isEqualTo(uninterrupted.splits());
            assertThat(assigner.units()).as(where).isEqualTo(units).isEqualTo(uninterrupted.units());
            assertThat(assigner.folds()).as(where).isEqualTo(folds).isEqualTo(uninterrupted.folds());
            assertThat(units.keySet()).as(where).isEqualTo(arrivals.keySet()).isEqualTo(store.keySet());
            store.forEach((item, kept) -> {
                assertThat(kept.unit()).as(where).isEqualTo(units.get(item));
                assertThat(kept.cluster()).as(where).isEqualTo(clusters.clusters.get(item));
            });
            assertThat(splits).as(where).containsAllEntriesOf(frozen);
            for (String item : units.keySet()) {
                boolean kept = clusters.standings.get(item) == Standing.KEPT || frozen.containsKey(item);
                boolean bridge = isOutFor(Rejection.Reason.LEAK_BRIDGE, outside.get(item));
                boolean leak = isOutFor(Rejection.Reason.LAYOUT_LEAK, outside.get(item));
                assertThat(leak && !setsAside()).as(() -> where + ", " + item).isFalse();
                assertThat(splits.containsKey(item))
                        .as(() -> where + ", " + item)
                        .isEqualTo((kept && !bridge && !leak) || (!kept && standsInForAnother(item)));
                if (splits.containsKey(item)) {
                    assertThat(folds.containsKey(item))
                            .as(where)
                            .isEqualTo(wish.folds() > 0 && splits.get(item) == Split.TRAIN);
                }
                for (String other : units.keySet()) {
                    if (item.compareTo(other) < 0 && splits.containsKey(item) && splits.containsKey(other)) {
                        checkPair(item, other, where);
                    }
                }
            }
            if (!freezes && !LayoutLeaks.areKeptApart(wish)) {
                assertThat(partition(units)).as(where).isEqualTo(components());
            }
        }

        private boolean setsAside() {
            return wish.keepLayout() && wish.leaks() == Leaks.SET_ASIDE_TRAIN;
        }

        /** Whether the policy keeps a copy that a given layout has elsewhere, so that this one is kept where the layout has it. */
        private boolean standsInForAnother(String item) {
            return setsAside()
                    && splits.containsKey(item)
                    && splits.keySet().stream()
                            .noneMatch(other -> !other.equals(item)
                                    && clusters.standings.get(other) == Standing.KEPT
                                    && same(clusters.clusters.get(item), clusters.clusters.get(other)));
        }

        private void checkPair(String item, String other, String where) {
            boolean bothFrozen = frozen.containsKey(item) && frozen.containsKey(other);
            boolean linked = clusters.links.contains(Set.of(item, other))
                    && !(wish.keepLayout() && wish.leaks() == Leaks.REPORT);
            if (units.get(item).equals(units.get(other))
                    || (linked && !(bothFrozen && words.contains(Set.of(item, other))))
                    || (same(group(item), group(other)) && !bothFrozen)) {
                assertThat(splits.get(item))
                        .as(() -> where + ": " + item + " and " + other + wish + bothFrozen + linked + group(item)
                                + group(other) + arrivals.get(item).layout()
                                + arrivals.get(other).layout() + frozen + clusters.clusters + units + splits
                                + outside.keySet())
                        .isEqualTo(splits.get(other));
                assertThat(folds.get(item))
                        .as(() -> where + ": " + item + " and " + other)
                        .isEqualTo(folds.get(other));
            }
        }

        private String group(String item) {
            return arrivals.get(item).group();
        }

        /** The definition: items that share a cluster or a group, directly or by way of others. */
        private Set<Set<String>> components() {
            List<Set<String>> parts = new ArrayList<>();
            for (String item : arrivals.keySet()) {
                Set<String> joined = new HashSet<>(Set.of(item));
                for (Set<String> part : List.copyOf(parts)) {
                    if (part.stream()
                            .anyMatch(other -> same(group(item), group(other))
                                    || same(clusters.clusters.get(item), clusters.clusters.get(other)))) {
                        joined.addAll(part);
                        parts.remove(part);
                    }
                }
                parts.add(joined);
            }
            return new HashSet<>(parts);
        }
    }

    private static boolean isOutFor(Rejection.Reason reason, Rejection why) {
        return why != null && why.reason() == reason;
    }

    private static boolean same(String one, String other) {
        return one != null && one.equals(other);
    }

    private static Set<Set<String>> partition(Map<String, String> units) {
        Map<String, Set<String>> parts = new HashMap<>();
        units.forEach((item, unit) ->
                parts.computeIfAbsent(unit, u -> new HashSet<>()).add(item));
        return new HashSet<>(parts.values());
    }
}
