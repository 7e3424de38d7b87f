package dev.winnow.dataset.split;

import static dev.winnow.dataset.Images.arrival;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.split.Settlement.Extent;
import dev.winnow.dataset.split.SplitAssigner.Ledger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are related, as shots of a burst are: in one split where that is possible, and never in one cluster. */
class RelatedUnitsTest {
    private static final Splits WISH = new Splits(0.8, 0.1, 0.1, 7, true, null);
    private static final int BURSTS = 60;
    private static final int SHOTS = 5;

    private SplitAssigner assigner = new SplitAssigner();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theShotsOfABurstAreInOneSplitWhateverTheirOrder(long order) {
        List<String> shots = new ArrayList<>();
        for (int i = 0; i < BURSTS * SHOTS; i++) {
            shots.add("burst" + i / SHOTS + "/" + i % SHOTS);
        }
        shots.forEach(shot -> arrive(shot, before(shot), null));
        SplitAssigner shuffled = new SplitAssigner();
        Collections.shuffle(shots, new Random(order));
        Set<String> there = new HashSet<>();
        for (String shot : shots) {
            List<String> related = new ArrayList<>();
            for (int i = 0; i < SHOTS; i++) {
                String other = shot.substring(0, shot.indexOf('/') + 1) + i;
                if (there.contains(other)) {
                    related.add(other);
                }
            }
            there.add(shot);
            shuffled.assign(arrival(shot, shot, 0), related(shot, related), WISH);
        }

        assigner.settle(Extent.NEW, WISH);
        shuffled.settle(Extent.NEW, WISH);

        for (int burst = 0; burst < BURSTS; burst++) {
            assertThat(splitsOf(burst, SHOTS)).hasSize(1);
        }
        assertThat(assigner.splits().values()).contains(Split.VAL, Split.TEST);
        assertThat(shuffled.splits()).isEqualTo(assigner.splits());
        assertThat(assigner.units().values()).doesNotHaveDuplicates();
    }

    @Test
    void aChainThatIsTooLargeForTheSmallestSplitDoesNotBind() {
        for (int i = 0; i < 200; i++) {
            arrive("burst0/" + i, i == 0 ? List.of() : List.of("burst0/" + (i - 1)), null);
        }

        assigner.settle(Extent.NEW, WISH);

        assertThat(assigner.splits().values().stream().filter(split -> split == Split.TRAIN))
                .hasSize(160);
        assertThat(assigner.notices(WISH)).extracting(Notice::code).containsExactly(Notice.Code.RELATED_APART);
        assertThat(assigner.notices(WISH).get(0).detail()).contains("neighbours in a video", "split.groupPattern");
    }

    @Test
    void foldersGoBeforeWhatIsRelated() {
        for (int i = 0; i < 40; i++) {
            arrive("burst0/" + i, List.of(), i % 2 == 0 ? Split.TRAIN : Split.TEST);
        }
        arrive("burst0/40", List.of("burst0/0"), Split.TEST);

        assigner.settle(Extent.ALL, WISH);

        assertThat(assigner.splits()).containsEntry("burst0/0", Split.TRAIN).containsEntry("burst0/40", Split.TEST);
        assertThat(assigner.notices(WISH))
                .extracting(Notice::code, Notice::images)
                .containsExactly(tuple(Notice.Code.RELATED_APART, 2L));
    }

    @Test
    void aLaterShotGoesWhereItsBurstWasSettled() {
        for (int i = 0; i < BURSTS * SHOTS; i++) {
            String shot = "burst" + i / SHOTS + "/" + i % SHOTS;
            arrive(shot, before(shot), null);
        }
        assigner.settle(Extent.NEW, WISH);
        for (int burst = 0; burst < BURSTS; burst++) {
            arrive("burst" + burst + "/5", List.of("burst" + burst + "/4"), null);
        }

        assigner.settle(Extent.NEW, WISH);

        for (int burst = 0; burst < BURSTS; burst++) {
            assertThat(splitsOf(burst, SHOTS + 1)).hasSize(1);
        }
    }

    @Test
    void aLaterShotGoesToTheSplitOfItsBurstAtOnce() {
        for (int i = 0; i < BURSTS * SHOTS; i++) {
            String shot = "burst" + i / SHOTS + "/" + i % SHOTS;
            arrive(shot, before(shot), null);
        }
        assigner.settle(Extent.NEW, WISH);

        for (int burst = 0; burst < BURSTS; burst++) {
            arrive("burst" + burst + "/5", List.of("burst" + burst + "/4"), null);
        }

        for (int burst = 0; burst < BURSTS; burst++) {
            assertThat(splitsOf(burst, SHOTS + 1)).hasSize(1);
        }
    }

    @Test
    void beyondTheBoundALaterShotGoesWhereItIsLacked() {
        for (int i = 0; i < 400; i++) {
            arrive("single" + i + "/0", List.of(), null);
        }
        assigner.settle(Extent.NEW, WISH);
        for (int i = 0; i < 60; i++) {
            arrive("burst0/" + i, i == 0 ? List.of() : List.of("burst0/" + (i - 1)), null);
        }

        assertThat(splitsOf(0, 15)).hasSize(1);
        assertThat(splitsOf(0, 60)).hasSizeGreaterThan(1);
        assertThat(assigner.notices(WISH)).extracting(Notice::code).contains(Notice.Code.RELATED_APART);
    }

    @Test
    void whatIsRelatedIsKnownAfterARestart() {
        List<AssignedItem> kept = new ArrayList<>();
        for (int i = 0; i < BURSTS * SHOTS; i++) {
            String shot = "burst" + i / SHOTS + "/" + i % SHOTS;
            kept.addAll(assigner.assign(arrival(shot, shot, 0), related(shot, before(shot)), WISH)
                    .items());
        }
        assigner = SplitAssigner.of(kept.iterator(), Ledger.EMPTY);

        assigner.settle(Extent.NEW, WISH);

        for (int burst = 0; burst < BURSTS; burst++) {
            assertThat(splitsOf(burst, SHOTS)).hasSize(1);
        }
    }

    /** It is related to others that are apart already, and which of them decides does not depend on how a store lists its items. */
    @Test
    void aShotThatOthersWaitedForGoesToTheSameSplitAfterARestart() {
        List<AssignedItem> kept = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String shot = i < 10 ? "burst/" + i : "single/" + i;
            List<String> others = i < 10 ? List.of("burst/late") : List.of();
            kept.addAll(assigner.assign(arrival(shot, shot, 0), related(shot, others), WISH)
                    .items());
        }
        Set<Split> apart = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            apart.add(assigner.splits().get("burst/" + i));
        }
        assertThat(apart).hasSizeGreaterThan(1);
        arrive("burst/late", List.of(), null);

        for (int order = 0; order < 10; order++) {
            Collections.shuffle(kept, new Random(order));
            SplitAssigner restarted = SplitAssigner.of(kept.iterator(), Ledger.EMPTY);
            restarted.assign(arrival("burst/late", "burst/late", 0), related("burst/late", List.of()), WISH);
            assertThat(restarted.splits()).isEqualTo(assigner.splits());
        }
    }

    private Set<Split> splitsOf(int burst, int shots) {
        Set<Split> splits = new HashSet<>();
        for (int i = 0; i < shots; i++) {
            splits.add(assigner.splits().get("burst" + burst + "/" + i));
        }
        return splits;
    }

    private static List<String> before(String shot) {
        int n = Integer.parseInt(shot.substring(shot.indexOf('/') + 1));
        return n == 0 ? List.of() : List.of(shot.substring(0, shot.indexOf('/') + 1) + (n - 1));
    }

    private void arrive(String item, List<String> others, Split layout) {
        assigner.assign(arrival(item, item, 0, null, null, layout), related(item, others), WISH);
    }

    private static Duplication related(String item, List<String> others) {
        return new Duplication(
                null,
                null,
                item,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                Standing.KEPT,
                null,
                List.of(),
                null,
                others.stream().map(other -> new Match(other, 6)).toList(),
                false,
                null);
    }
}
