package dev.winnow.events;

import java.time.Instant;
import java.util.Objects;

/**
 * A version of a dataset's spec is in force: the images that there are, and those that come, are judged by its rules from here on. It has
 * its place among them on {@code images.assessed}.
 *
 * @param specVersion as {@code datasets.declared} numbers it
 * @param at when it was declared
 */
public record SpecInForce(String dataset, int specVersion, Instant at) implements Decision {

    public SpecInForce {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public String id() {
        return "in-force:" + dataset + ":" + specVersion;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
