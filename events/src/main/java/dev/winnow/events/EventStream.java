package dev.winnow.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
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
import org.jboss.logging.Logger;

/**
 * The events of a topic in a Kafka Streams topology. A record that is no such event, or that stands under another key than
 * the event's own, goes to dead letters in the transaction that also moves on: key, value and headers as they were, and the
 * headers {@code dead-letter-reason}, {@code -topic}, {@code -partition} and {@code -offset}.
 *
 * <p>The first record after a pause is committed at once, and the last before a lull soon after, so that nothing waits where nothing
 * follows, whatever the interval between commits is.
 *
 * <p>Operators are named after the stage, so that a changed topology still finds its state.
 */
public final class EventStream {
    private static final Logger LOG = Logger.getLogger(EventStream.class);
    private static final String DEAD_LETTER = "dead-letter-";
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
        Map<String, KStream<byte[], Reading<E>>> readings = builder.stream(
                        topic.topicName(), Consumed.with(BYTES, BYTES).withName(stage + "-source"))
                .processValues(() -> new Reader<>(type, check, meter), Named.as(stage + "-read"))
                .split(Named.as(stage + "-"))
                .branch((key, reading) -> reading.event == null, Branched.as("unreadable"))
                .defaultBranch(Branched.as("readable"));
        readings.get(stage + "-unreadable")
                .mapValues(reading -> reading.raw, Named.as(stage + "-raw"))
                .to(deadLetters.topicName(), Produced.with(BYTES, BYTES).withName(stage + "-dead-letters"));
        return readings.get(stage + "-readable").mapValues(reading -> reading.event, Named.as(stage + "-event"));
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

    /** An event, or the bytes of what is none. */
    private record Reading<E>(E event, byte[] raw) {}

    private static final class Reader<E extends Event> extends ContextualFixedKeyProcessor<byte[], byte[], Reading<E>> {
        private final EventDeserializer events = new EventDeserializer();
        private final Class<E> type;
        private final Consumer<E> check;
        private final StageMeter meter;
        private long lastMillis;
        private boolean waiting;

        private Reader(Class<E> type, Consumer<E> check, StageMeter meter) {
            this.type = type;
            this.check = check;
            this.meter = meter;
        }

        @Override
        public void init(FixedKeyProcessorContext<byte[], Reading<E>> context) {
            super.init(context);
            context.schedule(LULL, PunctuationType.WALL_CLOCK_TIME, this::commitInLull);
        }

        @Override
        public void process(FixedKeyRecord<byte[], byte[]> record) {
            RecordMetadata origin = context().recordMetadata().orElseThrow();
            Headers headers = new RecordHeaders(record.headers());
            headers.remove(DEAD_LETTER + "reason");
            headers.remove(DEAD_LETTER + "topic");
            headers.remove(DEAD_LETTER + "partition");
            headers.remove(DEAD_LETTER + "offset");
            Reading<E> reading;
            try {
                reading = new Reading<>(read(origin.topic(), record), null);
            } catch (SerializationException | IllegalArgumentException | DeclaredDatasets.UnknownSpecException e) {
                LOG.warnf(
                        "dead letter topic=%s partition=%d offset=%d reason=%s",
                        origin.topic(), origin.partition(), origin.offset(), e.getMessage());
                meter.failed();
                put(headers, "reason", e.getMessage());
                put(headers, "topic", origin.topic());
                put(headers, "partition", Integer.toString(origin.partition()));
                put(headers, "offset", Long.toString(origin.offset()));
                reading = new Reading<>(null, record.value());
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

        private E read(String topic, FixedKeyRecord<byte[], byte[]> record) {
            E event = type.cast(events.deserialize(topic, record.headers(), record.value()));
            Objects.requireNonNull(event.subject(), "subject");
            String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
            if (!event.key().equals(key)) {
                throw new SerializationException(
                        "The record's key is '" + key + "', expected '" + event.key() + "', which the event is about");
            }
            check.accept(event);
            return event;
        }

        private static void put(Headers headers, String name, String value) {
            headers.add(DEAD_LETTER + name, value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
