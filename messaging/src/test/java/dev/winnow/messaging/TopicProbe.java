package dev.winnow.messaging;

import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts records on topics and watches what comes out, as somebody outside the service would. Not safe for several threads. */
public final class TopicProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaProducer<String, byte[]> producer;
    private final String servers;

    public TopicProbe(String servers) {
        this.servers = servers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all"), new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends an event as a service would and returns when the broker has it. */
    public void send(Event event) {
        RecordHeaders headers = new RecordHeaders();
        byte[] value = new EventSerializer().serialize(event.topic().topicName(), headers, event);
        send(new ProducerRecord<>(event.topic().topicName(), null, event.key(), value, headers));
    }

    /** Sends whatever bytes; null is a tombstone. */
    public void send(Topic topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    /** Sends every kind of {@link Poison} to a topic and returns when the broker has all of it. */
    public void poison(Topic topic) {
        for (ProducerRecord<byte[], byte[]> record : Poison.all(topic)) {
            send(new ProducerRecord<>(
                    record.topic(),
                    null,
                    new String(record.key(), java.nio.charset.StandardCharsets.UTF_8),
                    record.value(),
                    record.headers()));
        }
    }

    /** Waits until a letter about each kind of {@link Poison} from a topic stands among the dead letters. */
    public void awaitLettersAboutPoison(Topic from, Topic letters) {
        for (ProducerRecord<byte[], byte[]> record : Poison.all(from)) {
            String key = new String(record.key(), java.nio.charset.StandardCharsets.UTF_8);
            await(letters, r -> key.equals(r.key()) && from.topicName().equals(header(r, "dead-letter-topic")));
        }
    }

    /** The first record of a topic, from its beginning, that fits; waits for it. */
    public ConsumerRecord<String, byte[]> await(Topic topic, Predicate<ConsumerRecord<String, byte[]>> fits) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (fits.test(record)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("No fitting record came to " + topic.topicName() + " within " + PATIENCE);
    }

    /** The event with this id on its topic; waits for it. */
    public Event awaitEvent(Topic topic, String id) {
        ConsumerRecord<String, byte[]> record = await(topic, r -> id.equals(header(r, "ce_id")));
        return new EventDeserializer().deserialize(topic.topicName(), record.headers(), record.value());
    }

    public static String header(ConsumerRecord<String, byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new AssertionError("the broker refused a record", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private KafkaConsumer<String, byte[]> consumer(Topic topic) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.partitionsFor(topic.topicName())
                .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    @Override
    public void close() {
        producer.close();
    }
}
