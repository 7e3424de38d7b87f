package dev.winnow.events;

import java.time.Instant;
import java.util.Objects;

/**
 * A release was cut: the images that are part of the dataset here in its order stay in their splits from now on.
 *
 * @param release its name
 * @param by who decided, {@code anonymous} where nobody is named; null in events from before it was recorded
 * @param note what a person wrote of it, or null
 */
public record SplitsFrozen(String dataset, String release, String by, Instant at, String note) implements Decision {

    public SplitsFrozen {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(at, "at");
    }

    /** Without a note. */
    public SplitsFrozen(String dataset, String release, String by, Instant at) {
        this(dataset, release, by, at, null);
    }

    @Override
    public String id() {
        return "frozen:" + dataset + ":" + release;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
