package dev.winnow.gateway;

import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageEvent;
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
import org.apache.kafka.common.errors.SerializationException;
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

    static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The ids of a dataset's events on a topic, from its beginning to its present end. */
    static List<String> announced(Topic topic, String dataset) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> ids = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    try {
                        Event event =
                                new EventDeserializer().deserialize(record.topic(), record.headers(), record.value());
                        String of = event instanceof Decision decision
                                ? decision.dataset()
                                : ((ImageEvent) event).upload().dataset();
                        if (of.equals(dataset)) {
                            ids.add(event.id());
                        }
                    } catch (SerializationException e) {
                        // what other tests put there
                    }
                }
            }
            return ids;
        }
    }

    /** The ids of a dataset's withdrawals. */
    static List<String> withdrawn(String dataset) {
        return announced(Topic.IMAGES_ASSESSED, dataset).stream()
                .filter(id -> id.startsWith("withdrawn:"))
                .toList();
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
