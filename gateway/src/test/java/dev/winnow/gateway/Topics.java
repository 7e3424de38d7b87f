package dev.winnow.gateway;

import dev.winnow.dataset.Deletion;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.KafkaSettings;
import dev.winnow.events.Topic;
import dev.winnow.gateway.projection.DrawnTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** The topics that the gateway under test stands on, written and read past it. */
final class Topics {
    private Topics() {}

    /** Puts the records where they were drawn; the order on a partition is kept. */
    static void send(DrawnTopics topics) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (ConsumerRecord<byte[], byte[]> record : topics.inOrder()) {
                producer.send(new ProducerRecord<>(
                        record.topic(), record.partition(), record.key(), record.value(), record.headers()));
            }
            producer.flush();
        }
    }

    /** Announces the events in this order. */
    static void send(Event... events) {
        try (KafkaProducer<String, Event> producer = new KafkaProducer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new StringSerializer(),
                new EventSerializer())) {
            for (Event event : events) {
                producer.send(new ProducerRecord<>(event.topic().topicName(), event.key(), event));
            }
            producer.flush();
        }
    }

    /** Gives what was decided about a dataset so far its place in the dataset's order, as dedup does. */
    static void order(String dataset) {
        List<Event> decisions = new ArrayList<>();
        for (Topic topic : List.of(Topic.DATASETS_DECIDED, Topic.DATASETS_DECLARED)) {
            for (Event event : about(topic, dataset)) {
                if (event instanceof Decision) {
                    decisions.add(event);
                } else if (event instanceof DatasetDeclared declared && declared.deletion() != null) {
                    Deletion deletion = declared.deletion();
                    decisions.add(new DatasetDeleted(dataset, deletion.upTo(), deletion.by(), deletion.at()));
                }
            }
        }
        send(decisions.toArray(Event[]::new));
    }

    /** The events under a key that a topic holds now. */
    static List<Event> about(Topic topic, String key) {
        Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
        settings.put("isolation.level", "read_committed");
        EventDeserializer events = new EventDeserializer();
        List<Event> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (Arrays.equals(record.key(), key.getBytes(StandardCharsets.UTF_8))) {
                        found.add(events.deserialize(record.topic(), record.headers(), record.value()));
                    }
                }
            }
        }
        return found;
    }

    static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The gateway's dead letter with these bytes; waits for it. */
    static ConsumerRecord<byte[], byte[]> deadLetter(byte[] value) {
        TopicPartition letters = new TopicPartition(Topic.GATEWAY_DEAD_LETTERS.topicName(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    if (Arrays.equals(record.value(), value)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no dead letter holds " + new String(value, StandardCharsets.UTF_8));
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
