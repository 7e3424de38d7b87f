package dev.winnow.dataset.spec;

import java.util.Objects;

/**
 * What a dataset's owner wants of it. Each change is a new version; an upload carries the version it was taken in under.
 * Constructors refuse values that make no sense, naming the key, the value and the remedy.
 *
 * @param version 1, 2, …; given by the gateway, not by people
 */
public record DatasetSpec(
        int version,
        Limits limits,
        Metadata metadata,
        Quality quality,
        Duplicates duplicates,
        Splits split,
        Preprocessing preprocessing,
        Augmentation augmentation) {

    public DatasetSpec {
        Requirement.require(version >= 1, "version", version, "1 or more");
        Objects.requireNonNull(limits, "limits");
        metadata = metadata == null ? Metadata.defaults() : metadata; // specs of before there was a choice
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(duplicates, "duplicates");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(augmentation, "augmentation");
    }

    /** The first version of a dataset nobody said anything about. */
    public static DatasetSpec defaults() {
        return new DatasetSpec(
                1,
                Limits.defaults(),
                Metadata.defaults(),
                Quality.defaults(),
                Duplicates.defaults(),
                Splits.defaults(),
                Preprocessing.defaults(),
                Augmentation.defaults());
    }

    public DatasetSpec withVersion(int newVersion) {
        return new DatasetSpec(newVersion, limits, metadata, quality, duplicates, split, preprocessing, augmentation);
    }
}
