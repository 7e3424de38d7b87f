package dev.winnow.events;

import dev.winnow.dataset.PreparedPicture;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** An image was standardised and its variants made. On {@code images.prepared}, keyed by item. */
public record ImagePrepared(ImageAssigned image, List<PreparedPicture> pictures, Instant at)
        implements Event, ImageEvent {

    public ImagePrepared {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(at, "at");
        pictures = List.copyOf(pictures);
    }

    @Override
    public ImageUploaded upload() {
        return image.upload();
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_PREPARED;
    }

    @Override
    public String key() {
        return upload().key();
    }

    @Override
    public String id() {
        return upload().id("prepared");
    }

    @Override
    public String subject() {
        return upload().subject();
    }
}
