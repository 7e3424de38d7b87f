package dev.winnow.dedup;

import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What stands on a partition of {@code images.assessed} before a record: stores that were made by an earlier version hold clusters and no
 * measures. For one thread.
 */
interface History extends AutoCloseable {

    /**
     * Some of the events, in their order.
     *
     * @param next offset to read from the next time
     */
    record Page(List<Event> events, long next) {}

    /**
     * Reads on; waits for a short time where the broker has nothing yet.
     *
     * @param from offset to begin at
     * @param upTo offset to end before
     */
    Page read(int partition, long from, long upTo);

    @Override
    void close();

    /** Where nothing was kept by an earlier version. */
    History NONE = new History() {
        @Override
        public Page read(int partition, long from, long upTo) {
            return new Page(List.of(), upTo);
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    /** Reads the topic itself; connects to the broker when it is asked for the first time. */
    final class OfTopic implements History {
        private static final Duration WAIT = Duration.ofMillis(50);
        private static final int MOST = 200;

        private final Map<String, Object> broker;
        private final EventDeserializer events = new EventDeserializer();
        private KafkaConsumer<byte[], byte[]> consumer;

        OfTopic(Map<String, Object> broker) {
            this.broker = Map.copyOf(broker);
        }

        @Override
        public Page read(int partition, long from, long upTo) {
            TopicPartition source = new TopicPartition(Topic.IMAGES_ASSESSED.topicName(), partition);
            if (consumer == null) {
                Map<String, Object> settings = new HashMap<>(broker);
                settings.remove("group.id");
                settings.put("client.id", "dedup-history-" + partition);
                settings.put("enable.auto.commit", "false");
                settings.put("auto.offset.reset", "earliest");
                settings.put("isolation.level", "read_committed");
                settings.put("max.poll.records", Integer.toString(MOST));
                consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                consumer.assign(List.of(source));
                consumer.seek(source, from);
            }
            List<Event> page = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                if (record.offset() < upTo) {
                    try {
                        page.add(events.deserialize(record.topic(), record.headers(), record.value()));
                    } catch (SerializationException e) {
                        continue; // it became a dead letter when it was read first
                    }
                }
            }
            return new Page(page, Math.min(upTo, consumer.position(source)));
        }

        @Override
        public void close() {
            if (consumer != null) {
                consumer.close();
                consumer = null;
            }
        }
    }
}
