package dev.winnow.dataset.split;

import static dev.winnow.dataset.Images.arrival;
import static dev.winnow.dataset.Images.under;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Assignment.Move;
import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Assignment.Reason;
import dev.winnow.dataset.Assignment.Regrouping;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Leaks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitAssignerTest {
    private static final Splits WISH = new Splits(0.8, 0.1, 0.1, 7, true, null);
    private static final Splits MOVING = WISH.withLeaks(Leaks.MOVE);

    private final SplitAssigner assigner = new SplitAssigner();

    @Test
    void tenImagesOfALabelAreSharedOutAsWished() {
        Map<Split, Integer> counts = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            counts.merge(assign(labelled("item" + i, "cat")).split(), 1, Integer::sum);
        }

        assertThat(counts).containsOnly(Map.entry(Split.TRAIN, 8), Map.entry(Split.VAL, 1), Map.entry(Split.TEST, 1));
    }

    @Test
    void rareLabelsDoNotAllGoToTheLargestSplit() {
        Map<Split, Integer> counts = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            counts.merge(assign(labelled("item" + i, "label" + i / 3)).split(), 1, Integer::sum);
        }

        assertThat(counts.get(Split.TRAIN)).isBetween(239, 241);
        assertThat(counts.get(Split.VAL)).isBetween(29, 31);
    }

    @Test
    void aSplitNobodyWantsStaysEmpty() {
        Splits wish = new Splits(0.5, 0.5, 0, 7, true, null);
        for (int i = 0; i < 50; i++) {
            assign(labelled("item" + i, "cat"), alone("item" + i), wish);
        }

        assertThat(assigner.splits().values()).containsOnly(Split.TRAIN, Split.VAL);
    }

    @Test
    void anImageStaysInTheSplitItsFolderStandsFor() {
        Assignment assignment = assign(arrival("a", "a", 0, "cat", null, Split.TEST));

        assertThat(assignment.split()).isEqualTo(Split.TEST);
        assertThat(assignment.reason()).isEqualTo(Reason.LAYOUT);
    }

    @Test
    void aLayoutThatIsNotToBeKeptIsNot() {
        Splits wish = new Splits(1, 0, 0, 7, false, null);

        Assignment assignment = assign(arrival("a", "a", 0, "cat", null, Split.TEST), alone("a"), wish);

        assertThat(assignment.split()).isEqualTo(Split.TRAIN);
        assertThat(assignment.reason()).isEqualTo(Reason.BALANCE);
    }

    @Test
    void imagesOfAGroupShareAUnit() {
        Assignment first = assign(arrival("a", "a", 0, "cat", "patient 1", Split.VAL));
        Assignment second = assign(arrival("b", "b", 0, "dog", "patient 1", Split.TRAIN));

        assertThat(second.unit()).isEqualTo(first.unit());
        assertThat(second.split()).isEqualTo(Split.VAL);
        assertThat(second.reason()).isEqualTo(Reason.UNIT);
        assertThat(second.group()).isEqualTo("patient 1");
    }

    @Test
    void aPatternNamesTheGroupUnlessTheUploadDoes() {
        Splits wish = new Splits(0.8, 0.1, 0.1, 7, true, "^(p[0-9]+)-");

        assertThat(assign(arrival("p12-3", "a", 0), alone("p12-3"), wish).group())
                .isEqualTo("p12");
        assertThat(assign(arrival("p12-4", "b", 0, null, "given", null), alone("p12-4"), wish)
                        .group())
                .isEqualTo("given");
        assertThat(assign(arrival("x12-3", "c", 0), alone("x12-3"), wish).group())
                .isNull();
    }

    @Test
    void copiesFollowTheImageTheyAreCopiesOf() {
        Assignment first = assign(arrival("a", "a", 0, null, null, Split.TEST));

        Assignment copy = assign(arrival("b", "a", 0, null, null, Split.TRAIN), copies("b", "c-1", "a"), MOVING);

        assertThat(copy.split()).isEqualTo(Split.TEST);
        assertThat(copy.unit()).isEqualTo(first.unit());
    }

    @Test
    void whenAnImageJoinsTwoUnitsTheSmallerMovesToTheLargersSplit() {
        Assignment large = assign(arrival("a1", "a1", 0, null, "A", Split.TRAIN));
        assign(arrival("a2", "a2", 0, null, "A", null));
        Assignment small = assign(arrival("b1", "b1", 0, null, null, Split.TEST));

        Assignment bridge = assign(arrival("c", "c", 0, null, "A", Split.VAL), copies("c", "k-1", "b1"), MOVING);

        assertThat(bridge.split()).isEqualTo(Split.TRAIN);
        assertThat(bridge.moves()).containsExactly(new Move("b1", Split.TEST, Split.TRAIN, MoveReason.LAYOUT_LEAK));
        assertThat(bridge.regrouped()).containsExactly(new Regrouping(large.unit(), List.of("b1")));
        assertThat(small.unit()).isNotEqualTo(large.unit());
    }

    @Test
    void ofTwoEqualUnitsTheOlderStays() {
        assign(arrival("a", "a", 0, null, "A", Split.VAL));
        assign(arrival("b", "b", 0, null, null, Split.TRAIN));

        Assignment bridge = assign(arrival("c", "c", 0, null, "A", null), copies("c", "k-1", "b"), MOVING);

        assertThat(bridge.split()).isEqualTo(Split.VAL);
        assertThat(bridge.moves()).containsExactly(new Move("b", Split.TRAIN, Split.VAL, MoveReason.LAYOUT_LEAK));
    }

    @Test
    void aSingleItemWithNewContentStaysWhereItIs() {
        Assignment before = assign(arrival("a", "a", 0, "cat", null, Split.TEST));

        Assignment after = assign(arrival("a", "other", 1, "dog", null, Split.TRAIN));

        assertThat(after.split()).isEqualTo(Split.TEST);
        assertThat(after.unit()).isEqualTo(before.unit());
        assertThat(after.reason()).isEqualTo(Reason.UNIT);
    }

    @Test
    void anImageTakenInAgainUnderALaterSpecKeepsItsUnitAndSplit() {
        assign(arrival("a", "a", 0, null, "A", Split.VAL));
        Assignment before = assign(arrival("b", "b", 0, null, "A", null));

        Assignment again = assign(under(3, arrival("b", "b", 0, null, "A", null)));

        assertThat(again.unit()).isEqualTo(before.unit());
        assertThat(again.split()).isEqualTo(Split.VAL);
        assertThat(again.moves()).isEmpty();
        assertThat(again.regrouped()).isEmpty();
        assertThat(assigner.assign(under(2, arrival("b", "b", 0, null, "A", null)), alone("b"), WISH)
                        .assignment())
                .isEmpty();
    }

    @Test
    void aUnitThatFallsApartStaysInItsSplit() {
        assign(arrival("a1", "a1", 0, null, "A", Split.VAL));
        Assignment large = assign(arrival("a2", "a2", 0, null, "A", null));
        assign(arrival("bridge", "bridge", 0, null, "A", null));
        assign(arrival("b", "b", 0), copies("b", "k-4", "bridge"), WISH);

        Duplication leaves = new Duplication(
                null,
                null,
                "bridge",
                List.of(),
                List.of(),
                List.of(),
                List.of(new Duplication.Part(null, "b", List.of("b"))));
        Assignment left = assign(arrival("bridge", "other", 1), leaves, WISH);

        assertThat(left.moves()).isEmpty();
        assertThat(left.regrouped()).containsExactly(new Regrouping("b-5", List.of("b")));
        assertThat(assigner.splits()).containsEntry("b", Split.VAL).containsEntry("a1", Split.VAL);
        assertThat(assigner.units()).containsEntry("a1", large.unit()).containsEntry("a2", large.unit());
    }

    @Test
    void theSameArrivalAgainAndOlderUploadsAreNoNews() {
        assign(arrival("a", "a", 5));

        assertThat(assigner.assign(arrival("a", "a", 5), alone("a"), WISH).assignment())
                .isEmpty();
        assertThat(assigner.assign(arrival("a", "old", 4), alone("a"), WISH).assignment())
                .isEmpty();
    }

    @Test
    void theSameContentUploadedLaterKeepsItsUnitAndSplit() {
        Assignment first = assign(arrival("a", "a", 0));
        Assignment ofGroup = assign(arrival("b", "b", 0, "cat", "patient 1", Split.VAL));
        assign(arrival("c", "c", 0, "cat", "patient 1", null));

        Assignment again = assign(arrival("a", "a", 1));
        Assignment ofGroupAgain = assign(arrival("b", "b", 1, "cat", "patient 1", Split.TRAIN));

        assertThat(again.unit()).isEqualTo(first.unit());
        assertThat(again.split()).isEqualTo(first.split());
        assertThat(again.reason()).isEqualTo(Reason.UNIT);
        assertThat(ofGroupAgain.split()).isEqualTo(ofGroup.split());
        assertThat(ofGroupAgain.moves()).isEmpty();
    }

    @Test
    void theSeedDecidesTies() {
        Splits even = new Splits(0.5, 0.5, 0, 1, true, null);
        List<Split> first = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            first.add(new SplitAssigner()
                    .assign(arrival("item" + i, "x"), alone("item" + i), even)
                    .assignment()
                    .orElseThrow()
                    .split());
        }

        assertThat(first).contains(Split.TRAIN, Split.VAL);
    }

    /**
     * The promise: whatever the order, every split is within the share of the largest unit and half a percent of its wish, and
     * every label of 50 images or more within two points and its largest unit.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void sharesAreNearTheirWishesInAnyOrder(long seed) {
        Random random = new Random(seed);
        double val = 0.05 + random.nextInt(20) / 100.0;
        double test = 0.05 + random.nextInt(20) / 100.0;
        Splits wish = new Splits(1 - val - test, val, test, seed, true, null);
        List<Arrival> images = new ArrayList<>();
        int labels = 1 + random.nextInt(200);
        Map<String, Integer> unitSizes = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            String label = "label" + (int) (labels * Math.pow(random.nextDouble(), 2));
            String group = random.nextInt(3) == 0 ? label + "/" + random.nextInt(40) : null;
            unitSizes.merge(group == null ? "image " + i : group, 1, Integer::sum);
            images.add(arrival("item" + i, "content" + i, 0, label, group, null));
        }
        Collections.shuffle(images, random);

        images.forEach(image -> assigner.assign(image, alone(image.item()), wish));

        Map<Split, Integer> counts = new HashMap<>();
        assigner.splits().values().forEach(split -> counts.merge(split, 1, Integer::sum));
        int largest = Collections.max(unitSizes.values());
        for (Split split : Split.values()) {
            assertThat(Math.abs(counts.get(split) / 2000.0 - wish.share(split)))
                    .as("share error of %s", split)
                    .isLessThan(largest / 2000.0 + 0.005);
        }
        assertLabelsAreNear(images, wish, unitSizes);
    }

    private void assertLabelsAreNear(List<Arrival> images, Splits wish, Map<String, Integer> unitSizes) {
        Map<String, Split> splits = assigner.splits();
        Map<String, int[]> labels = new HashMap<>();
        Map<String, Integer> largest = new HashMap<>();
        images.forEach(image -> {
            labels.computeIfAbsent(image.label(), l -> new int[3])[
                    splits.get(image.item()).ordinal()]++;
            largest.merge(image.label(), image.group() == null ? 1 : unitSizes.get(image.group()), Integer::max);
        });
        labels.forEach((label, counts) -> {
            double all = counts[0] + counts[1] + counts[2];
            if (all >= 50) {
                for (Split split : Split.values()) {
                    assertThat(Math.abs(counts[split.ordinal()] / all - wish.share(split)))
                            .as("share error of %s in %s of %.0f", label, split, all)
                            .isLessThan(largest.get(label) / all + 0.02);
                }
            }
        });
    }

    private Assignment assign(Arrival arrival) {
        return assign(arrival, alone(arrival.item()), WISH);
    }

    private Assignment assign(Arrival arrival, Duplication duplication, Splits wish) {
        return assigner.assign(arrival, duplication, wish).assignment().orElseThrow();
    }

    private static Arrival labelled(String item, String label) {
        return arrival(item, item, 0, label, null, null);
    }

    private static Duplication alone(String item) {
        return new Duplication(null, null, item, List.of(), List.of(), List.of());
    }

    private static Duplication copies(String item, String cluster, String of) {
        return new Duplication(null, cluster, of, List.of(), List.of(of), List.of());
    }
}
