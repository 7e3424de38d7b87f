package dev.winnow.formats.release;

import dev.winnow.dataset.Split;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What an exporter must know before the first item.
 *
 * @param version such as {@code v1.1}
 * @param date on which the release was cut
 * @param licence of the dataset, such as {@code CC-BY-4.0}; empty where it is not known
 * @param objects the classes of objects
 * @param images the classes of whole images
 * @param splits how much each holds, by what will be exported; splits without an item are absent
 */
public record Release(
        String dataset,
        String version,
        LocalDate date,
        String licence,
        ReleaseClasses objects,
        ReleaseClasses images,
        Map<Split, Extent> splits) {

    public Release {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(date, "date");
        Objects.requireNonNull(licence, "licence");
        Objects.requireNonNull(objects, "objects");
        Objects.requireNonNull(images, "images");
        EnumMap<Split, Extent> copy = new EnumMap<>(Split.class);
        copy.putAll(splits);
        splits = Collections.unmodifiableMap(copy);
    }

    /**
     * How much a split holds.
     *
     * @param items 1 or more
     * @param bytes of its pictures
     */
    public record Extent(long items, long bytes) {
        public Extent {
            if (items < 1 || bytes < 0) {
                throw new IllegalArgumentException("A split holds items, not " + items + " with " + bytes + " bytes");
            }
        }
    }

    /** What {@code winnow.lock} and other descriptions call it: {@code raccoon v1}. */
    public String title() {
        return dataset + " " + version;
    }
}
