package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Divides an event that grew with its dataset into parts that a broker takes, and puts them together again. An arrival that joins two
 * clusters of a thousand images names all of them, as does a removal that divides one.
 *
 * <ol>
 *   <li>The parts go out in one transaction, in their order, under the key of the event.
 *   <li>Each names the event, its number, how many there are, and the digest of the whole.
 *   <li>A reader keeps the parts until the last, compares the digest, and takes the event as if it had come in one record.
 * </ol>
 */
public final class EventParts {
    /** A record of more bytes is divided. */
    static final int LARGEST_RECORD = 512 * 1024;

    /** Of a part's text: three bytes each at most, so that a part is smaller than what brokers take by default. */
    public static final int CHARACTERS = 192 * 1024;

    /** About 190 MiB, which an event of two million images has. */
    public static final int MOST_PARTS = 1024;

    /** An event that names fewer other images is no large one, whatever else it says: uploads are bounded. */
    private static final int FEW = 500;

    private static final EventDeserializer EVENTS = new EventDeserializer();

    private EventParts() {}

    /**
     * The event itself where a record holds it, else its parts in order.
     *
     * @throws SerializationException where it has more than {@link #MOST_PARTS} parts
     */
    public static List<Event> of(Event event) {
        if (others(event) <= FEW) {
            return List.of(event); // most events: not worth to be written twice
        }
        byte[] json = new EventSerializer().serialize(event.topic().topicName(), event);
        return json.length <= LARGEST_RECORD ? List.of(event) : divided(event, json);
    }

    private static int others(Event event) {
        if (event instanceof ClustersRevised revised) {
            return revised.revision().others();
        }
        return event instanceof ImageDeduplicated image ? image.duplication().others() : 0;
    }

    private static List<Event> divided(Event event, byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        List<String> pieces = new ArrayList<>();
        for (int begin = 0; begin < text.length(); ) {
            int end = Math.min(text.length(), begin + CHARACTERS);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--; // both halves of a character travel together
            }
            pieces.add(text.substring(begin, end));
            begin = end;
        }
        if (pieces.size() > MOST_PARTS) {
            throw new SerializationException(
                    event.id() + " has " + json.length + " bytes, more than " + MOST_PARTS + " records hold");
        }
        ContentHash digest = ContentHash.of(json);
        List<Event> parts = new ArrayList<>(pieces.size());
        for (String piece : pieces) {
            parts.add(new EventPart(
                    event.key(), event.id(), event.type(), parts.size() + 1, pieces.size(), digest, piece, event.at()));
        }
        return parts;
    }

    /**
     * The JSON of the event that these are the parts of.
     *
     * @param parts all of them, each of which {@link EventPart#follows} the one before
     * @throws SerializationException where it is not what its digest says
     */
    public static byte[] json(List<EventPart> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.text()));
        byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
        EventPart last = parts.get(parts.size() - 1);
        ContentHash found = ContentHash.of(json);
        if (!found.equals(last.digest())) {
            throw new SerializationException("The " + last.of() + " parts of " + last.event() + " have the digest "
                    + found.hex() + ", expected " + last.digest().hex());
        }
        return json;
    }

    /**
     * The event that these are the parts of.
     *
     * @param parts as of {@link #json}
     * @throws SerializationException where they are no event of their topic
     */
    public static Event whole(List<EventPart> parts) {
        EventPart last = parts.get(parts.size() - 1);
        Event event = EVENTS.deserialize(last.topic().topicName(), headers(last.eventType()), json(parts));
        if (event instanceof EventPart) {
            throw new SerializationException("A part of an event is no event: " + last.event());
        }
        return event;
    }

    /**
     * Reads a part as it stands on its topic.
     *
     * @throws SerializationException where it is none
     */
    public static EventPart read(byte[] value) {
        return (EventPart)
                EVENTS.deserialize(Topic.IMAGES_DEDUPLICATED.topicName(), headers(Event.type(EventPart.class)), value);
    }

    /**
     * The headers by which an event's JSON is read.
     *
     * @param type its CloudEvents type
     */
    public static Headers headers(String type) {
        return new RecordHeaders().add(EventDeserializer.TYPE_HEADER, type.getBytes(StandardCharsets.UTF_8));
    }
}
