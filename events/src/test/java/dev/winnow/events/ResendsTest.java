package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.winnow.events.DeadLetterClosed.Closing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service carries out what persons decided about the records that it gave up, on a real broker. */
@ExtendWith(TestBroker.class)
class ResendsTest {
    private static final String TOPIC = "bucket.notifications";

    private final Map<String, Object> broker;
    private final Resends resends;

    ResendsTest(TestBroker.Running running) {
        broker = running.settings();
        resends = new Resends(List.of("ingest"), broker);
    }

    @AfterEach
    void stop() {
        resends.close();
    }

    @Test
    void aServiceSendsItsOwnRecordsAgainAsTheyWereAndNobodyElses() throws Exception {
        byte[] large = new byte[900_000];
        new Random(5).nextBytes(large);
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", bytes("00-1-2-01"));
        headers.add("empty", null);
        ProducerRecord<byte[], byte[]> there = new ProducerRecord<>(TOPIC, 1, new byte[] {(byte) 0xfe}, large, headers);
        ProducerRecord<byte[], byte[]> gone = new ProducerRecord<>(TOPIC, 1, bytes("gone"), bytes("of the letter"));
        ProducerRecord<byte[], byte[]> dropped = new ProducerRecord<>(TOPIC, 1, bytes("x"), bytes("dropped"));
        ProducerRecord<byte[], byte[]> others = new ProducerRecord<>(TOPIC, 1, bytes("x"), bytes("of another service"));
        ProducerRecord<byte[], byte[]> earlier = new ProducerRecord<>(TOPIC, 1, bytes("x"), bytes("sent long ago"));
        close(giveUp("ingest", there, send(there).offset()), Closing.RESENT, "ingest");
        close(giveUp("ingest", dropped, send(dropped).offset()), Closing.DROPPED, null);
        close(giveUp("quality", others, send(others).offset()), Closing.RESENT, "quality");
        close(giveUp("ingest", earlier, send(earlier).offset()), Closing.RESENT, null);
        close(giveUp("ingest", gone, 1_000_000), Closing.RESENT, "ingest");

        resends.start();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> copies(large).size() == 2 && copies(gone.value()).size() == 1);
        ConsumerRecord<byte[], byte[]> second = copies(large).get(1);
        assertThat(second.key()).isEqualTo(there.key());
        assertThat(second.headers()).isEqualTo(headers);
        assertThat(copies(dropped.value())).hasSize(1);
        assertThat(copies(others.value())).hasSize(1);
        assertThat(copies(earlier.value())).hasSize(1);
    }

    private record Given(String letter, long offset) {}

    private Given giveUp(String service, ProducerRecord<byte[], byte[]> record, long offset) throws Exception {
        String topic = service + ".dead-letters";
        DeadLetter letter = DeadLetter.of(
                new DeadLetter.Origin(record.topic(), record.partition(), offset),
                record.key(),
                record.value(),
                record.headers(),
                "The store has no room");
        long at = send(new ProducerRecord<>(topic, 0, letter.key(), letter.value(), letter.headers()))
                .offset();
        return new Given(letter.id(topic), at);
    }

    private void close(Given given, Closing closing, String service) throws Exception {
        DeadLetterClosed closed =
                new DeadLetterClosed(given.letter(), closing, given.offset(), service, "anna", Instant.EPOCH);
        String topic = closed.topic().topicName();
        // one partition, so that what is read last was sent last
        send(new ProducerRecord<>(topic, 0, bytes(closed.key()), new EventSerializer().serialize(topic, closed)));
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(broker, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(record).get();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> copies(byte[] value) {
        TopicPartition place = new TopicPartition(TOPIC, 1);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(new HashMap<>(broker), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end = consumer.endOffsets(List.of(place)).get(place);
            List<ConsumerRecord<byte[], byte[]>> copies = new ArrayList<>();
            while (consumer.position(place) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (Arrays.equals(record.value(), value)) {
                        copies.add(record);
                    }
                }
            }
            return copies;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
