package dev.winnow.gateway.projection;

import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventPart;
import dev.winnow.events.EventParts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.TimestampType;

/**
 * The parts of events that were read before their last one. Offsets stop before the first part of an event, so that a crash loses none
 * and the read model has all of the event or nothing. For one thread.
 */
final class PartedEvents {
    /** Other records after which an event's missing part is not waited for any longer. Its parts stand one after the other. */
    static final int PATIENCE = 1_000;

    private final Map<Place, Parts> kept = new HashMap<>();

    /** Events of one dataset come one after the other. */
    private record Place(TopicPartition partition, String dataset) {}

    private static final class Parts {
        private final List<EventPart> parts = new ArrayList<>();
        private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        private int others;

        private boolean isContinuedBy(EventPart part) {
            return part.follows(parts.get(parts.size() - 1));
        }
    }

    /**
     * What became of a record.
     *
     * @param whole the event as one record, which has the first part's offset; nothing while parts are missing
     * @param released records that need no longer be kept back
     * @param unreadable those of them that belong to no whole event
     * @param reason why not, or null
     */
    record Read(
            Optional<ConsumerRecord<byte[], byte[]>> whole,
            List<ConsumerRecord<byte[], byte[]>> released,
            List<ConsumerRecord<byte[], byte[]>> unreadable,
            String reason) {
        private static Read waiting() {
            return new Read(Optional.empty(), List.of(), List.of(), null);
        }

        private static Read unreadable(List<ConsumerRecord<byte[], byte[]>> records, String reason) {
            return new Read(Optional.empty(), records, records, reason);
        }
    }

    void clear() {
        kept.clear();
    }

    static boolean isPart(ConsumerRecord<byte[], byte[]> record) {
        try {
            return EventDeserializer.isPart(record.topic(), record.headers());
        } catch (SerializationException e) {
            return false;
        }
    }

    /** Takes a record that {@link #isPart}. */
    List<Read> add(ConsumerRecord<byte[], byte[]> record, TopicPartition partition) {
        EventPart part;
        try {
            part = EventParts.read(record.value());
            String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
            if (!part.key().equals(key)) {
                return List.of(Read.unreadable(
                        List.of(record), "The record's key is '" + key + "', expected '" + part.key() + "'"));
            }
        } catch (SerializationException e) {
            return List.of(Read.unreadable(List.of(record), e.getMessage()));
        }
        List<Read> read = new ArrayList<>(2);
        Place place = new Place(partition, part.dataset());
        Parts before = kept.get(place);
        if (part.number() == 1) {
            if (before != null) {
                read.add(Read.unreadable(List.copyOf(before.records), "The event's last part is missing"));
            }
            before = new Parts();
            kept.put(place, before);
        } else if (before == null || !before.isContinuedBy(part)) {
            return List.of(Read.unreadable(
                    List.of(record),
                    "Part " + part.number() + " of " + part.of() + " of " + part.event()
                            + " does not come after the part before it"));
        }
        before.parts.add(part);
        before.records.add(record);
        if (part.completes()) {
            kept.remove(place);
            read.add(whole(before));
        } else {
            read.add(Read.waiting());
        }
        return read;
    }

    private static Read whole(Parts all) {
        ConsumerRecord<byte[], byte[]> first = all.records.get(0);
        try {
            byte[] json = EventParts.json(all.parts);
            ConsumerRecord<byte[], byte[]> whole = new ConsumerRecord<>(
                    first.topic(),
                    first.partition(),
                    first.offset(),
                    first.timestamp(),
                    TimestampType.CREATE_TIME,
                    first.key() == null ? -1 : first.key().length,
                    json.length,
                    first.key(),
                    json,
                    EventParts.headers(all.parts.get(0).eventType()),
                    Optional.empty());
            return new Read(Optional.of(whole), List.copyOf(all.records), List.of(), null);
        } catch (SerializationException e) {
            return Read.unreadable(List.copyOf(all.records), e.getMessage());
        }
    }

    /** Notes that another record of the partition was read, and gives up the parts that have waited too long. */
    List<Read> passed(TopicPartition partition) {
        if (kept.isEmpty()) {
            return List.of();
        }
        List<Read> late = new ArrayList<>();
        for (Iterator<Map.Entry<Place, Parts>> each = kept.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Place, Parts> one = each.next();
            if (one.getKey().partition().equals(partition) && ++one.getValue().others > PATIENCE) {
                late.add(Read.unreadable(List.copyOf(one.getValue().records), "The event's last part is missing"));
                each.remove();
            }
        }
        return late;
    }
}
