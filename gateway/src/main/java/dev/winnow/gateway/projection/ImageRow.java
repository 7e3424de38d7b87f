package dev.winnow.gateway.projection;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.Rejection;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one event makes of its item's row: the pages of the dossier it nests, each null where the upload has not come so far.
 *
 * @param item its id
 * @param origin the record the event stands in
 */
record ImageRow(
        String item,
        UploadKey key,
        Stage stage,
        ConsumerRecord<byte[], byte[]> origin,
        Event event,
        ImageUploaded upload,
        Rejection rejection,
        ImageIngested ingested,
        ImageAssessed assessed,
        ImageDeduplicated deduplicated,
        ImageAssigned assigned,
        ImagePrepared prepared) {

    static ImageRow of(UploadKey key, Stage stage, ConsumerRecord<byte[], byte[]> origin, ImageEvent event) {
        ImageRejected rejected = event instanceof ImageRejected e ? e : null;
        ImagePrepared prepared = event instanceof ImagePrepared e ? e : null;
        ImageAssigned assigned = prepared != null ? prepared.image() : event instanceof ImageAssigned e ? e : null;
        ImageDeduplicated deduplicated =
                assigned != null ? assigned.image() : event instanceof ImageDeduplicated e ? e : null;
        ImageAssessed assessed =
                deduplicated != null ? deduplicated.image() : event instanceof ImageAssessed e ? e : null;
        if (rejected != null) {
            assessed = rejected.assessed();
        }
        ImageIngested ingested = assessed != null ? assessed.image() : event instanceof ImageIngested e ? e : null;
        return new ImageRow(
                event.upload().key(),
                key,
                stage,
                origin,
                (Event) event,
                event.upload(),
                rejected != null
                        ? rejected.rejection()
                        : assigned != null ? assigned.assignment().outside() : null,
                ingested,
                assessed,
                deduplicated,
                assigned,
                prepared);
    }

    ImageState state() {
        if (rejection != null) {
            return ImageState.of(rejection);
        }
        return prepared != null ? ImageState.ACCEPTED : ImageState.IN_FLIGHT;
    }

    boolean flagged() {
        return state() == ImageState.ACCEPTED && !issues().isEmpty();
    }

    /** Those that no rule gives, then those of quality. */
    List<String> issues() {
        List<String> issues = new ArrayList<>(fileIssues());
        if (assessed != null) {
            issues.addAll(kinds(assessed.issues()));
        }
        return issues.stream().distinct().toList();
    }

    /** Those that no rule gives: of the file, then of its labels. */
    List<String> fileIssues() {
        List<String> issues = new ArrayList<>(ingested == null ? List.of() : kinds(ingested.issues()));
        if (conflict() != null) {
            issues.add(Issue.Kind.LABEL_CONFLICT.name());
        }
        return issues;
    }

    /** The item whose labels contradicted this one's when it arrived, or null. */
    String conflict() {
        return deduplicated == null ? null : deduplicated.duplication().conflictOf(item);
    }

    static List<String> kinds(List<Issue> issues) {
        return issues.stream().map(issue -> issue.kind().name()).distinct().toList();
    }

    ImageMetadata metadata() {
        return ingested == null ? null : ingested.metadata();
    }

    Assignment assignment() {
        return assigned == null ? null : assigned.assignment();
    }

    /** All that the uploader gave, each once. */
    List<String> labels() {
        return upload.labels().stream().map(Stored::text).distinct().toList();
    }

    /** Words that people gave the image beside its labels, each once. */
    List<String> tags() {
        return upload.tags().stream().map(Stored::text).distinct().toList();
    }

    /** The group the image was assigned with, or the uploader's word before that. */
    String group() {
        return assigned != null && assigned.assignment().group() != null
                ? assigned.assignment().group()
                : upload.group();
    }

    String hash(java.util.function.ToLongFunction<Fingerprints> which) {
        return assessed == null ? null : HexFormat.of().toHexDigits(which.applyAsLong(assessed.fingerprints()));
    }

    int standardised() {
        return standardised(pictures());
    }

    int augmented() {
        return pictures().size() - standardised();
    }

    String thumbnail() {
        return thumbnail(pictures());
    }

    /** The contents of the pictures that were prepared. */
    List<String> pictureContents() {
        return pictures().stream().map(picture -> picture.content().hex()).toList();
    }

    private List<PreparedPicture> pictures() {
        return prepared == null ? List.of() : prepared.pictures();
    }

    /** How many of the pictures are no variants. */
    static int standardised(List<PreparedPicture> pictures) {
        return (int) pictures.stream().filter(picture -> picture.copy() == 0).count();
    }

    static String thumbnail(List<PreparedPicture> pictures) {
        return pictures.stream()
                .filter(picture -> picture.copy() == 0)
                .map(picture -> picture.content().hex())
                .findFirst()
                .orElse(null);
    }
}
