package dev.winnow.events;

import dev.winnow.dataset.Rejection;
import java.time.Instant;
import java.util.Objects;

/**
 * An upload was looked at and stays out, or is set aside for a person. On {@code images.rejected}, keyed by item.
 *
 * @param assessed what was measured, where a quality rule rejects: enough to take the image in once the rule changes; else null
 */
public record ImageRejected(ImageUploaded upload, Rejection rejection, ImageAssessed assessed, Instant at)
        implements Event, ImageEvent {

    public ImageRejected(ImageUploaded upload, Rejection rejection, Instant at) {
        this(upload, rejection, null, at);
    }

    public ImageRejected {
        Objects.requireNonNull(upload, "upload");
        Objects.requireNonNull(rejection, "rejection");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_REJECTED;
    }

    @Override
    public String key() {
        return upload.key();
    }

    @Override
    public String id() {
        return upload.id("rejected");
    }

    @Override
    public String subject() {
        return upload.subject();
    }
}
