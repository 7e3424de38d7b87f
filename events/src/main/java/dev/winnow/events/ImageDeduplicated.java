package dev.winnow.events;

import dev.winnow.dataset.Duplication;
import java.time.Instant;
import java.util.Objects;

/** An image found its copies, or that it has none. On {@code images.deduplicated}, keyed by dataset. */
public record ImageDeduplicated(ImageAssessed image, Duplication duplication, Instant at) implements Event, ImageEvent {

    public ImageDeduplicated {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(duplication, "duplication");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public ImageUploaded upload() {
        return image.upload();
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_DEDUPLICATED;
    }

    @Override
    public String key() {
        return upload().dataset();
    }

    @Override
    public String id() {
        return upload().id("deduplicated");
    }

    @Override
    public String subject() {
        return upload().subject();
    }
}
