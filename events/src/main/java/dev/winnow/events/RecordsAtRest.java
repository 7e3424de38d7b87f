package dev.winnow.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads single records where they stand, outside any group. For use by any number of threads; each call is a connection. */
@ApplicationScoped
public class RecordsAtRest {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Map<String, Object> broker;

    @Inject
    public RecordsAtRest() {
        this(null);
    }

    /** @param broker what brings a client to the broker; null for the configured one */
    RecordsAtRest(Map<String, Object> broker) {
        this.broker = broker;
    }

    /** A record that is to be sent again, and where it stands or stood. */
    public record Original(DeadLetter.Origin place, byte[] key, byte[] value, Headers headers) {}

    /** The broker did not answer in time. */
    public static final class NotReadException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotReadException(DeadLetter.Origin place, Throwable cause) {
            super(
                    "The broker did not give out the record at " + place.topic() + "-" + place.partition() + " offset "
                            + place.offset() + " in time",
                    cause);
        }
    }

    /**
     * The record, or nothing where none stands there: the topic has another history, or keeps it no longer.
     *
     * @throws NotReadException when the broker has not answered within about four seconds
     */
    public Optional<ConsumerRecord<byte[], byte[]>> read(DeadLetter.Origin place) {
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            boolean exists = consumer.partitionsFor(place.topic(), left(deadline)).stream()
                    .anyMatch(info -> info.partition() == place.partition());
            if (!exists) {
                return Optional.empty();
            }
            List<TopicPartition> one = List.of(partition);
            consumer.assign(one);
            long begin = consumer.beginningOffsets(one, left(deadline)).get(partition);
            long end = consumer.endOffsets(one, left(deadline)).get(partition);
            if (place.offset() < begin || place.offset() >= end) {
                return Optional.empty();
            }
            consumer.seek(partition, place.offset());
            while (consumer.position(partition, left(deadline)) <= place.offset()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(left(deadline))) {
                    return record.offset() == place.offset() ? Optional.of(record) : Optional.empty();
                }
                if (System.nanoTime() > deadline) {
                    throw new NotReadException(place, null);
                }
            }
            return Optional.empty(); // nothing but a transaction's marker
        } catch (KafkaException e) {
            throw new NotReadException(place, e);
        }
    }

    /**
     * A letter as it stands on its service's topic of dead letters, or nothing where it is gone.
     *
     * @param letter its name
     * @param offset of one of its copies
     * @throws NotReadException as {@link #read}
     */
    public Optional<DeadLetter> letter(String service, String letter, long offset) {
        String topic = service + ".dead-letters";
        return read(new DeadLetter.Origin(topic, 0, offset))
                .map(record -> new DeadLetter(record.key(), record.value(), record.headers()))
                .filter(copy -> copy.id(topic).equals(letter));
    }

    /**
     * The record that a letter is about: where it stands, or what the letter has of it where the topic does not have it any more. Nothing
     * where the letter has not all of it.
     *
     * @throws NotReadException as {@link #read}
     */
    public Optional<Original> original(DeadLetter letter) {
        Optional<DeadLetter.Origin> place = letter.origin();
        if (place.isEmpty()) {
            return Optional.empty();
        }
        return read(place.get())
                .filter(record -> letter.isAbout(record.key(), record.value()))
                .map(record -> new Original(place.get(), record.key(), record.value(), record.headers()))
                .or(() -> letter.isWhole()
                        ? Optional.of(new Original(place.get(), letter.key(), letter.value(), letter.ofRecord()))
                        : Optional.empty());
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings =
                new HashMap<>(broker != null ? broker : KafkaSettings.of(ConfigProvider.getConfig()));
        settings.put("client.id", "winnow-records-at-rest");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        settings.put("max.poll.records", "1");
        settings.put("max.partition.fetch.bytes", "1");
        settings.put("allow.auto.create.topics", "false");
        return settings;
    }
}
