package dev.winnow.events;

import java.util.Arrays;
import java.util.Optional;

/**
 * The one catalogue of topics. The embedded broker creates what stands here, production verifies it at start.
 * Topic names are a contract.
 */
public enum Topic {
    DATASETS_DECLARED("datasets.declared", KeyedBy.DATASET, Kind.STATE),
    DATASETS_CURATED("datasets.curated", KeyedBy.DATASET, Kind.FACTS),
    DATASETS_DECIDED("datasets.decided", KeyedBy.DATASET, Kind.FACTS),
    IMAGES_UPLOADED("images.uploaded", KeyedBy.ITEM, Kind.FACTS),
    IMAGES_REJECTED("images.rejected", KeyedBy.ITEM, Kind.FACTS),
    IMAGES_INGESTED("images.ingested", KeyedBy.ITEM, Kind.FACTS),
    IMAGES_ASSESSED("images.assessed", KeyedBy.DATASET, Kind.FACTS),
    IMAGES_REJUDGED("images.rejudged", KeyedBy.DATASET, Kind.FACTS),
    IMAGES_DEDUPLICATED("images.deduplicated", KeyedBy.DATASET, Kind.FACTS),
    IMAGES_ASSIGNED("images.assigned", KeyedBy.ITEM, Kind.FACTS),
    IMAGES_MOVED("images.moved", KeyedBy.ITEM, Kind.FACTS),
    IMAGES_PREPARED("images.prepared", KeyedBy.ITEM, Kind.FACTS),
    IMAGES_REMOVED("images.removed", KeyedBy.ITEM, Kind.FACTS),
    ANNOTATIONS_SUBMITTED("annotations.submitted", KeyedBy.ITEM, Kind.FACTS),
    ANNOTATIONS_CHECKED("annotations.checked", KeyedBy.ITEM, Kind.FACTS),
    DATASETS_RELEASED("datasets.released", KeyedBy.DATASET, Kind.FACTS),
    BUCKET_NOTIFICATIONS("bucket.notifications", KeyedBy.OBJECT, Kind.FACTS),
    DEAD_LETTERS_CLOSED("dead-letters.closed", KeyedBy.LETTER, Kind.FACTS),
    INGEST_DEAD_LETTERS("ingest.dead-letters", KeyedBy.ORIGIN, Kind.DEAD_LETTERS),
    QUALITY_DEAD_LETTERS("quality.dead-letters", KeyedBy.ORIGIN, Kind.DEAD_LETTERS),
    DEDUP_DEAD_LETTERS("dedup.dead-letters", KeyedBy.ORIGIN, Kind.DEAD_LETTERS),
    SPLIT_DEAD_LETTERS("split.dead-letters", KeyedBy.ORIGIN, Kind.DEAD_LETTERS),
    AUGMENT_DEAD_LETTERS("augment.dead-letters", KeyedBy.ORIGIN, Kind.DEAD_LETTERS),
    GATEWAY_DEAD_LETTERS("gateway.dead-letters", KeyedBy.ORIGIN, Kind.DEAD_LETTERS);

    /** What a record's key says, and with it what has one order. */
    public enum KeyedBy {
        /** The dataset's name: everything about a dataset has one order. */
        DATASET,
        /** {@link dev.winnow.dataset.Item#id()}: the events of one item keep their order. */
        ITEM,
        /** Bucket and object name, as S3 servers write it. */
        OBJECT,
        /** {@link DeadLetter#id}: the decisions about a letter keep their order. */
        LETTER,
        /** The key of the record that could not be read. */
        ORIGIN
    }

    /** How long records are kept. */
    public enum Kind {
        /** Kept for good: every state can be rebuilt from them. */
        FACTS,
        /** Compacted: the last record of each key. */
        STATE,
        /** Kept for good, one partition, until a person has looked. */
        DEAD_LETTERS
    }

    private final String topicName;
    private final KeyedBy keyedBy;
    private final Kind kind;

    Topic(String topicName, KeyedBy keyedBy, Kind kind) {
        this.topicName = topicName;
        this.keyedBy = keyedBy;
        this.kind = kind;
    }

    public static Optional<Topic> ofName(String topicName) {
        return Arrays.stream(values())
                .filter(t -> t.topicName.equals(topicName))
                .findFirst();
    }

    public String topicName() {
        return topicName;
    }

    public KeyedBy keyedBy() {
        return keyedBy;
    }

    public Kind kind() {
        return kind;
    }

    /** The number of partitions where image topics have {@code imagePartitions} of them. */
    public int partitions(int imagePartitions) {
        return switch (kind) {
            case FACTS -> imagePartitions;
            case STATE, DEAD_LETTERS -> 1;
        };
    }
}
