package dev.winnow.dataset.release;

import java.util.List;
import java.util.Objects;

/**
 * What two releases are compared by, of one item.
 *
 * @param source its place below the dataset, by which entries are ordered
 * @param content hash of its bytes
 * @param split that it is in
 * @param labels one of each class that it bears, and each annotation, in a form that is equal where they are
 * @param prepared hashes of what was made of it
 * @param rest everything else that a manifest says of it, in a form that is equal where it is
 */
public record ReleaseEntry(
        String source, String content, String split, List<String> labels, List<String> prepared, String rest) {
    public ReleaseEntry {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(content, "content");
        labels = List.copyOf(labels);
        prepared = List.copyOf(prepared);
    }
}
