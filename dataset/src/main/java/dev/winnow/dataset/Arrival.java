package dev.winnow.dataset;

import java.time.Instant;
import java.util.Objects;

/**
 * An image on its way into a dataset: what deciding about copies and splits needs to know of its upload.
 *
 * @param item {@link Item#id()}
 * @param source the source key below the dataset
 * @param label as the uploader gave it, or null
 * @param group images of one group belong into one split, or null
 * @param layout the split whose folder the image came from, or null
 * @param specVersion the version of the dataset's spec the image is judged under
 * @param at when the upload was taken; of two uploads to one item the later one counts
 */
public record Arrival(
        String item,
        String source,
        ContentHash content,
        String label,
        String group,
        Split layout,
        int specVersion,
        Instant at) {

    public Arrival {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
    }
}
