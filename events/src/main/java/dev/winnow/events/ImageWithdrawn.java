package dev.winnow.events;

import dev.winnow.dataset.Item;
import java.time.Instant;
import java.util.Objects;

/**
 * An image is to leave its dataset: a person removed it, a changed rule rejects it, or a later upload to its place was rejected. Takes out every upload to
 * the item up to the one that {@code upTo} and {@code specVersion} name, also one that is still on its way.
 *
 * @param source the item's source key
 * @param upTo uploads taken later than this stay
 * @param specVersion of uploads taken at {@code upTo} those of a later version stay
 * @param cause why
 * @param reason a sentence on it
 * @param by who removed it; null where a rule did, and in events from before it was recorded
 */
public record ImageWithdrawn(
        String dataset, String source, Instant upTo, int specVersion, Cause cause, String reason, String by, Instant at)
        implements Decision {

    public ImageWithdrawn {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(upTo, "upTo");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(at, "at");
    }

    /** Names are a contract. */
    public enum Cause {
        /** A person removed it. */
        REMOVED,
        /** What was uploaded to its place later was rejected, or a changed spec rejects it. */
        REJECTED
    }

    public Item item() {
        return new Item(dataset, source);
    }

    @Override
    public String id() {
        return "withdrawn:" + item().id() + ":" + upTo + ":" + specVersion;
    }

    @Override
    public String subject() {
        return item().id();
    }
}
