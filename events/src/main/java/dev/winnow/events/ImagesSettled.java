package dev.winnow.events;

import dev.winnow.dataset.Item;
import java.time.Instant;
import java.util.Objects;

/**
 * What a settlement did. On {@code images.moved}; its key is made of dataset and
 * settlement as an item's of dataset and source. Each image that moved has an {@link ImageMoved} of the same
 * position.
 *
 * @param moved how many images are in another split; of a preview how many would be
 * @param announced how many have an event: in another split or fold
 * @param errorBefore how far labels were from their shares, see {@link dev.winnow.dataset.split.GroupedStratification#classError}
 * @param errorAfter how far they are
 * @param position where the decision stands in the dataset's order
 */
public record ImagesSettled(
        SplitsSettled settled,
        int moved,
        int announced,
        double errorBefore,
        double errorAfter,
        long position,
        Instant at)
        implements Event {

    public ImagesSettled {
        Objects.requireNonNull(settled, "settled");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_MOVED;
    }

    @Override
    public String key() {
        return new Item(settled.dataset(), settled.settlement()).id();
    }

    @Override
    public String id() {
        return "applied:" + settled.id();
    }

    @Override
    public String subject() {
        return settled.dataset();
    }
}
