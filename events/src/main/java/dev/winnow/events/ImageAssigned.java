package dev.winnow.events;

import dev.winnow.dataset.Assignment;
import java.time.Instant;
import java.util.Objects;

/** An image has its split. On {@code images.assigned}, keyed by item. */
public record ImageAssigned(ImageDeduplicated image, Assignment assignment, Instant at) implements Event, ImageEvent {

    public ImageAssigned {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(assignment, "assignment");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public ImageUploaded upload() {
        return image.upload();
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_ASSIGNED;
    }

    @Override
    public String key() {
        return upload().key();
    }

    @Override
    public String id() {
        return upload().id("assigned");
    }

    @Override
    public String subject() {
        return upload().subject();
    }
}
