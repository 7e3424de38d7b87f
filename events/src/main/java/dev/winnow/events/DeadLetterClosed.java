package dev.winnow.events;

import java.time.Instant;
import java.util.Objects;

/**
 * A person dealt with a dead letter. On {@code dead-letters.closed}, keyed by letter. The letter is open again once its record fails
 * after that: when a copy of it stands beyond {@code upTo}.
 *
 * @param letter {@link DeadLetter#id}
 * @param upTo offset of the newest copy of the letter, on its service's topic of dead letters, that the person knew of
 * @param service that gave the record up and sends it again; null where it was dropped, or an earlier version of the gateway sent it
 * @param by who decided, or null where the gateway does not know
 */
public record DeadLetterClosed(String letter, Closing closing, long upTo, String service, String by, Instant at)
        implements Event {

    public DeadLetterClosed {
        Objects.requireNonNull(letter, "letter");
        Objects.requireNonNull(closing, "closing");
        Objects.requireNonNull(at, "at");
    }

    /** What was done. Names are a contract. */
    public enum Closing {
        /** The record is sent to its topic again, as it was; the gateway reads one of its own again. */
        RESENT,
        /** The record is not sent again. */
        DROPPED
    }

    @Override
    public Topic topic() {
        return Topic.DEAD_LETTERS_CLOSED;
    }

    @Override
    public String key() {
        return letter;
    }

    @Override
    public String id() {
        return "closed:" + letter + ":" + upTo;
    }

    @Override
    public String subject() {
        return letter;
    }
}
