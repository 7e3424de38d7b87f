package dev.winnow.events;

import dev.winnow.dataset.PreparedPicture;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An image that moved was prepared anew for where it is now. On {@code images.prepared}, keyed by item. Of two about one upload the one
 * with the greater position of its move counts.
 */
public record ImageReprepared(ImageMoved moved, List<PreparedPicture> pictures, Instant at)
        implements Event, ImageEvent {

    public ImageReprepared {
        Objects.requireNonNull(moved, "moved");
        Objects.requireNonNull(at, "at");
        pictures = List.copyOf(pictures);
    }

    @Override
    public ImageUploaded upload() {
        return moved.upload();
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
        return upload().id("reprepared-" + moved.position());
    }

    @Override
    public String subject() {
        return upload().subject();
    }
}
