package dev.winnow.dataset.annotation;

import java.util.Objects;
import java.util.Optional;

/**
 * What all labels of one file have in common: one source has one habit. Decided by a {@link FileSurvey}.
 *
 * @param space which picture the coordinates are of, where an image of the file gave it away; else {@code AUTO}
 * @param trouble a finding about the whole file, whose labels then wait for a person
 */
public record FileHabit(Convention.Space space, Optional<Finding> trouble) {
    /** Nothing is known of the file. */
    public static final FileHabit UNKNOWN = new FileHabit(Convention.Space.AUTO, Optional.empty());

    public FileHabit {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(trouble, "trouble");
    }
}
