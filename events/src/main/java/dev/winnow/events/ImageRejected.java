package dev.winnow.events;

import dev.winnow.dataset.Rejection;
import java.time.Instant;
import java.util.Objects;

/** An upload was looked at and stays out, or is set aside for a person. On {@code images.rejected}, keyed by item. */
public record ImageRejected(ImageUploaded upload, Rejection rejection, Instant at) implements Event, ImageEvent {

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
