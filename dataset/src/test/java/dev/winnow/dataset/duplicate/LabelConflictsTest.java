package dev.winnow.dataset.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Duplication.LabelConflict;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Images;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelConflictsTest {
    private static final Duplicates SPEC = DatasetSpec.defaults().duplicates();

    private final DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());
    private int second;

    @Test
    void theSameBytesUnderTwoLabelsAreAConflictOfBoth() {
        add("a", "picture", "cat");

        assertThat(add("b", "picture", "dog"))
                .containsExactly(new LabelConflict("b", "a"), new LabelConflict("a", "b"));
    }

    @Test
    void theSamePixelsInOtherBytesAreAConflictToo() {
        addOfPixels("a", "picture", "pixels", "cat");

        assertThat(addOfPixels("b", "recompressed", "pixels", "dog"))
                .containsExactly(new LabelConflict("b", "a"), new LabelConflict("a", "b"));
    }

    @Test
    void equalLabelsInAnyOrderAndAbsentOnesAreNone() {
        add("a", "picture", "cat", "indoors");

        assertThat(add("b", "picture", "indoors", "cat")).isEmpty();
        assertThat(add("c", "picture")).isEmpty();
        assertThat(add("d", "another", "dog")).isEmpty();
    }

    @Test
    void itGoesWhenAnItemIsLabelledAnew() {
        add("a", "picture", "cat");
        add("b", "picture", "dog");

        assertThat(add("a", "picture", "dog")).containsExactly(new LabelConflict("b", null));
    }

    @Test
    void itGoesWhenOtherBytesAreUploadedInTheItemsPlace() {
        add("a", "picture", "cat");
        add("b", "picture", "dog");

        assertThat(add("b", "another", "dog")).containsExactly(new LabelConflict("a", null));
    }

    @Test
    void itGoesWhenAnItemIsWithdrawn() {
        add("a", "picture", "cat");
        add("b", "picture", "dog");

        Revision revision =
                clusters.withdraw("b", Instant.MAX, 1, SPEC, 2).revision().orElseThrow();

        assertThat(revision.conflicts()).containsExactly(new LabelConflict("a", null));
    }

    @Test
    void anotherHolderTakesThePlaceOfOneThatLeft() {
        add("a", "picture", "cat");
        add("b", "picture", "dog");
        add("c", "picture", "dog");

        Revision revision =
                clusters.withdraw("b", Instant.MAX, 1, SPEC, 3).revision().orElseThrow();

        assertThat(revision.conflicts()).containsExactly(new LabelConflict("a", "c"));
    }

    /** Whatever happens in whatever order, also across restarts: who reads the events knows what the items there are imply. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eventsTellWhatTheItemsImply(long seed) {
        int conflicts = 0;
        for (int run = 0; run < 40; run++) {
            Random random = new Random(seed * 1000 + run);
            Looks looks = Looks.onHeap();
            DuplicateClusters subject = new DuplicateClusters(looks);
            Map<String, ClusteredItem> kept = new HashMap<>();
            Map<String, String> read = new HashMap<>();
            for (int step = 0; step < 80; step++) {
                if (random.nextInt(20) == 0) {
                    List<ClusteredItem> stored = new ArrayList<>(kept.values());
                    Collections.shuffle(stored, random);
                    subject = DuplicateClusters.of(stored.iterator(), List.of(), looks);
                }
                String item = "item" + random.nextInt(8);
                DuplicateClusters.Change change;
                if (random.nextInt(5) == 0) {
                    // up to the upload there is, so that what comes later is not covered
                    ClusteredItem there = kept.get(item);
                    change = subject.withdraw(item, there == null ? Instant.MIN : there.at(), 1, SPEC, step);
                } else {
                    String[] labels = Stream.of("cat", "dog")
                            .filter(label -> random.nextInt(2) == 0)
                            .toArray(String[]::new);
                    int picture = random.nextInt(4);
                    Arrival arrival = arrival(item, "content" + picture, 1 + step, labels);
                    change = subject.add(arrival, pixels("pixels" + picture / 2), SPEC);
                }
                change.items().forEach(one -> kept.put(one.item(), one));
                change.duplication().ifPresent(duplication -> {
                    read.put(item, duplication.conflictOf(item));
                    duplication.conflicts().forEach(conflict -> read.put(conflict.item(), conflict.with()));
                });
                change.revision().ifPresent(revision -> {
                    revision.left().forEach(kept::remove);
                    revision.left().forEach(read::remove);
                    revision.conflicts().forEach(conflict -> read.put(conflict.item(), conflict.with()));
                });

                assertThat(read).isEqualTo(implied(kept));
            }
            conflicts += read.values().stream().filter(Objects::nonNull).count();
        }
        assertThat(conflicts).as("the runs do see conflicts").isPositive();
    }

    private static Map<String, String> implied(Map<String, ClusteredItem> kept) {
        Map<String, String> implied = new HashMap<>();
        for (ClusteredItem one : kept.values()) {
            implied.put(
                    one.item(),
                    kept.values().stream()
                            .filter(other -> Objects.equals(one.pixels(), other.pixels()))
                            .filter(other ->
                                    !one.labels().isEmpty() && !other.labels().isEmpty())
                            .filter(other -> !Set.copyOf(one.labels()).equals(Set.copyOf(other.labels())))
                            .min(Comparator.comparingLong(ClusteredItem::arrival))
                            .map(ClusteredItem::item)
                            .orElse(null));
        }
        return implied;
    }

    private List<LabelConflict> add(String item, String content, String... labels) {
        return clusters.add(arrival(item, content, ++second, labels), pixels(content), SPEC)
                .duplication()
                .orElseThrow()
                .conflicts();
    }

    private List<LabelConflict> addOfPixels(String item, String content, String pixels, String label) {
        return clusters.add(arrival(item, content, ++second, label), pixels(pixels), SPEC)
                .duplication()
                .orElseThrow()
                .conflicts();
    }

    private static Arrival arrival(String item, String content, int second, String... labels) {
        return new Arrival(
                item,
                item,
                Images.content(content),
                List.of(labels),
                null,
                null,
                Map.of(),
                1,
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second),
                null);
    }

    private static Fingerprints pixels(String pixels) {
        return new Fingerprints(0, 0, 0, false, Images.content(pixels));
    }
}
