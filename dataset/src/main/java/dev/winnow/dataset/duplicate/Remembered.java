package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import java.time.Instant;
import java.util.Objects;

/** What is to be kept of a dataset beside its items, so that {@link DuplicateClusters} can go on from a store. */
public sealed interface Remembered {

    /**
     * How far the dataset has come.
     *
     * @param steps arrivals and decisions that were counted, so that no name is given twice
     * @param specVersion the newest version of the spec that an image arrived under
     */
    record Progress(long steps, int specVersion) implements Remembered {}

    /** Uploads to an item that are out of the dataset whenever they come: those up to a time, of that very time up to a version. */
    record Withdrawn(String item, Instant upTo, int specVersion) implements Remembered {
        public Withdrawn {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(upTo, "upTo");
        }

        boolean covers(Arrival arrival) {
            return covers(arrival.at(), arrival.specVersion());
        }

        boolean covers(Instant at, int version) {
            return at.isBefore(upTo) || (at.equals(upTo) && version <= specVersion);
        }
    }

    /**
     * A person's word on two contents, the smaller hash first.
     *
     * @param copies null where the word was taken back: then there is nothing to keep any more
     */
    record Judged(ContentHash one, ContentHash other, Boolean copies) implements Remembered {
        public Judged {
            if (one.compareTo(other) >= 0) {
                throw new IllegalArgumentException(
                        "The first of a pair is the smaller hash, not " + one + " before " + other);
            }
        }

        static Judged of(ContentHash one, ContentHash other, Boolean copies) {
            return one.compareTo(other) < 0 ? new Judged(one, other, copies) : new Judged(other, one, copies);
        }
    }
}
