package dev.winnow.events;

import dev.winnow.dataset.Deletion;
import java.time.Instant;
import java.util.Objects;

/**
 * A dataset is deleted: every upload under a version of its spec up to {@code upTo}, also one that is still on its way. The event
 * names no image, so that it is small whatever the dataset holds. {@link DatasetDeclared#deletion} says the same to those who read no
 * images; dedup gives it its place in the dataset's order. Of several copies the first counts.
 *
 * @param upTo the last version of the spec that the deleted dataset had
 * @param by who decided, {@code anonymous} where nobody is named
 */
public record DatasetDeleted(String dataset, int upTo, String by, Instant at) implements Decision {

    public DatasetDeleted {
        Objects.requireNonNull(dataset, "dataset");
        new Deletion(upTo, by, at); // throws where it is none
    }

    public Deletion deletion() {
        return new Deletion(upTo, by, at);
    }

    @Override
    public String id() {
        return "deleted:" + dataset + ":" + upTo;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
