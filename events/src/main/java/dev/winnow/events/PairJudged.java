package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import java.time.Instant;
import java.util.Objects;

/**
 * A person said whether two images are copies. Their word outranks the hashes, for these two contents, until it is taken back.
 *
 * @param one the id of an item, the smaller of the two
 * @param other the id of the other item
 * @param oneContent what the person saw there
 * @param otherContent what the person saw there
 * @param by who decided, {@code anonymous} where nobody is named; null in events from before it was recorded
 */
public record PairJudged(
        String dataset,
        String one,
        String other,
        ContentHash oneContent,
        ContentHash otherContent,
        Word word,
        String by,
        Instant at)
        implements Decision {

    public PairJudged {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(one, "one");
        Objects.requireNonNull(other, "other");
        Objects.requireNonNull(oneContent, "oneContent");
        Objects.requireNonNull(otherContent, "otherContent");
        Objects.requireNonNull(word, "word");
        Objects.requireNonNull(at, "at");
        if (one.compareTo(other) >= 0) {
            throw new IllegalArgumentException(
                    "The first of a pair is the smaller id, not " + one + " before " + other);
        }
    }

    /** Names are a contract. */
    public enum Word {
        COPIES,
        DIFFERENT,
        /** The hashes decide again. */
        TAKEN_BACK
    }

    @Override
    public String id() {
        return "judged:" + one + ":" + other + ":" + at;
    }

    @Override
    public String subject() {
        return one + "," + other;
    }
}
