package dev.winnow.split;

import static dev.winnow.split.Deduplications.alone;
import static dev.winnow.split.Deduplications.copyOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Split;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTopologyTest {
    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> deduplicated;
    private TestOutputTopic<String, Event> assigned;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        StreamsBuilder builder = new StreamsBuilder();
        new SplitTopology(
                        (dataset, version) -> DatasetSpec.defaults(),
                        new StageMeter(new SimpleMeterRegistry(), "split"))
                .addTo(builder);
        Properties settings = new Properties();
        settings.put("state.dir", state.toString());
        driver = new TopologyTestDriver(builder.build(), settings);
        deduplicated = driver.createInputTopic(
                Topic.IMAGES_DEDUPLICATED.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        assigned = driver.createOutputTopic(
                Topic.IMAGES_ASSIGNED.topicName(), new StringDeserializer(), new EventDeserializer());
        deadLetters = driver.createOutputTopic(
                Topic.SPLIT_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void anAssignedImageStandsUnderItsItem() {
        ImageDeduplicated image = alone("a.png", "owl", null, Split.VAL);

        send(image);

        TestRecord<String, Event> record = assigned.readRecord();
        Assignment assignment = ((ImageAssigned) record.value()).assignment();
        assertThat(record.key()).isEqualTo(image.subject());
        assertThat(assignment.split()).isEqualTo(Split.VAL);
        assertThat(assignment.reason()).isEqualTo(Assignment.Reason.LAYOUT);
        assertThat(text(record.headers(), "ce_type")).isEqualTo("dev.winnow.ImageAssigned.v1");
    }

    @Test
    void aCopyFollowsTheImageItIsACopyOf() {
        ImageDeduplicated image = alone("a.png", "owl", null, Split.TEST);
        send(image);

        send(copyOf(image, "b.png"));

        List<Assignment> assignments = assigned.readValuesToList().stream()
                .map(event -> ((ImageAssigned) event).assignment())
                .toList();
        assertThat(assignments.get(1).split()).isEqualTo(Split.TEST);
        assertThat(assignments.get(1).unit()).isEqualTo(assignments.get(0).unit());
    }

    @Test
    void theSameRecordAgainIsNoNews() {
        send(alone("a.png", "owl", null, null));
        send(alone("a.png", "owl", null, null));

        assertThat(assigned.readValuesToList()).hasSize(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"\u0000\u0007\u001f", "{}", "{\"image\":{}}"})
    void whatIsNoEventBecomesADeadLetterAndTheNextImagePasses(String value) {
        byte[] raw = value == null ? null : bytes(value);
        deduplicated.pipeInput(new TestRecord<>(bytes("key"), raw));
        send(alone("a.png", "owl", null, null));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

        assertThat(letter.value()).isEqualTo(raw);
        assertThat(text(letter.headers(), "dead-letter-topic")).isEqualTo("images.deduplicated");
        assertThat(text(letter.headers(), "dead-letter-offset")).isEqualTo("0");
        assertThat(text(letter.headers(), "dead-letter-reason")).isNotBlank();
        assertThat(assigned.readValuesToList()).hasSize(1);
    }

    private void send(ImageDeduplicated image) {
        deduplicated.pipeInput(bytes("birds"), new EventSerializer().serialize(null, image));
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
