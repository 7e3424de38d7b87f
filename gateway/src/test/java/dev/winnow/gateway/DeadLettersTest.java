package dev.winnow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.gateway.projection.DrawnTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that nobody can read, on every topic. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class DeadLettersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "images.uploaded",
                "images.rejected",
                "images.ingested",
                "images.assessed",
                "images.rejudged",
                "images.deduplicated",
                "images.assigned",
                "images.moved",
                "images.removed",
                "images.prepared",
                "annotations.submitted",
                "annotations.checked",
                "datasets.declared"
            })
    void aRecordNobodyCanReadIsSetAsideAndTheNextPasses(String topic) throws Exception {
        byte[] garbage = ("garbage for " + topic).getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer()) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, new byte[] {1}, garbage);
            record.headers().add("traceparent", "kept".getBytes(StandardCharsets.UTF_8));
            producer.send(record).get();
        }
        String next = "after-" + topic.replace("images.", "");
        Topics.send(new DrawnTopics(next, 8, 0, 3, false));
        Answers.await(() -> Answers.uploaded(next) == 3);
        ConsumerRecord<byte[], byte[]> letter = Topics.deadLetter(garbage);
        assertThat(Topics.header(letter, "dead-letter-topic")).isEqualTo(topic);
        assertThat(Topics.header(letter, "dead-letter-partition")).isEqualTo("0");
        assertThat(Topics.header(letter, "dead-letter-reason")).contains("Cannot read");
        assertThat(Topics.header(letter, "traceparent")).isEqualTo("kept");
    }

    @Test
    void aRecordAboutAnItemThatCannotBeIsSetAsideAndTheNextPasses() throws Exception {
        ImageUploaded upload = new ImageUploaded(
                "NO DATASET", "a.jpg", ContentHash.of(new byte[] {1}), 1, null, null, null, Map.of(), 1, Instant.EPOCH);
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "NO DATASET",
                "a.jpg",
                Instant.EPOCH,
                1,
                ImageWithdrawn.Cause.REMOVED,
                "drawn so",
                "anna",
                Instant.EPOCH);
        List<Event> events = List.of(
                new ImageMoved(
                        upload,
                        Split.TRAIN,
                        Split.VAL,
                        null,
                        "unit",
                        null,
                        null,
                        Assignment.MoveReason.JOINED,
                        null,
                        1,
                        Instant.EPOCH),
                new ImageRemoved(withdrawn, 2, Instant.EPOCH));
        List<byte[]> values = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer()) {
            for (Event event : events) {
                String topic = event.topic().topicName();
                byte[] value = new EventSerializer().serialize(topic, event);
                values.add(value);
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, new byte[] {1}, value);
                record.headers().add("ce_type", event.type().getBytes(StandardCharsets.UTF_8));
                producer.send(record).get();
            }
        }
        Topics.send(new DrawnTopics("after-no-dataset", 9, 0, 3, false));
        Answers.await(() -> Answers.uploaded("after-no-dataset") == 3);
        for (int i = 0; i < events.size(); i++) {
            ConsumerRecord<byte[], byte[]> letter = Topics.deadLetter(values.get(i));
            assertThat(Topics.header(letter, "dead-letter-topic"))
                    .isEqualTo(events.get(i).topic().topicName());
            assertThat(Topics.header(letter, "dead-letter-reason")).startsWith("No item can have this name");
        }
    }
}
