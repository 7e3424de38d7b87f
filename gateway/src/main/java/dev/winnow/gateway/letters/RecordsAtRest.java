package dev.winnow.gateway.letters;

import dev.winnow.events.DeadLetter;
import dev.winnow.events.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads single records where they stand, outside any group. For use by any number of threads; each call is a connection. */
@ApplicationScoped
public class RecordsAtRest {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

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
    Optional<ConsumerRecord<byte[], byte[]>> read(DeadLetter.Origin place) {
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

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
        settings.put("client.id", "winnow-gateway-letters");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        settings.put("max.poll.records", "1");
        settings.put("max.partition.fetch.bytes", "1");
        settings.put("allow.auto.create.topics", "false");
        return settings;
    }
}
