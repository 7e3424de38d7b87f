package dev.winnow.formats.release;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Split;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * One image of a release.
 *
 * <p>Items are ordered by {@linkplain #content content}, then by {@linkplain #item id}. Hashes mix the classes, and equal beginnings of
 * names become neighbours, which keeps {@linkplain ReleaseNames names} unique without a list of them.
 *
 * @param item its id
 * @param source the key it was uploaded under
 * @param content the hash of what was uploaded, whichever picture the release holds
 * @param fold of cross-validation, from 0
 * @param measures those that were taken
 */
public record ReleaseItem(
        String item,
        String source,
        ContentHash content,
        Split split,
        OptionalInt fold,
        ReleasePicture picture,
        ReleaseLabels labels,
        Map<Measure, Double> measures)
        implements Comparable<ReleaseItem> {

    public ReleaseItem {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(fold, "fold");
        Objects.requireNonNull(picture, "picture");
        Objects.requireNonNull(labels, "labels");
        EnumMap<Measure, Double> copy = new EnumMap<>(Measure.class);
        copy.putAll(measures);
        measures = Collections.unmodifiableMap(copy);
    }

    @Override
    public int compareTo(ReleaseItem other) {
        int order = content.compareTo(other.content);
        return order == 0 ? item.compareTo(other.item) : order;
    }
}
