package dev.winnow.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.Stores;
import org.jboss.logging.Logger;

/**
 * The events of a topic in a Kafka Streams topology. A record that is no such event, or that stands under another key than
 * the event's own, goes to dead letters in the transaction that also moves on: see {@link DeadLetter}. So does one that is so large
 * that no event made of it would be taken by the broker. An event that stands there in parts is read when its last part is; the store
 * {@code <stage>-parts} keeps the others until then.
 *
 * <p>The first record after a pause is committed at once, and the last before a lull soon after, so that nothing waits where nothing
 * follows, whatever the interval between commits is.
 *
 * <p>Operators are named after the stage, so that a changed topology still finds its state.
 */
public final class EventStream {
    private static final Logger LOG = Logger.getLogger(EventStream.class);

    /** What is made of an event nests it: of a larger one it might be too large for the broker. */
    static final int LARGEST_EVENT = 768 * 1024;

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    /** Longer than any interval between commits: where many records are under way, they come sooner. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** After which no more are to be expected that could be committed together. */
    private static final Duration LULL = Duration.ofMillis(30);

    private EventStream() {}

    /**
     * Reads a topic.
     *
     * @param stage prefix of the operators' names
     * @param check throws for an event that cannot be worked on for reasons outside this service; its message is the reason
     * @param meter counts dead letters as failed
     */
    public static <E extends Event> KStream<byte[], E> of(
            StreamsBuilder builder,
            String stage,
            Topic topic,
            Class<E> type,
            Topic deadLetters,
            Consumer<E> check,
            StageMeter meter) {
        Map<String, KStream<byte[], Reading<E>>> readings = readings(builder, stage, topic, type, check, meter);
        readings.get(stage + "-unreadable")
                .map(
                        (key, reading) -> KeyValue.pair(reading.letter.key(), reading.letter.value()),
                        Named.as(stage + "-raw"))
                .to(deadLetters.topicName(), Produced.with(BYTES, BYTES).withName(stage + "-dead-letters"));
        return readings.get(stage + "-readable").mapValues(reading -> reading.event, Named.as(stage + "-event"));
    }

    /**
     * Reads a topic beside another stage, whose work its records are. A record that is no event is passed over: that stage keeps it as a
     * dead letter.
     */
    public static <E extends Event> KStream<byte[], E> beside(
            StreamsBuilder builder, String stage, Topic topic, Class<E> type) {
        return readings(builder, stage, topic, type, event -> {}, null)
                .get(stage + "-readable")
                .mapValues(reading -> reading.event, Named.as(stage + "-event"));
    }

    private static <E extends Event> Map<String, KStream<byte[], Reading<E>>> readings(
            StreamsBuilder builder, String stage, Topic topic, Class<E> type, Consumer<E> check, StageMeter meter) {
        String parts = EventDeserializer.carriesParts(topic) ? stage + "-parts" : null;
        String[] stores = parts == null ? new String[0] : new String[] {parts};
        if (parts != null) {
            builder.addStateStore(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(parts), Serdes.String(), Serdes.ByteArray()));
        }
        return builder.stream(topic.topicName(), Consumed.with(BYTES, BYTES).withName(stage + "-source"))
                .processValues(() -> new Reader<>(type, check, meter, parts), Named.as(stage + "-read"), stores)
                .split(Named.as(stage + "-"))
                .branch((key, reading) -> reading.event == null, Branched.as("unreadable"))
                .defaultBranch(Branched.as("readable"));
    }

    /** Writes events with string keys; headers other than the event's own stay. */
    public static void to(KStream<String, Event> events, String stage, Topic topic) {
        events.to(
                topic.topicName(),
                Produced.with(Serdes.String(), Serdes.serdeFrom(new EventSerializer(), new EventDeserializer()))
                        .withName(stage + "-sink"));
    }

    /** Writes events with string keys, each to its own topic; headers other than the event's own stay. */
    public static void to(KStream<String, Event> events, String stage) {
        events.to(
                (key, event, context) -> event.topic().topicName(),
                Produced.with(Serdes.String(), Serdes.serdeFrom(new EventSerializer(), new EventDeserializer()))
                        .withName(stage + "-sink"));
    }

    /** An event, or the letter about a record that is none. */
    private record Reading<E>(E event, DeadLetter letter) {}

    private static final class Reader<E extends Event> extends ContextualFixedKeyProcessor<byte[], byte[], Reading<E>> {
        private final EventDeserializer events = new EventDeserializer();
        private final Class<E> type;
        private final Consumer<E> check;
        private final StageMeter meter; // null where another stage keeps the dead letters
        private final String partsName;
        private DatasetStore parts;
        private long lastMillis;
        private boolean waiting;

        /** @param parts the store that keeps an event's parts until the last; null where events come whole */
        private Reader(Class<E> type, Consumer<E> check, StageMeter meter, String parts) {
            this.type = type;
            this.check = check;
            this.meter = meter;
            this.partsName = parts;
        }

        @Override
        public void init(FixedKeyProcessorContext<byte[], Reading<E>> context) {
            super.init(context);
            parts = partsName == null ? null : new DatasetStore(context.getStateStore(partsName));
            context.schedule(LULL, PunctuationType.WALL_CLOCK_TIME, this::commitInLull);
        }

        @Override
        public void process(FixedKeyRecord<byte[], byte[]> record) {
            RecordMetadata origin = context().recordMetadata().orElseThrow();
            Headers headers = new RecordHeaders(record.headers());
            Reading<E> reading;
            try {
                Event event = read(origin.topic(), record);
                if (event instanceof EventPart part) {
                    List<EventPart> whole = keep(part, record.value());
                    if (whole.isEmpty()) {
                        return; // the last part commits, or the lull after this one
                    }
                    event = EventParts.whole(whole);
                    requireKey(event, record.key());
                }
                E read = type.cast(event);
                check.accept(read);
                reading = new Reading<>(read, null);
            } catch (SerializationException | IllegalArgumentException | DeclaredDatasets.UnknownSpecException e) {
                if (meter != null) {
                    LOG.warnf(
                            "dead letter topic=%s partition=%d offset=%d reason=%s",
                            origin.topic(), origin.partition(), origin.offset(), e.getMessage());
                    meter.failed();
                }
                DeadLetter letter = DeadLetter.of(
                        new DeadLetter.Origin(origin.topic(), origin.partition(), origin.offset()),
                        record.key(),
                        record.value(),
                        headers,
                        e.getMessage());
                headers = letter.headers();
                reading = new Reading<>(null, letter);
            }
            context().forward(record.withValue(reading).withHeaders(headers));
            commitAfterPause();
        }

        /** A single record need not wait until the next commit is due; many are committed together. */
        private void commitAfterPause() {
            long now = context().currentSystemTimeMs();
            waiting = now - lastMillis < PAUSE.toMillis();
            lastMillis = now;
            if (!waiting) {
                context().commit();
            }
        }

        private void commitInLull(long now) {
            if (waiting && now - lastMillis >= LULL.toMillis()) {
                waiting = false;
                context().commit();
            }
        }

        private Event read(String topic, FixedKeyRecord<byte[], byte[]> record) {
            if (record.value() != null && record.value().length > LARGEST_EVENT) {
                throw new SerializationException("The event has " + record.value().length + " bytes, more than the "
                        + LARGEST_EVENT + " that an event may have: upload the image with less metadata");
            }
            Event event = events.deserialize(topic, record.headers(), record.value());
            requireKey(event, record.key());
            return event;
        }

        private static void requireKey(Event event, byte[] recordKey) {
            Objects.requireNonNull(event.subject(), "subject");
            String key = recordKey == null ? null : new String(recordKey, StandardCharsets.UTF_8);
            if (!event.key().equals(key)) {
                throw new SerializationException(
                        "The record's key is '" + key + "', expected '" + event.key() + "', which the event is about");
            }
        }

        /** Keeps a part; with the last one it returns all of them and keeps none. A first part takes the place of what was kept. */
        private List<EventPart> keep(EventPart part, byte[] value) {
            if (part.number() == 1) {
                forget(part.dataset());
            } else {
                EventPart before = kept(part.dataset(), part.number() - 1);
                if (before == null || !part.follows(before)) {
                    throw new SerializationException("Part " + part.number() + " of " + part.of() + " of "
                            + part.event() + " does not come after part " + (part.number() - 1)
                            + ": resend all parts of the event, the first one first");
                }
            }
            if (!part.completes()) {
                parts.put(part.dataset(), name(part.number()), value);
                return List.of();
            }
            List<EventPart> all = new ArrayList<>();
            for (int number = 1; number < part.number(); number++) {
                all.add(kept(part.dataset(), number));
            }
            all.add(part);
            forget(part.dataset());
            return all;
        }

        private EventPart kept(String dataset, int number) {
            byte[] value = parts.get(dataset, name(number));
            return value == null ? null : EventParts.read(value);
        }

        private void forget(String dataset) {
            List<String> names = new ArrayList<>();
            try (DatasetStore.Reading<String> kept = parts.all(dataset, (name, value) -> name)) {
                kept.forEachRemaining(names::add);
            }
            names.forEach(name -> parts.delete(dataset, name));
        }

        /** Sorts as the number does. */
        private static String name(int number) {
            return String.format(Locale.ROOT, "%04d", number);
        }
    }
}
