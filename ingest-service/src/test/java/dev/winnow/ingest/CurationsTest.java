package dev.winnow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import dev.winnow.events.Event;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesCurated.CurationAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurationsTest {
    private static final Instant UPLOADED = Instant.parse("2026-01-05T10:00:00Z");
    private static final Instant DECIDED = Instant.parse("2026-01-06T10:00:00Z");
    private static final ContentHash CONTENT = ContentHash.of("wren".getBytes(StandardCharsets.UTF_8));
    private static final ImageUploaded UPLOAD = new ImageUploaded(
            "birds",
            "wren/1.jpg",
            CONTENT,
            4,
            "wren",
            "garden",
            null,
            Map.of("camera", "north"),
            2,
            UPLOADED,
            List.of("wren", "nest"));

    @Test
    void aWithdrawalReachesUpToTheUploadThatThePersonSaw() {
        ImageWithdrawn withdrawn = (ImageWithdrawn) decided(CurationAction.WITHDRAW, null, UPLOAD);

        assertThat(withdrawn.item()).isEqualTo(UPLOAD.item());
        assertThat(withdrawn.upTo()).isEqualTo(UPLOADED);
        assertThat(withdrawn.specVersion()).isEqualTo(2);
        assertThat(withdrawn.reason()).isEqualTo("A person removed it with 2 others");
    }

    @Test
    void anImageThatIsSetAsideIsALaterUploadThatWaitsForAPerson() {
        ImageRejected rejected = (ImageRejected) decided(CurationAction.SET_ASIDE, null, UPLOAD);

        assertThat(rejected.rejection().reason()).isEqualTo(Rejection.Reason.SET_ASIDE);
        assertThat(rejected.rejection().reason().quarantines()).isTrue();
        assertThat(rejected.upload()).isEqualTo(UPLOAD.again(3, DECIDED));
    }

    @Test
    void aRestoredImageArrivesAgainAsItStoodUnderTheSpecInForce() {
        assertThat(decided(CurationAction.RESTORE, null, UPLOAD)).isEqualTo(UPLOAD.again(3, DECIDED));
    }

    @Test
    void aLabelTakesThePlaceOfThoseThereWere() {
        ImageUploaded labelled = (ImageUploaded) decided(CurationAction.LABEL, "robin", UPLOAD);

        assertThat(labelled.labels()).containsExactly("robin");
        assertThat(labelled.label()).isEqualTo("robin");
        assertThat(labelled.at()).isEqualTo(DECIDED);
        assertThat(labelled.content()).isEqualTo(CONTENT);
    }

    @Test
    void aTagIsAddedOnceAndKeepsTheRestOfTheMetadata() {
        ImageUploaded once = (ImageUploaded) decided(CurationAction.TAG, "night", UPLOAD);
        ImageUploaded twice = (ImageUploaded) decided(CurationAction.TAG, "rain", once);
        ImageUploaded again = (ImageUploaded) decided(CurationAction.TAG, "night", twice);

        assertThat(again.tags()).containsExactly("night", "rain");
        assertThat(again.metadata()).containsEntry("camera", "north").containsEntry("tags", "night;rain");
    }

    private static Event decided(CurationAction action, String value, ImageUploaded upload) {
        return Curations.event(
                new ImagesCurated("birds", "c1", action, value, CONTENT, 3, null, null, DECIDED), upload, 3);
    }
}
