package dev.winnow.dataset.split;

import static dev.winnow.dataset.Images.arrival;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Assignment.Reason;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Leaks;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that the folders of a dataset have in different splits. */
class LayoutLeaksTest {
    private static final Splits WISH = new Splits(0.8, 0.1, 0.1, 7, true, null);
    private static final Splits REPORTING = WISH.withLeaks(Leaks.REPORT);

    private final SplitAssigner assigner = new SplitAssigner();

    @Test
    void trainingsCopyOfATestImageIsSetAsideWhenItArrives() {
        assign("test/a", Split.TEST, null, WISH);

        Assignment copy = assign("train/a", Split.TRAIN, "k", WISH, "test/a");

        assertThat(copy.outside().reason()).isEqualTo(Rejection.Reason.LAYOUT_LEAK);
        assertThat(copy.outside().reason().quarantines()).isTrue();
        assertThat(copy.outside().detail()).contains("in train", "have a copy in test", "split.leaks");
        assertThat(assigner.splits()).containsOnly(Map.entry("test/a", Split.TEST));
    }

    @Test
    void trainingsCopyIsSetAsideWhenTheTestImageComesLater() {
        assign("train/a", Split.TRAIN, null, WISH);

        SplitAssigner.Change change = change("test/a", Split.TEST, "k", WISH, Standing.KEPT, "train/a");

        assertThat(change.assignment().orElseThrow().reason()).isEqualTo(Reason.LAYOUT);
        SplitAssigner.Moved moved = change.moved().get(0);
        assertThat(moved.item()).isEqualTo("train/a");
        assertThat(moved.from()).isEqualTo(Split.TRAIN);
        assertThat(moved.to()).isNull();
        assertThat(moved.reason()).isEqualTo(MoveReason.LAYOUT_LEAK);
        assertThat(assigner.splits()).containsOnly(Map.entry("test/a", Split.TEST));
    }

    /** Before, the one copy took 40 images of its group along into test. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatHangsTogetherWithTheCopyStaysInTraining(boolean copyFirst) {
        for (int i = 0; i < 41; i++) {
            Duplication alone = alone("train/" + i);
            assigner.assign(arrival("train/" + i, "t" + i, 0, null, "video 1", Split.TRAIN), alone, WISH);
        }
        for (int i = 0; i < 50; i++) {
            assigner.assign(arrival("test/" + i, "e" + i, 0, null, "video 2", Split.TEST), alone("test/" + i), WISH);
        }

        if (copyFirst) {
            assigner.assign(
                    arrival("train/x", "x", 1, null, "video 1", Split.TRAIN), copies("train/x", "test/7"), WISH);
        } else {
            assigner.assign(arrival("test/x", "x", 1, null, "video 2", Split.TEST), copies("test/x", "train/7"), WISH);
        }

        assertThat(assigner.splits().values().stream().filter(split -> split == Split.TEST))
                .hasSize(copyFirst ? 50 : 51);
        assertThat(assigner.splits().values().stream().filter(split -> split == Split.TRAIN))
                .hasSize(copyFirst ? 41 : 40);
    }

    @Test
    void ofValAndTestTheCopyInValIsSetAside() {
        assign("test/a", Split.TEST, null, WISH);
        assign("val/a", Split.VAL, "k", WISH, "test/a");
        assign("train/a", Split.TRAIN, "k", WISH);

        assertThat(assigner.splits()).containsOnly(Map.entry("test/a", Split.TEST));
    }

    @Test
    void copiesWithinOneFolderStayWithEachOther() {
        assign("train/a", Split.TRAIN, null, WISH);
        assign("train/b", Split.TRAIN, "k", WISH, "train/a");

        assertThat(assigner.splits()).containsOnlyKeys("train/a", "train/b");
        assertThat(assigner.units().get("train/a")).isEqualTo(assigner.units().get("train/b"));
    }

    @Test
    void theCopyInTrainingIsRestoredWhenTheTestImageIsWithdrawn() {
        assign("train/a", Split.TRAIN, null, WISH);
        assign("test/a", Split.TEST, "k", WISH, "train/a");

        SplitAssigner.Change change = assigner.revise(
                new Revision(
                        List.of("test/a"),
                        List.of(new Duplication.Part(null, "train/a", List.of("train/a"))),
                        List.of("k"),
                        List.of(),
                        2),
                List.of(),
                WISH);

        assertThat(change.moved()).extracting(SplitAssigner.Moved::to).containsExactly(Split.TRAIN);
        assertThat(assigner.splits()).containsOnly(Map.entry("train/a", Split.TRAIN));
    }

    @Test
    void whereLeaksAreReportedBothStayWhereTheirFoldersAre() {
        assign("train/a", Split.TRAIN, null, REPORTING);
        assign("test/a", Split.TEST, "k", REPORTING, "train/a");

        assertThat(assigner.splits()).containsOnly(Map.entry("train/a", Split.TRAIN), Map.entry("test/a", Split.TEST));
    }

    @Test
    void aLaterSpecTakesEffectWhenTheDatasetIsSettled() {
        assign("train/a", Split.TRAIN, null, REPORTING);
        assign("test/a", Split.TEST, "k", REPORTING, "train/a");

        assigner.settle(Settlement.Extent.NEW, WISH);
        Map<String, Split> setAside = assigner.splits();
        assigner.settle(Settlement.Extent.NEW, WISH.withLeaks(Leaks.MOVE));

        assertThat(setAside).containsOnly(Map.entry("test/a", Split.TEST));
        assertThat(assigner.splits()).containsOnly(Map.entry("train/a", Split.TEST), Map.entry("test/a", Split.TEST));
    }

    /** The representative is chosen without regard to folders, and may be the one in training. */
    @Test
    void thePolicyOnCopiesDoesNotEmptyTheTestFolder() {
        assign("train/a", Split.TRAIN, null, WISH);

        change("test/a", Split.TEST, "k", WISH, Standing.DUPLICATE, "train/a");

        assertThat(assigner.splits()).containsOnly(Map.entry("test/a", Split.TEST));
    }

    @Test
    void whatAReleaseFrozeInTrainingStaysAndTheNewTestImageIsSetAside() {
        assign("train/a", Split.TRAIN, null, WISH);
        assigner.freeze(WISH);

        Assignment later = assign("test/a", Split.TEST, "k", WISH, "train/a");

        assertThat(later.outside().reason()).isEqualTo(Rejection.Reason.LAYOUT_LEAK);
        assertThat(later.outside().detail()).contains("release", "train");
        assertThat(assigner.splits()).containsOnly(Map.entry("train/a", Split.TRAIN));
    }

    @Test
    void whatIsSetAsideAndWhatAGroupMovedIsSaid() {
        assign("test/a", Split.TEST, null, WISH);
        assign("train/a", Split.TRAIN, "k", WISH, "test/a");
        for (int i = 0; i < 12; i++) {
            Split layout = i < 8 ? Split.TEST : Split.TRAIN;
            assigner.assign(arrival("g" + i, "g" + i, 0, null, "patient", layout), alone("g" + i), WISH);
        }
        for (int i = 0; i < 20; i++) {
            assigner.assign(arrival("f" + i, "f" + i, 0, null, "video", null), alone("f" + i), WISH);
        }

        assertThat(assigner.notices(WISH))
                .extracting(Notice::code, Notice::images)
                .containsExactly(
                        tuple(Notice.Code.LARGE_UNIT, 20L),
                        tuple(Notice.Code.LAYOUT_CHANGED, 4L),
                        tuple(Notice.Code.LAYOUT_LEAK, 1L));
    }

    @Test
    void anImageWithoutAFolderFollowsItsCopyToTheFolder() {
        Splits all = new Splits(1, 0, 0, 7, true, null);
        assign("free/a", null, null, all);

        assign("test/a", Split.TEST, "k", all, "free/a");

        assertThat(assigner.splits()).containsOnly(Map.entry("free/a", Split.TEST), Map.entry("test/a", Split.TEST));
    }

    private Assignment assign(String item, Split layout, String cluster, Splits wish, String... relabelled) {
        return change(item, layout, cluster, wish, Standing.KEPT, relabelled)
                .assignment()
                .orElseThrow();
    }

    private SplitAssigner.Change change(
            String item, Split layout, String cluster, Splits wish, Standing standing, String... relabelled) {
        Duplication duplication = new Duplication(
                null,
                cluster,
                item,
                List.of(),
                List.of(relabelled),
                List.of(),
                List.of(),
                null,
                standing,
                null,
                List.of(),
                null);
        return assigner.assign(arrival(item, item, 0, null, null, layout), duplication, wish);
    }

    private static Duplication alone(String item) {
        return new Duplication(null, null, item, List.of(), List.of(), List.of());
    }

    private static Duplication copies(String item, String... relabelled) {
        return new Duplication(null, "k", item, List.of(), Stream.of(relabelled).toList(), List.of());
    }
}
