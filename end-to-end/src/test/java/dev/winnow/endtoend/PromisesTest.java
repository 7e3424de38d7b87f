package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.storage.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A promise is worth something only if it can be broken: each is held against evidence of a run that went wrong. */
class PromisesTest {
    @TempDir
    Path folder;

    private FabricatedRun run;

    @BeforeEach
    void threeImagesOfWhichTwoAreCopies() throws IOException {
        run = new FabricatedRun(new FolderStore(folder));
        run.upload("a.jpg", "one", 0L);
        run.upload("b.jpg", "one", 0L);
        run.upload("c.jpg", "other", -1L);
    }

    @Test
    void allPromisesAreKeptWhereNothingWentWrong() {
        Evidence evidence = run.evidence();

        new EveryUploadHasOneFinalState().requireKept(evidence);
        new NoDoubleEffect().requireKept(evidence);
        new SameClustersAndSplitsAsReplay().requireKept(evidence);
        new NoClusterSpansTwoSplits().requireKept(evidence);
        new NoUnitEverSpansTwoSplits().requireKept(evidence);
    }

    @Test
    void workDoneTwiceWithTheSameResultBreaksNoPromise() {
        run.assessed.add(run.assessed.get(0));
        run.prepared.add(run.prepared.get(0));

        Evidence evidence = run.evidence();

        new NoDoubleEffect().requireKept(evidence);
        new SameClustersAndSplitsAsReplay().requireKept(evidence);
    }

    @Test
    void anAcknowledgedUploadThatNobodyKnowsOfIsLost() {
        run.acknowledged.add(new DrawnImage("d.jpg", "x", null, new byte[] {1}, null));

        assertBroken(new EveryUploadHasOneFinalState(), "d.jpg (1 bytes) was acknowledged, but");
    }

    @Test
    void anUploadWithoutAnEndIsLost() {
        run.prepared.remove(2);

        assertBroken(new EveryUploadHasOneFinalState(), "c.jpg ended in no state");
    }

    @Test
    void anUploadWithTwoEndsIsOneTooMany() {
        ImageUploaded upload = run.uploaded.get(1).event();
        run.rejected.add(run.recorded(
                new ImageRejected(upload, new Rejection(Rejection.Reason.CORRUPT, "after all"), Instant.EPOCH)));

        assertBroken(new EveryUploadHasOneFinalState(), "b.jpg ended in the states [");
    }

    @Test
    void aRowOfAnotherUploadIsNoticed() {
        run.rows.put(run.item("c.jpg"), run.rows.get(run.item("a.jpg")));

        assertBroken(new EveryUploadHasOneFinalState(), "c.jpg is [accepted] by the topics, but the database");
    }

    @Test
    void aSummaryThatCountsOneImageTwiceIsNoticed() {
        run.counted = 4;

        assertBroken(new EveryUploadHasOneFinalState(), "3 items were uploaded, but the summary says");
        assertBroken(new NoDoubleEffect(), "The rows make images.uploaded 3, but the summary says 4");
    }

    @Test
    void anAnnouncementMadeTwiceIsADoubleEffect() {
        run.deduplicated.add(run.deduplicated.get(0));

        assertBroken(new NoDoubleEffect(), "stands on its topic twice");
    }

    @Test
    void otherPicturesTheSecondTimeAreADoubleEffect() {
        ImagePrepared first = run.prepared.get(0).event();
        PreparedPicture other =
                new PreparedPicture(0, run.uploaded.get(2).event().content(), 5, 1, 1, "plan");
        run.prepared.add(run.recorded(new ImagePrepared(first.image(), List.of(other), Instant.EPOCH)));

        assertBroken(new NoDoubleEffect(), "first said [PreparedPicture");
    }

    @Test
    void bytesThatTheStoreLostOrChangedAreNoticed() throws IOException {
        ContentHash one = run.uploaded.get(0).event().content();
        ContentHash other = run.uploaded.get(2).event().content();
        Files.delete(folder.resolve("blobs/sha256").resolve(one.path()));
        Files.writeString(folder.resolve("blobs/sha256").resolve(other.path()), "OTHER");

        assertThat(new NoDoubleEffect().violations(run.evidence()))
                .hasSize(2)
                .allMatch(violation -> violation.startsWith("The store cannot give "));
    }

    @Test
    void aClusterDecidedOtherwiseIsNoticed() {
        ImageDeduplicated second = run.deduplicated.get(1).event();
        Duplication alone = new Duplication(null, null, second.upload().key(), List.of(), List.of(), List.of()).at(1);
        run.deduplicated.set(1, run.recorded(new ImageDeduplicated(second.image(), alone, Instant.EPOCH)));

        assertBroken(
                new SameClustersAndSplitsAsReplay(), "images.deduplicated of ImageUploaded[dataset=made, source=b.jpg");
    }

    @Test
    void aSplitDecidedOtherwiseIsNoticed() {
        ImageAssigned first = run.assigned.get(0).event();
        Assignment decided = first.assignment();
        Split elsewhere = decided.split() == Split.TEST ? Split.TRAIN : Split.TEST;
        Assignment other = new Assignment(elsewhere, decided.unit(), null, null, decided.reason(), List.of());
        run.assigned.set(0, run.recorded(new ImageAssigned(first.image(), other, Instant.EPOCH)));

        assertBroken(
                new SameClustersAndSplitsAsReplay(), "images.assigned of ImageUploaded[dataset=made, source=a.jpg");
    }

    @Test
    void aDecisionThatIsMissingIsNoticed() {
        run.assigned.remove(2);

        assertBroken(new SameClustersAndSplitsAsReplay(), "found null");
    }

    @Test
    void copiesInTwoSplitsLeak() {
        run.move("b.jpg", Split.TEST);

        assertBroken(new NoClusterSpansTwoSplits(), "The images of cluster ");
    }

    @Test
    void aCopyThatIsPutIntoAnotherSplitLeaksFromThereOn() {
        ImageAssigned second = run.assigned.get(1).event();
        Assignment kept = second.assignment();
        Split other = kept.split() == Split.TEST ? Split.TRAIN : Split.TEST;
        Assignment elsewhere = new Assignment(other, kept.unit(), null, null, kept.reason(), List.of());
        run.assigned.set(1, run.recorded(new ImageAssigned(second.image(), elsewhere, Instant.EPOCH)));

        assertBroken(new NoUnitEverSpansTwoSplits(), "At position 1 unit " + kept.unit() + " is in [");
        assertBroken(new NoUnitEverSpansTwoSplits(), "At position 1 cluster ");
    }

    @Test
    void anImageThatMovesAwayFromItsUnitLeaks() {
        Assignment assignment = run.assigned.get(1).event().assignment();
        Split other = assignment.split() == Split.TEST ? Split.TRAIN : Split.TEST;
        run.moved.add(run.recorded(new ImageMoved(
                run.uploaded.get(1).event(),
                assignment.split(),
                other,
                null,
                assignment.unit(),
                null,
                null,
                Assignment.MoveReason.STANDING,
                null,
                99,
                Instant.EPOCH)));

        assertBroken(new NoUnitEverSpansTwoSplits(), "At position 99 unit " + assignment.unit() + " is in [");
    }

    @Test
    void anImageThatIsWithdrawnLeavesItsCopyFreeToMove() {
        ImageUploaded kept = run.uploaded.get(0).event();
        ImageUploaded gone = run.uploaded.get(1).event();
        Assignment assignment = run.assigned.get(0).event().assignment();
        Split other = assignment.split() == Split.TEST ? Split.TRAIN : Split.TEST;
        run.moved.add(run.recorded(new ImageMoved(
                kept,
                assignment.split(),
                other,
                null,
                assignment.unit(),
                null,
                null,
                Assignment.MoveReason.STANDING,
                null,
                99,
                Instant.EPOCH)));
        assertBroken(new NoUnitEverSpansTwoSplits(), "At position 99 unit " + assignment.unit() + " is in [");
        assertBroken(new NoUnitEverSpansTwoSplits(), "At position 99 cluster ");

        run.revisions.add(ClustersRevised.of(
                new ImageWithdrawn(
                        gone.dataset(),
                        gone.source(),
                        gone.at(),
                        gone.specVersion(),
                        ImageWithdrawn.Cause.REJECTED,
                        "A changed rule rejects it",
                        "anna",
                        Instant.EPOCH),
                new Revision(
                        List.of(gone.key()),
                        List.of(new Duplication.Part(null, kept.key(), List.of(kept.key()))),
                        List.of(),
                        List.of(),
                        50),
                Instant.EPOCH));

        new NoUnitEverSpansTwoSplits().requireKept(run.evidence());
    }

    private void assertBroken(Promise promise, String sentence) {
        assertThat(promise.violations(run.evidence())).anyMatch(violation -> violation.contains(sentence));
    }
}
