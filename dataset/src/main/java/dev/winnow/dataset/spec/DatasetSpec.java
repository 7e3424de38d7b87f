package dev.winnow.dataset.spec;

import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.util.Objects;

/**
 * What a dataset's owner wants of it. Each change is a new version; an upload carries the version it was taken in under. Constructors
 * refuse values that make no sense, naming the key, the value and the remedy.
 *
 * <p>A section is one record, which describes, bounds and checks its settings by {@link Setting}. Sections that came later are null in
 * specs of before, and then take their defaults.
 *
 * @param version 1, 2, …; given by the gateway, not by people
 */
public record DatasetSpec(
        @Setting(value = "Which version it is. It is only read: whoever publishes a spec numbers it", min = 1)
        int version,

        @Setting("What is refused before any decode") Limits limits,
        @Setting("What is kept of a file's own metadata") Metadata metadata,
        @Setting("Which values of measures raise an issue") Quality quality,

        @Setting("When two images are copies, and what becomes of copies")
        Duplicates duplicates,

        @Setting("How images are shared out among the splits")
        Splits split,

        @Setting("How pixels are standardised") Preprocessing preprocessing,
        @Setting("What variants are made of each image") Augmentation augmentation,
        @Setting("The dataset's classes") Ontology ontology,
        @Setting("What becomes of labels with an issue") LabelPolicy labels,

        @Setting("What the dataset has to meet before one trains on it")
        ReadinessBounds readiness,

        @Setting("What only people know of the dataset") Card card) {

    public DatasetSpec {
        Settings.require(version >= 1, "version", version, "1 or more");
        Objects.requireNonNull(limits, "limits");
        metadata = metadata == null ? Metadata.defaults() : metadata;
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(duplicates, "duplicates");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(augmentation, "augmentation");
        ontology = ontology == null ? Ontology.defaults() : ontology;
        labels = labels == null ? LabelPolicy.defaults() : labels;
        readiness = readiness == null ? ReadinessBounds.defaults() : readiness;
        card = card == null ? Card.defaults() : card;
    }

    /** Images alone: no classes, and the rest at its defaults. */
    public DatasetSpec(
            int version,
            Limits limits,
            Metadata metadata,
            Quality quality,
            Duplicates duplicates,
            Splits split,
            Preprocessing preprocessing,
            Augmentation augmentation) {
        this(
                version,
                limits,
                metadata,
                quality,
                duplicates,
                split,
                preprocessing,
                augmentation,
                null,
                null,
                null,
                null);
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

    /** The same with other bounds of readiness. */
    public DatasetSpec withReadiness(ReadinessBounds other) {
        return new DatasetSpec(
                version,
                limits,
                metadata,
                quality,
                duplicates,
                split,
                preprocessing,
                augmentation,
                ontology,
                labels,
                other,
                card);
    }

    public DatasetSpec withVersion(int newVersion) {
        return new DatasetSpec(
                newVersion,
                limits,
                metadata,
                quality,
                duplicates,
                split,
                preprocessing,
                augmentation,
                ontology,
                labels,
                readiness,
                card);
    }
}
