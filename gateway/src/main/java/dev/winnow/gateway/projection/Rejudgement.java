package dev.winnow.gateway.projection;

import dev.winnow.events.ImageRejudged;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * A later word on the issues of an accepted image.
 *
 * @param item its id
 * @param uploadedAt when the upload it is about was taken, in whole microseconds
 * @param json the event as text
 */
public record Rejudgement(String item, Instant uploadedAt, ImageRejudged event, String json) {

    /** Of those about one item the last one counts; of equal ones the first that was read. */
    static final Comparator<Rejudgement> ORDER = Comparator.comparing(Rejudgement::uploadedAt)
            .thenComparing(rejudgement -> rejudgement.event().upload().content().hex())
            .thenComparing(rejudgement -> rejudgement.event().specVersion())
            .thenComparing(rejudgement -> rejudgement.event().fenceVersion());

    public static Rejudgement of(ImageRejudged event, byte[] json) {
        return new Rejudgement(
                event.upload().key(), event.upload().at().truncatedTo(ChronoUnit.MICROS), event, Stored.json(json));
    }
}
