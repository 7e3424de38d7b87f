package dev.winnow.dataset;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An image on its way into a dataset: what deciding about copies and splits needs to know of its upload.
 *
 * @param item {@link Item#id()}
 * @param source the source key below the dataset
 * @param labels as the uploader gave them; none, one, or several for an image of several objects
 * @param group images of one group belong into one split, or null
 * @param layout the split whose folder the image came from, or null
 * @param metadata further fields of the uploader
 * @param specVersion the version of the dataset's spec the image is judged under
 * @param at when the upload was taken; of two uploads to one item the later one counts
 * @param traits null where they are not known
 */
public record Arrival(
        String item,
        String source,
        ContentHash content,
        List<String> labels,
        String group,
        Split layout,
        Map<String, String> metadata,
        int specVersion,
        Instant at,
        Traits traits) {
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    public Arrival {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
        labels = List.copyOf(labels);
        metadata = Map.copyOf(metadata);
    }

    /** With one label or none, and nothing known of the picture. */
    public Arrival(
            String item,
            String source,
            ContentHash content,
            String label,
            String group,
            Split layout,
            int specVersion,
            Instant at) {
        this(
                item,
                source,
                content,
                label == null ? List.of() : List.of(label),
                group,
                layout,
                Map.of(),
                specVersion,
                at,
                null);
    }

    /** The first label, or null. */
    public String label() {
        return labels.isEmpty() ? null : labels.get(0);
    }

    /**
     * When the picture was taken; when it was uploaded, where the file does not say, or names a time more than a day after the upload: a
     * camera whose clock is wrong would otherwise hold the place of the newest image for good. A day, because a time without an offset may
     * be up to 14 hours ahead.
     */
    public Instant capturedAt() {
        Instant captured = traits == null ? null : traits.capturedAt();
        return captured == null || captured.isAfter(at.plus(MOST_AHEAD)) ? at : captured;
    }
}
