package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.annotation.ImageLabels;
import java.util.Objects;

/** An image's labels as an event carries them. {@link LabelsJson} says how they look as JSON. */
public sealed interface LabelDocument {

    /** Bytes of canonical JSON up to which labels travel in their event; more lie in the store. */
    int MOST_BYTES = 128 * 1024;

    /** Annotations up to which labels travel in their event. */
    int MOST_SHAPES = 1_000;

    /** The labels themselves. */
    record Inline(ImageLabels labels) implements LabelDocument {
        public Inline {
            Objects.requireNonNull(labels, "labels");
        }
    }

    /**
     * Labels that are too large for an event.
     *
     * @param content of their canonical JSON, which stands in the store under it
     * @param bytes of that JSON
     * @param shapes how many annotations it has
     */
    record Stored(ContentHash content, int bytes, int shapes) implements LabelDocument {
        public Stored {
            Objects.requireNonNull(content, "content");
        }
    }

    /** The source takes back what it submitted before. */
    record Deleted() implements LabelDocument {}
}
