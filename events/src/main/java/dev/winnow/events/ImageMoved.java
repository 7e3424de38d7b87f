package dev.winnow.events;

import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import java.time.Instant;
import java.util.Objects;

/**
 * An image that was there already is in another split, fold or unit than before. On {@code images.moved}, keyed by item. Of two about
 * one item the one with the greater position counts.
 *
 * @param from null where it was not part of the dataset
 * @param to null where it is not part of the dataset any more
 * @param outside why it is not; null exactly where it has a split
 * @param unit that it belongs to now
 * @param group that it belongs to, or null
 * @param fold of the training part, or null
 * @param because the id of the item whose arrival or leaving made it move, or null
 * @param position where that stands in the dataset's order, see {@link dev.winnow.dataset.Duplication#position}
 */
public record ImageMoved(
        ImageUploaded upload,
        Split from,
        Split to,
        Rejection outside,
        String unit,
        String group,
        Integer fold,
        MoveReason reason,
        String because,
        long position,
        Instant at)
        implements Event, ImageEvent {

    public ImageMoved {
        Objects.requireNonNull(upload, "upload");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(at, "at");
        if ((to == null) == (outside == null)) {
            throw new IllegalArgumentException(
                    "An image has a split or a reason to have none, not " + to + " and " + outside);
        }
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_MOVED;
    }

    @Override
    public String key() {
        return upload.key();
    }

    @Override
    public String id() {
        return upload.id("moved-" + position);
    }

    @Override
    public String subject() {
        return upload.subject();
    }
}
