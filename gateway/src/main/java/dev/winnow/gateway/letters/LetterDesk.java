package dev.winnow.gateway.letters;

import dev.winnow.events.DeadLetter;
import dev.winnow.events.DeadLetterClosed;
import dev.winnow.events.DeadLetterClosed.Closing;
import dev.winnow.events.RecordsAtRest;
import dev.winnow.events.Topic;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.letters.Letters.Letter;
import dev.winnow.gateway.projection.LetterTable;
import dev.winnow.gateway.projection.Rereading;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Carries out what a person decides about a dead letter. For use by any number of threads, in any number of gateways.
 *
 * <ol>
 *   <li>To resend announces it. The service that gave the record up then sends it to its topic and partition again, as it was.
 *   <li>A record that the gateway gave up is read again here, where it stands. The letter stays open where that fails.
 *   <li>To drop only announces.
 *   <li>A letter that is closed already stays as it is, and nothing is sent.
 *   <li>While a letter is dealt with, it is claimed in the database, so that two persons, or two gateways, send one record.
 * </ol>
 */
@ApplicationScoped
public class LetterDesk {
    private static final Logger LOG = Logger.getLogger(LetterDesk.class);

    /** Longer than a resend takes at most: two reads, two acknowledgements. */
    private static final int CLAIM_SECONDS = 30;

    /** The letter cannot be dealt with in this way; the message says why and what to do instead. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    private final Letters letters;
    private final RecordsAtRest records;
    private final Rereading rereading;
    private final Announcer announcer;
    private final Clock clock = Clock.systemUTC();

    public LetterDesk(Letters letters, RecordsAtRest records, Rereading rereading, Announcer announcer) {
        this.letters = letters;
        this.records = records;
        this.rereading = rereading;
        this.announcer = announcer;
    }

    /** Why a letter's record cannot be sent again, or nothing where it can as far as is known without its bytes. */
    public static Optional<String> obstacle(Letter letter) {
        Optional<Topic> topic = Optional.ofNullable(letter.topic()).flatMap(Topic::ofName);
        if (topic.isEmpty()) {
            return Optional.of("The letter does not name a topic of Winnow as the place of its record: drop it");
        }
        return switch (topic.get().kind()) {
            case FACTS -> Optional.empty();
            case STATE ->
                Optional.of("A record on " + letter.topic()
                        + " replaces all later ones of its key: declare the spec again instead, then drop the letter");
            case DEAD_LETTERS -> Optional.of("The record is a dead letter itself: drop it");
        };
    }

    /**
     * Lets the letter's record be sent again.
     *
     * @param by who decided, or null where that is not known
     * @return the letter as it is then, or nothing where there is none
     * @throws Announcer.NotAnnouncedException when the broker has not acknowledged in time; the letter stays open
     * @throws RecordsAtRest.NotReadException when the broker has not given out the record in time
     */
    public Optional<Letter> resend(String letter, String by) throws SQLException, RefusedException {
        return close(letter, Closing.RESENT, by);
    }

    /** Closes the letter without sending its record; throws and returns as {@link #resend}. */
    public Optional<Letter> drop(String letter, String by) throws SQLException, RefusedException {
        return close(letter, Closing.DROPPED, by);
    }

    private Optional<Letter> close(String name, Closing closing, String by) throws SQLException, RefusedException {
        Optional<Letter> found = letters.letter(name);
        if (found.isEmpty() || found.get().state() != Letters.State.OPEN) {
            return found;
        }
        Optional<String> obstacle = closing == Closing.RESENT ? obstacle(found.get()) : Optional.empty();
        if (obstacle.isPresent()) {
            throw new RefusedException(obstacle.get());
        }
        if (!letters.claim(name, CLAIM_SECONDS)) {
            Optional<Letter> now = letters.letter(name);
            if (now.isPresent() && now.get().state() == Letters.State.OPEN) {
                throw new RefusedException("Somebody else is dealing with the letter: ask again in a moment");
            }
            return now;
        }
        boolean done = false;
        try {
            Letter letter = letters.letter(name).orElseThrow();
            long upTo = letters.offset(name);
            if (closing == Closing.RESENT) {
                prepare(letter, upTo);
            }
            DeadLetterClosed closed = new DeadLetterClosed(
                    name,
                    closing,
                    upTo,
                    closing == Closing.RESENT ? letter.service() : null,
                    by,
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            announcer.announce(closed);
            letters.change(connection -> LetterTable.close(connection, closed));
            done = true;
            LOG.infof(
                    "dead letter closed letter=%s closing=%s topic=%s partition=%s offset=%s",
                    name, closing, letter.topic(), letter.partition(), letter.offset());
        } finally {
            if (!done) {
                letters.unclaim(name);
            }
        }
        return letters.letter(name);
    }

    /** Refuses a record that is gone, and projects one that this service gave up itself. */
    private void prepare(Letter letter, long offset) throws RefusedException, SQLException {
        DeadLetter copy = copy(letter, offset)
                .orElseThrow(() -> new RefusedException("The letter is gone from " + letter.service()
                        + ".dead-letters: upload the image again, then drop the letter"));
        RecordsAtRest.Original original = records.original(copy)
                .orElseThrow(() -> new RefusedException("The record is gone from " + letter.topic()
                        + ", and it was too large for the letter: upload the image again, then drop the letter"));
        if (letter.service().equals(Rereading.SERVICE)) {
            Optional<String> reason = rereading.project(original);
            if (reason.isPresent()) {
                throw new RefusedException("The gateway still cannot read the record: " + reason.get());
            }
        }
    }

    /** The letter as it stands on its topic, with the record's headers and its value where that is not too large. */
    public Optional<DeadLetter> copy(Letter letter) throws SQLException {
        return copy(letter, letters.offset(letter.letter()));
    }

    private Optional<DeadLetter> copy(Letter letter, long offset) {
        return records.letter(letter.service(), letter.letter(), offset);
    }
}
