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
import org.jboss.logging.Logger;

/**
 * The events of a topic in a Kafka Streams topology. A record that is no such event, or that stands under another key than
 * the event's own, goes to dead letters in the transaction that also moves on: see {@link DeadLetter}. So does one that is so large
 * that no event made of it would be taken by the broker.
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
        Map<String, KStream<byte[], Reading<E>>> readings = builder.stream(
                        topic.topicName(), Consumed.with(BYTES, BYTES).withName(stage + "-source"))
                .processValues(() -> new Reader<>(type, check, meter), Named.as(stage + "-read"))
                .split(Named.as(stage + "-"))
                .branch((key, reading) -> reading.event == null, Branched.as("unreadable"))
                .defaultBranch(Branched.as("readable"));
        readings.get(stage + "-unreadable")
                .map(
                        (key, reading) -> KeyValue.pair(reading.letter.key(), reading.letter.value()),
                        Named.as(stage + "-raw"))
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

    /** An event, or the letter about a record that is none. */
    private record Reading<E>(E event, DeadLetter letter) {}

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
            Reading<E> reading;
            try {
                reading = new Reading<>(read(origin.topic(), record), null);
            } catch (SerializationException | IllegalArgumentException | DeclaredDatasets.UnknownSpecException e) {
                LOG.warnf(
                        "dead letter topic=%s partition=%d offset=%d reason=%s",
                        origin.topic(), origin.partition(), origin.offset(), e.getMessage());
                meter.failed();
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

        private E read(String topic, FixedKeyRecord<byte[], byte[]> record) {
            if (record.value() != null && record.value().length > LARGEST_EVENT) {
                throw new SerializationException("The event has " + record.value().length + " bytes, more than the "
                        + LARGEST_EVENT + " that an event may have: upload the image with less metadata");
            }
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
    }
}
