package dev.winnow.events;

import java.time.Instant;
import java.util.Objects;

/**
 * An image has left every state of its dataset. On {@code images.removed}, keyed by item.
 *
 * @param position where its withdrawal stands in the dataset's order
 */
public record ImageRemoved(ImageWithdrawn withdrawn, long position, Instant at) implements Event {

    public ImageRemoved {
        Objects.requireNonNull(withdrawn, "withdrawn");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_REMOVED;
    }

    @Override
    public String key() {
        return withdrawn.item().id();
    }

    @Override
    public String id() {
        return "removed:" + withdrawn.id();
    }

    @Override
    public String subject() {
        return withdrawn.subject();
    }
}
