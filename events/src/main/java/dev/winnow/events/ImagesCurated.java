package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import java.time.Instant;
import java.util.Objects;

/**
 * A person decided about several images at once. On {@code datasets.curated}, keyed by dataset. Which images are meant stands in
 * the store, one {@link ImageUploaded} as JSON a line, so that the event is small whatever was selected; the ingest service
 * makes an event of each.
 *
 * @param curation its id, unique in the dataset
 * @param value the label or the tag that {@link CurationAction#LABEL} and {@link CurationAction#TAG} give, else null
 * @param uploads the content hash of the list: the uploads as they stood when the person decided
 * @param images how many lines the list has, 1 or more
 * @param undoes the id of the curation that this one undoes, or null
 * @param by who decided, {@code anonymous} where nobody is named; null in events from before it was recorded
 */
public record ImagesCurated(
        String dataset,
        String curation,
        CurationAction action,
        String value,
        ContentHash uploads,
        int images,
        String undoes,
        String by,
        Instant at)
        implements Event {

    public ImagesCurated {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(curation, "curation");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(uploads, "uploads");
        Objects.requireNonNull(at, "at");
        if (images < 1) {
            throw new IllegalArgumentException("A curation is about one image at least, not " + images);
        }
        if (action.needsValue() != (value != null)) {
            throw new IllegalArgumentException(
                    action + (action.needsValue() ? " needs a value" : " takes no value, not " + value));
        }
    }

    /** Names are a contract. */
    public enum CurationAction {
        /** The images leave the dataset; they end as removed. */
        WITHDRAW,
        /** The images leave the dataset until a person restores them; they end as quarantined. */
        SET_ASIDE,
        /** The uploads of the list arrive again as they stand there. */
        RESTORE,
        /** The images arrive again with one label in place of theirs. */
        LABEL,
        /** The images arrive again with one more tag. */
        TAG,
        /** As {@link #WITHDRAW}: an import found the same bytes at another place of the folder, and none here any more. */
        MOVED;

        public boolean needsValue() {
            return this == LABEL || this == TAG;
        }
    }

    @Override
    public Topic topic() {
        return Topic.DATASETS_CURATED;
    }

    @Override
    public String key() {
        return dataset;
    }

    @Override
    public String id() {
        return "curated:" + dataset + ":" + curation;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
