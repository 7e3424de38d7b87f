package dev.winnow.dataset.annotation;

import java.util.Comparator;
import java.util.Objects;

/**
 * Who submits labels of an image. Revisions of one source replace each other; those of different sources stand side by side.
 *
 * @param tool what they come from, such as {@code importer}, {@code http} or {@code label-studio}
 * @param annotator the person, where the tool submits each person's labels by itself; else empty, and each annotation names its own
 */
public record LabelSource(String tool, String annotator) implements Comparable<LabelSource> {
    private static final Comparator<LabelSource> ORDER =
            Comparator.comparing(LabelSource::tool).thenComparing(LabelSource::annotator);

    public LabelSource {
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(annotator, "annotator");
    }

    @Override
    public int compareTo(LabelSource other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return annotator.isEmpty() ? tool : tool + "/" + annotator;
    }
}
