package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.annotation.LabelSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * A source submitted labels of an image, or took them back. On {@code annotations.submitted}, keyed by item. The image may be unknown
 * still.
 *
 * @param source the image's source key below the dataset
 * @param revision grows with each submission of a source for an item; the greatest counts, in whatever order they are read
 * @param specVersion of the dataset when they were submitted: a deletion of the dataset covers them by it. 0 in
 *     events from before it was recorded
 * @param labels as submitted, before any check
 * @param by who submitted them, or null
 */
public record AnnotationsSubmitted(
        String dataset,
        String source,
        LabelSource from,
        long revision,
        Integer specVersion,
        LabelDocument labels,
        String by,
        Instant at)
        implements Event {

    public AnnotationsSubmitted {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(labels, "labels");
        specVersion = specVersion == null ? 0 : specVersion;
        Objects.requireNonNull(at, "at");
    }

    public Item item() {
        return new Item(dataset, source);
    }

    @Override
    public Topic topic() {
        return Topic.ANNOTATIONS_SUBMITTED;
    }

    @Override
    public String key() {
        return item().id();
    }

    @Override
    public String id() {
        String said = from.tool() + '\0' + from.annotator() + '\0' + revision + '\0' + LabelsJson.text(labels);
        return "annotations-submitted:" + key() + ":"
                + ContentHash.of(said.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
    }

    @Override
    public String subject() {
        return key();
    }
}
