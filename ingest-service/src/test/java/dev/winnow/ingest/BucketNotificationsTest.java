package dev.winnow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.ingest.BucketNotifications.Dropped;
import dev.winnow.ingest.Uploads.Description;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketNotificationsTest {

    @Test
    void anObjectThatWasPutIsNamedWithItsKeyDecoded() {
        String minio = notification("s3:ObjectCreated:Put", "birds/wren/a+b%20%C3%BC.jpg");

        assertThat(BucketNotifications.parse(bytes(minio)))
                .containsExactly(new Dropped("inbox", "birds/wren/a b ü.jpg", 1, null, false));
    }

    @Test
    void anObjectOfBeforeADeletionStaysOutAndALaterOneOpensTheDatasetUnlessASweepFoundIt() {
        Instant deletedAt = Instant.parse("2026-06-01T12:00:00Z");
        DatasetDeclared open = new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH);
        DatasetDeclared closed = open.deleted("anna", deletedAt);
        DatasetDeclared anew = closed.with(DatasetSpec.defaults(), "anna", deletedAt.plusSeconds(60));
        Dropped before = new Dropped("inbox", "birds/a.jpg", 1, deletedAt.minusSeconds(1), false);
        Dropped after = new Dropped("inbox", "birds/a.jpg", 1, deletedAt.plusSeconds(1), false);
        Dropped swept = new Dropped("inbox", "birds/a.jpg", 1, deletedAt.plusSeconds(1), true);
        Dropped untimed = new Dropped("inbox", "birds/a.jpg", 1, null, false);

        assertThat(List.of(before, after, swept, untimed))
                .noneMatch(dropped -> BucketNotifications.wasDeleted(open, dropped));
        assertThat(BucketNotifications.wasDeleted(closed, before)).isTrue();
        assertThat(BucketNotifications.wasDeleted(closed, after)).isFalse();
        assertThat(BucketNotifications.wasDeleted(closed, swept)).isTrue();
        assertThat(BucketNotifications.wasDeleted(closed, untimed)).isFalse();
        assertThat(BucketNotifications.wasDeleted(anew, before)).isTrue();
        assertThat(BucketNotifications.wasDeleted(anew, swept)).isFalse();
    }

    @Test
    void aNotificationSaysWhenTheObjectWasPutAndWhetherASweepWroteIt() {
        String record = "{\"Records\": [{\"eventSource\": \"winnow:sweep\", \"eventName\": \"s3:ObjectCreated:Put\","
                + " \"eventTime\": \"2026-06-01T12:00:00.500Z\", \"s3\": {\"bucket\": {\"name\": \"inbox\"},"
                + " \"object\": {\"key\": \"birds/a.jpg\", \"size\": 3}}}]}";

        assertThat(BucketNotifications.parse(bytes(record)))
                .containsExactly(
                        new Dropped("inbox", "birds/a.jpg", 3, Instant.parse("2026-06-01T12:00:00.500Z"), true));
    }

    @Test
    void amazonsNamesWithoutPrefixAreUnderstoodToo() {
        assertThat(BucketNotifications.parse(
                        bytes(notification("ObjectCreated:CompleteMultipartUpload", "birds/x.jpg"))))
                .hasSize(1);
    }

    @Test
    void aRemovalNamesNothing() {
        assertThat(BucketNotifications.parse(bytes(notification("s3:ObjectRemoved:Delete", "birds/x.jpg"))))
                .isEmpty();
    }

    @Test
    void theMarkerOfAFolderIsNoImage() {
        assertThat(BucketNotifications.parse(bytes(notification("s3:ObjectCreated:Put", "birds/wren/"))))
                .isEmpty();
        assertThat(BucketNotifications.parse(bytes(notification("s3:ObjectCreated:Put", "birds%2F"))))
                .isEmpty();
    }

    @Test
    void theTestEventOfS3NamesNothing() {
        assertThat(BucketNotifications.parse(
                        bytes("{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"inbox\"}")))
                .isEmpty();
    }

    @Test
    void whatIsNoNotificationIsASentence() {
        assertThatThrownBy(() -> BucketNotifications.parse(new byte[] {1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JSON");
        assertThatThrownBy(() -> BucketNotifications.parse(bytes("{\"Records\": 3}")))
                .hasMessageContaining("Records");
    }

    @Test
    void theKeySaysDatasetLabelAndSource() {
        Description description =
                BucketNotifications.describe("birds/wren/2024/a.jpg").orElseThrow();

        assertThat(description.item().dataset()).isEqualTo("birds");
        assertThat(description.item().source()).isEqualTo("wren/2024/a.jpg");
        assertThat(description.labels()).containsExactly("wren");
    }

    @Test
    void anObjectDirectlyInItsDatasetHasNoLabel() {
        assertThat(BucketNotifications.describe("birds/a.jpg").orElseThrow().labels())
                .isEmpty();
    }

    @Test
    void theKeySaysTheSplitAndNoFolderOfPicturesIsALabel() {
        Description description =
                BucketNotifications.describe("birds/images/train2017/a.jpg").orElseThrow();

        assertThat(description.labels()).isEmpty();
        assertThat(description.layout()).isEqualTo(Split.TRAIN);
    }

    @Test
    void annotationsAndMasksAreNoUploads() {
        assertThat(BucketNotifications.describe("birds/labels/train/a.txt")).isEmpty();
        assertThat(BucketNotifications.describe("birds/trainannot/a.png")).isEmpty();
    }

    @Test
    void anObjectOutsideAnyDatasetIsASentence() {
        assertThatThrownBy(() -> BucketNotifications.describe("a.jpg")).hasMessageContaining("dataset/label/name");
    }

    private static String notification(String event, String key) {
        return """
                {"EventName":"%s","Key":"inbox/%s","Records":[{"eventVersion":"2.0","eventSource":"minio:s3",
                 "eventName":"%s","s3":{"bucket":{"name":"inbox"},"object":{"key":"%s","size":1,"sequencer":"1"}}}]}
                """.formatted(event, key, event, key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
