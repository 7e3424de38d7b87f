package dev.winnow.endtoend;

import dev.winnow.events.ClustersRevised;
import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker's topics as somebody outside the services reads and writes them. What was taken back by an abort is not seen. */
final class Topics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final EventDeserializer EVENTS = new EventDeserializer();

    private final String brokers;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaProducer<String, Event> announcer;

    Topics(String brokers) {
        this.brokers = brokers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "acks", "all"), new StringSerializer(), new ByteArraySerializer());
        this.announcer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "acks", "all"), new StringSerializer(), new EventSerializer());
    }

    /**
     * An event about an image where it stands.
     *
     * @param id the record's CloudEvents id
     */
    record Recorded<E extends ImageEvent>(E event, String id, int partition, long offset) {}

    /** The events about a dataset's images up to now, in the order of each partition. Records that are no events are left out. */
    <E extends ImageEvent> List<Recorded<E>> events(Topic topic, Class<E> type, String dataset) {
        List<Recorded<E>> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records(topic)) {
            event(record)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .filter(event -> event.upload().dataset().equals(dataset))
                    .ifPresent(event -> events.add(
                            new Recorded<>(event, header(record, "ce_id"), record.partition(), record.offset())));
        }
        return events;
    }

    /**
     * A decision where it stands on {@code images.assessed}.
     *
     * @param offset its place in the dataset's order
     */
    record Decided(Decision event, long offset) {}

    /** What was decided about a dataset beside its images, in order. */
    List<Decided> decisions(String dataset) {
        List<Decided> decisions = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records(Topic.IMAGES_ASSESSED)) {
            event(record)
                    .filter(Decision.class::isInstance)
                    .map(Decision.class::cast)
                    .filter(decision -> decision.dataset().equals(dataset))
                    .ifPresent(decision -> decisions.add(new Decided(decision, record.offset())));
        }
        return decisions;
    }

    /** What decisions about a dataset changed about its clusters, in order. */
    List<ClustersRevised> revisions(String dataset) {
        return records(Topic.IMAGES_DEDUPLICATED).stream()
                .flatMap(record -> event(record).stream())
                .filter(ClustersRevised.class::isInstance)
                .map(ClustersRevised.class::cast)
                .filter(revised -> revised.key().equals(dataset))
                .toList();
    }

    /** The images that have left a dataset, in the order of each partition. */
    List<ImageRemoved> removals(String dataset) {
        return records(Topic.IMAGES_REMOVED).stream()
                .flatMap(record -> event(record).stream())
                .map(ImageRemoved.class::cast)
                .filter(removed -> removed.withdrawn().dataset().equals(dataset))
                .toList();
    }

    /** Every record of a topic up to now. */
    List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Cannot read " + topic.topicName() + " to its end within " + PATIENCE);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    static Optional<Event> event(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(EVENTS.deserialize(record.topic(), record.headers(), record.value()));
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    /** The text of a header, or null where the record has none of the name. */
    static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    int partitions(Topic topic) {
        return producer.partitionsFor(topic.topicName()).size();
    }

    /** Puts a record on a partition and returns when the broker has it; a value of null is a tombstone. */
    void send(Topic topic, int partition, String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic.topicName(), partition, key, value))
                    .get();
        } catch (ExecutionException e) {
            throw new AssertionError("The broker refused a record for " + topic.topicName(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Announces events as a service does; returns when the broker has them. */
    void announce(List<? extends Event> events) {
        events.forEach(
                event -> announcer.send(new ProducerRecord<>(event.topic().topicName(), event.key(), event)));
        announcer.flush();
    }

    /** Follows a topic from now on. */
    Tail tail(Topic topic) {
        return new Tail(topic);
    }

    /** What comes to a topic. */
    final class Tail implements AutoCloseable {
        private final KafkaConsumer<String, byte[]> consumer = consumer();
        private final Topic topic;
        private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

        private Tail(Topic topic) {
            this.topic = topic;
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // asks for the ends now
        }

        /** The first record since the tail began that fits; waits for it. */
        ConsumerRecord<String, byte[]> await(String what, Predicate<ConsumerRecord<String, byte[]>> fits) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            int next = 0;
            while (System.nanoTime() < deadline) {
                for (; next < seen.size(); next++) {
                    if (fits.test(seen.get(next))) {
                        return seen.get(next);
                    }
                }
                consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
            }
            throw new AssertionError(what + " did not come to " + topic.topicName() + " within " + PATIENCE);
        }

        /** Waits until so many records have come since the tail began. */
        void awaitCount(int records) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (seen.size() < records) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Only " + seen.size() + " of " + records + " records came to "
                            + topic.topicName() + " within " + PATIENCE);
                }
                consumer.poll(Duration.ofMillis(20)).forEach(seen::add);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        announcer.close();
    }
}
