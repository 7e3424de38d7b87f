package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events as they stand on the topics. The golden samples are the contract with readers and with logs written by earlier
 * versions: a change here that is not a new optional field is a break. Written anew with {@code -Dgolden.write=true}.
 */
class EventJsonTest {
    private final EventSerializer writer = new EventSerializer();
    private final EventDeserializer reader = new EventDeserializer();

    static List<Event> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWrittenAsTheGoldenSampleSays(Event event) throws IOException {
        JsonNode written =
                EventJson.mapper().readTree(writer.serialize(event.topic().topicName(), event));

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(
                    Path.of("src/test/resources/golden", event.type() + ".json"),
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(written) + "\n");
        }
        assertThat(written).isEqualTo(golden(event));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theGoldenSampleIsReadAsTheSameEvent(Event event) throws IOException {
        byte[] sample = EventJson.mapper().writeValueAsBytes(golden(event));

        assertThat(reader.deserialize(event.topic().topicName(), typed(event), sample))
                .isEqualTo(event);
    }

    @Test
    void aTypeThatDoesNotStandOnATopicIsRefusedThere() {
        byte[] bytes = writer.serialize("images.assessed", Samples.frozen());

        assertThatThrownBy(() -> reader.deserialize("images.prepared", typed(Samples.frozen()), bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage("An event of type 'dev.winnow.SplitsFrozen.v1' does not stand on topic images.prepared");
    }

    /** Every sample of an earlier version, in folders by the day it was written. */
    static List<Path> earlierSamples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/golden/earlier"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("earlierSamples")
    void theSamplesOfEarlierVersionsCanStillBeRead(Path sample) throws IOException {
        Event current = Samples.all().stream()
                .filter(event -> sample.endsWith(event.type() + ".json"))
                .findFirst()
                .orElseThrow();

        Event read = reader.deserialize(current.topic().topicName(), typed(current), Files.readAllBytes(sample));

        assertThat(read.subject()).isEqualTo(current.subject());
        assertThat(read.at()).isEqualTo(current.at());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fieldsOfANewerWriterAreIgnored(Event event) throws IOException {
        ObjectNode newer = (ObjectNode) golden(event);
        newer.put("invented-later", 42);
        if (newer.has("scores")) {
            newer.withObject("/scores").put("invented_measure", 1.5);
        }

        assertThat(reader.deserialize(
                        event.topic().topicName(),
                        typed(event),
                        EventJson.mapper().writeValueAsBytes(newer)))
                .isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void cloudEventAttributesReplaceThoseOfTheEventBefore(Event event) {
        Headers headers = new RecordHeaders();
        headers.add("ce_id", "of the event before".getBytes(StandardCharsets.UTF_8));
        headers.add("traceparent", "00-1-2-00".getBytes(StandardCharsets.UTF_8));

        writer.serialize(event.topic().topicName(), headers, event);

        assertThat(headers.headers("ce_id")).hasSize(1);
        assertThat(text(headers, "ce_id")).isEqualTo(event.id());
        assertThat(text(headers, "ce_type")).isEqualTo(event.type());
        assertThat(text(headers, "ce_specversion")).isEqualTo("1.0");
        assertThat(text(headers, "ce_subject")).isEqualTo(event.subject());
        assertThat(text(headers, "traceparent")).isEqualTo("00-1-2-00");
    }

    @Test
    void whatAnImageIsComparedByTravelsOnWithoutTheDetails() {
        ImageAssessed slim = Samples.assessed().withoutDetails();

        assertThat(slim.fingerprints().detail()).isNull();
        assertThat(slim.fingerprints().thumbnail())
                .isEqualTo(Samples.assessed().fingerprints().thumbnail());
        assertThat(slim.scores()).isEqualTo(Samples.assessed().scores());
    }

    @Test
    void whatIsNoEventIsASentence() {
        byte[] random = {(byte) 0xde, (byte) 0xad, 0, 1, 2};

        assertThatThrownBy(() -> reader.deserialize("images.ingested", random))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Cannot read a ImageIngested from images.ingested");
        assertThatThrownBy(() -> reader.deserialize("images.ingested", null)).hasMessageContaining("without a value");
        assertThatThrownBy(() -> reader.deserialize("images.ingested", "{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("upload");
    }

    @Test
    void theSameContentInTheSamePlaceUnderTheSameSpecIsTheSameEvent() {
        ImageUploaded first = Samples.uploaded();
        ImageUploaded again = new ImageUploaded(
                first.dataset(),
                first.source(),
                first.content(),
                first.bytes(),
                first.label(),
                first.group(),
                first.layout(),
                first.metadata(),
                first.specVersion(),
                first.at().plusSeconds(60));

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(Samples.ingested().id()).isNotEqualTo(first.id());
    }

    private static Headers typed(Event event) {
        Headers headers = new RecordHeaders();
        headers.add("ce_type", event.type().getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    private static JsonNode golden(Event event) throws IOException {
        String name = "/golden/" + event.type() + ".json";
        try (InputStream sample = EventJsonTest.class.getResourceAsStream(name)) {
            assertThat(sample).as("golden sample %s", name).isNotNull();
            return EventJson.mapper().readTree(sample);
        }
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
