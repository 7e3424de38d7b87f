package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import java.time.Instant;
import java.util.Objects;

/**
 * A part of an event that is too large for one record. On {@code images.deduplicated}, keyed by dataset. The parts of an event stand
 * there in their order. Readers apply the event when they have read its last part, and not before; see {@link EventParts}.
 *
 * @param event the id of the whole event
 * @param eventType the CloudEvents type of the whole event
 * @param number of this part, from 1
 * @param of how many parts there are, 2 to {@link EventParts#MOST_PARTS}
 * @param digest of the whole event's JSON in UTF-8
 * @param text a piece of that JSON, at most {@link EventParts#CHARACTERS} long
 * @param at when the whole event happened
 */
public record EventPart(
        String dataset, String event, String eventType, int number, int of, ContentHash digest, String text, Instant at)
        implements Event {

    public EventPart {
        Item.requireDatasetName(dataset);
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(at, "at");
        if (of < 2 || of > EventParts.MOST_PARTS || number < 1 || number > of) {
            throw new IllegalArgumentException("An event has 2 to " + EventParts.MOST_PARTS
                    + " parts, numbered from 1; this is part " + number + " of " + of);
        }
    }

    /** Whether this part comes next after another of the same event. */
    public boolean follows(EventPart other) {
        return number == other.number + 1
                && of == other.of
                && dataset.equals(other.dataset)
                && event.equals(other.event)
                && eventType.equals(other.eventType)
                && digest.equals(other.digest);
    }

    /** Whether the event is whole with this part. */
    public boolean completes() {
        return number == of;
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_DEDUPLICATED;
    }

    @Override
    public String key() {
        return dataset;
    }

    @Override
    public String id() {
        return "part-" + number + "-of-" + of + ":" + event;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
