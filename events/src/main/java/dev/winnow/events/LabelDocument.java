package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.annotation.ImageLabels;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** An image's labels as an event carries them. {@link LabelsJson} says how they look as JSON. */
public sealed interface LabelDocument {

    /** Bytes of canonical JSON up to which labels travel in their event; more lie in the store. */
    int MOST_BYTES = 128 * 1024;

    /** Where labels lie that are too large for an event. */
    interface Store {
        /** @throws IOException when the store fails */
        ContentHash put(byte[] bytes) throws IOException;

        /** @throws IOException when the store fails, or has nothing under the hash */
        byte[] read(ContentHash content) throws IOException;
    }

    /**
     * The document of labels: themselves where they are small, else a reference to where this stores them.
     *
     * @param mostShapes annotations that travel in the event, as the dataset's spec gives it
     * @throws IOException when the store fails
     */
    static LabelDocument of(ImageLabels labels, int mostShapes, Store store) throws IOException {
        byte[] json = LabelsJson.write(labels);
        int shapes = labels.set().annotations().size();
        return json.length <= MOST_BYTES && shapes <= mostShapes
                ? new Inline(labels)
                : new Stored(store.put(json), json.length, shapes);
    }

    /**
     * The labels, or nothing where they were taken back.
     *
     * @throws IOException when the store fails, or has other content
     */
    default Optional<ImageLabels> labels(Store store) throws IOException {
        if (this instanceof Inline inline) {
            return Optional.of(inline.labels());
        }
        if (this instanceof Stored stored) {
            try {
                return Optional.of(LabelsJson.read(store.read(stored.content())));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "The content " + stored.content().hex() + " holds no labels: " + e.getMessage(), e);
            }
        }
        return Optional.empty();
    }

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
