package dev.winnow.dedup;

import static dev.winnow.dedup.Assessments.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventJson;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
import org.junit.jupiter.params.provider.ValueSource;

class DedupTopologyTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeclaredDatasets datasets =
            new DeclaredDatasets(Map.of("bootstrap.servers", "127.0.0.1:1"), Duration.ofMillis(20));

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> assessed;
    private TestOutputTopic<String, Event> deduplicated;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        datasets.learn(new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), Instant.EPOCH));
        StreamsBuilder builder = new StreamsBuilder();
        new DedupTopology(datasets::spec, new StageMeter(registry, "dedup")).addTo(builder);
        Properties settings = new Properties();
        settings.put("state.dir", state.toString());
        driver = new TopologyTestDriver(builder.build(), settings);
        assessed = driver.createInputTopic(
                Topic.IMAGES_ASSESSED.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        deduplicated = driver.createOutputTopic(
                Topic.IMAGES_DEDUPLICATED.topicName(), new StringDeserializer(), new EventDeserializer());
        deadLetters = driver.createOutputTopic(
                Topic.DEDUP_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
        datasets.close();
    }

    @Test
    void anImageIsAnnouncedWithItsCopies() {
        send(image("a.png", "cat", 0));

        send(image("b.png", "like cat", 0b11));

        List<TestRecord<String, Event>> records = deduplicated.readRecordsToList();
        assertThat(records)
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.key()).isEqualTo("birds"));
        ImageDeduplicated second = (ImageDeduplicated) records.get(1).value();
        String first = image("a.png", "cat", 0).subject();
        assertThat(second.duplication().representative()).isEqualTo(first);
        assertThat(second.duplication().matches()).singleElement().satisfies(match -> {
            assertThat(match.item()).isEqualTo(first);
            assertThat(match.distance()).isEqualTo(2);
        });
        assertThat(second.duplication().position()).isEqualTo(1);
    }

    @Test
    void theSameRecordAgainIsNoNews() {
        send(image("a.png", "cat", 0));
        send(image("a.png", "cat", 0));

        assertThat(deduplicated.readValuesToList()).hasSize(1);
    }

    @Test
    void theTraceGoesOnAndTheEventSpeaksForItself() {
        byte[] value = new EventSerializer().serialize(null, image("a.png", "cat", 0));
        Headers headers = new RecordHeaders()
                .add("traceparent", bytes("00-abc-def-01"))
                .add("ce_type", bytes("dev.winnow.ImageAssessed.v1"));
        assessed.pipeInput(new TestRecord<>(bytes("birds"), value, headers));

        Headers sent = deduplicated.readRecord().headers();

        assertThat(text(sent, "traceparent")).isEqualTo("00-abc-def-01");
        assertThat(text(sent, "ce_type")).isEqualTo("dev.winnow.ImageDeduplicated.v1");
        assertThat(sent.headers("ce_type")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0007\u001f", "", "null", "{}", "[1,2]", "{\"image\":{\"upload\":null}}"})
    void whatIsNoEventBecomesADeadLetterAndTheNextImagePasses(String value) {
        Headers headers = new RecordHeaders().add("from", bytes("somewhere"));
        assessed.pipeInput(new TestRecord<>(bytes("key"), bytes(value), headers));
        send(image("a.png", "cat", 0));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

        assertThat(letter.value()).isEqualTo(bytes(value));
        assertThat(letter.key()).isEqualTo(bytes("key"));
        assertThat(text(letter.headers(), "from")).isEqualTo("somewhere");
        assertThat(text(letter.headers(), "dead-letter-topic")).isEqualTo("images.assessed");
        assertThat(text(letter.headers(), "dead-letter-partition")).isEqualTo("0");
        assertThat(text(letter.headers(), "dead-letter-offset")).isEqualTo("0");
        assertThat(text(letter.headers(), "dead-letter-reason")).isNotBlank();
        assertThat(deduplicated.readValuesToList()).hasSize(1);
        assertThat(registry.get("winnow.images")
                        .tags("stage", "dedup", "outcome", "failed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRecordWithoutAValueBecomesADeadLetter() {
        assessed.pipeInput(new TestRecord<>(bytes("birds"), null));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

        assertThat(letter.value()).isNull();
        assertThat(text(letter.headers(), "dead-letter-reason"))
                .isEqualTo("A record without a value is no ImageAssessed");
    }

    @Test
    void anEventUnderAnotherDatasetsKeyBecomesADeadLetter() {
        assessed.pipeInput(bytes("cats"), new EventSerializer().serialize(null, image("a.png", "cat", 0)));

        assertThat(text(deadLetters.readRecord().headers(), "dead-letter-reason"))
                .isEqualTo("The record's key is 'cats', expected 'birds', which the event is about");
    }

    @Test
    void aDatasetWithAnImpossibleNameBecomesADeadLetter() {
        String json = json(image("a.png", "cat", 0)).replace("\"birds\"", "\"../birds\"");
        assessed.pipeInput(bytes("../birds"), bytes(json));

        assertThat(text(deadLetters.readRecord().headers(), "dead-letter-reason"))
                .startsWith("A dataset's name is 1 to 64 of");
    }

    @Test
    void anImageUnderASpecThatNobodyDeclaresBecomesADeadLetter() {
        send(image("a.png", "cat", 0, 9, 0));

        assertThat(text(deadLetters.readRecord().headers(), "dead-letter-reason"))
                .startsWith("Version 9 of the spec of dataset 'birds' was not declared");
    }

    private void send(ImageAssessed image) {
        assessed.pipeInput(bytes("birds"), new EventSerializer().serialize(null, image));
    }

    private static String json(ImageAssessed image) {
        try {
            return EventJson.mapper().writeValueAsString(image);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
