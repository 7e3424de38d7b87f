package dev.winnow.dataset.annotation;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * What a source submitted for an item at one time.
 *
 * @param number the greater one replaces the others
 * @param specVersion of the dataset when it was submitted: a deletion of the dataset covers revisions by it
 * @param id of the submission; decides between two of one number and time, so that the order of reading does not
 * @param at when it was submitted
 * @param deleted whether the source took its labels back
 */
public record LabelRevision(long number, int specVersion, Instant at, String id, boolean deleted)
        implements Comparable<LabelRevision> {
    private static final Comparator<LabelRevision> ORDER = Comparator.comparingLong(LabelRevision::number)
            .thenComparing(LabelRevision::at)
            .thenComparing(LabelRevision::id);

    public LabelRevision {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(id, "id");
    }

    @Override
    public int compareTo(LabelRevision other) {
        return ORDER.compare(this, other);
    }
}
