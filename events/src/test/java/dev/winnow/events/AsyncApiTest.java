package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.spec.DatasetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code asyncapi.yaml} tells readers in other languages what stands on the topics; it has no other name than the code. */
class AsyncApiTest {
    /** Written by hand-made serializers, so that their fields are not their components; and specs, which have a schema of their own. */
    private static final Set<Class<?>> WRITTEN_OTHERWISE = Set.of(
            ContentHash.class,
            QualityScores.class,
            Fingerprints.class,
            LabelDocument.class,
            Finding.class,
            DatasetSpec.class);

    private static final JsonNode DOCUMENT = read();

    static List<Event> samples() {
        return Samples.all();
    }

    /** Every record of the vocabulary that an event holds, at any depth, the events included. */
    static List<Class<?>> records() {
        return reachable().stream().filter(Class::isRecord).toList();
    }

    static List<Class<?>> enums() {
        return reachable().stream().filter(Class::isEnum).toList();
    }

    @Test
    void theChannelsAreTheCatalogueOfTopics() {
        assertThat(texts(DOCUMENT.at("/channels").findValues("address")))
                .containsExactlyInAnyOrder(
                        Arrays.stream(Topic.values()).map(Topic::topicName).toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void aTopicIsKeptAsTheCatalogueSays(Topic topic) {
        JsonNode kafka = referred(channel(topic).path("bindings")).path("kafka");

        assertThat(texts(kafka.at("/topicConfiguration/cleanup.policy")))
                .containsExactly(topic.kind() == Topic.Kind.STATE ? "compact" : "delete");
        assertThat(kafka.path("partitions").asInt(42)).isEqualTo(topic.partitions(42));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aTopicHasTheMessagesThatStandOnIt(Event event) {
        assertThat(names(channel(event.topic()).path("messages")))
                .containsExactly(samples().stream()
                        .filter(other -> other.topic() == event.topic())
                        .map(other -> other.getClass().getSimpleName())
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMessageHasTheKeyOfItsTopic(Event event) {
        String pattern = referred(message(event).path("bindings"))
                .at("/kafka/key/pattern")
                .asText();

        String keyedBy = switch (event.topic().keyedBy()) {
            case ITEM -> "ItemId";
            case LETTER -> "LetterId";
            case DATASET, OBJECT, ORIGIN -> "DatasetName";
        };
        assertThat(pattern).isEqualTo(schema(keyedBy).path("pattern").asText());
        assertThat(event.key()).matches(pattern);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMessageHasTheHeadersThatAreWritten(Event event) {
        Headers headers = new RecordHeaders();
        new EventSerializer().serialize(event.topic().topicName(), headers, event);

        assertThat(texts(schema("CloudEventHeaders").path("required")))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(headers.toArray()).map(Header::key).toList());
    }

    @ParameterizedTest
    @MethodSource("records")
    void aSchemaHasTheFieldsOfItsRecord(Class<?> type) {
        assertThat(names(schema(type.getSimpleName()).path("properties")))
                .containsExactly(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsRequiredIsWritten(Event event) {
        JsonNode written = EventJson.mapper().valueToTree(event);

        assertThat(names(written))
                .containsAll(texts(schema(event.getClass().getSimpleName()).path("required")));
    }

    @ParameterizedTest
    @MethodSource("enums")
    void aSchemaHasTheValuesOfItsEnum(Class<?> type) {
        String name = type.getSimpleName();
        JsonNode values = type == dev.winnow.dataset.Assignment.Reason.class
                ? DOCUMENT.at("/components/schemas/Assignment/properties/reason/enum")
                : schema(name).path("enum");

        assertThat(texts(values))
                .as(name)
                .containsExactly(Arrays.stream(type.getEnumConstants())
                        .map(constant ->
                                EventJson.mapper().valueToTree(constant).asText())
                        .toArray(String[]::new));
    }

    @Test
    void scoresAreNamedAfterTheirMeasures() {
        assertThat(names(schema("QualityScores").path("properties")))
                .containsExactly(
                        Arrays.stream(Measure.values()).map(Measure::key).toArray(String[]::new));
    }

    @Test
    void fingerprintsAreWrittenAsTheSchemaSays() {
        JsonNode written = EventJson.mapper().valueToTree(Samples.assessed().fingerprints());

        assertThat(names(schema("Fingerprints").path("properties"))).isEqualTo(names(written));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = texts(DOCUMENT.findValues("$ref"));

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    private static Set<Class<?>> reachable() {
        Set<Class<?>> types = new HashSet<>();
        Samples.all().forEach(event -> gather(event.getClass(), types));
        return types;
    }

    private static void gather(Type type, Set<Class<?>> types) {
        if (type instanceof ParameterizedType of) {
            Stream.of(of.getActualTypeArguments()).forEach(argument -> gather(argument, types));
        } else if (type instanceof Class<?> one
                && one.getName().startsWith("dev.winnow")
                && !WRITTEN_OTHERWISE.contains(one)
                && types.add(one)
                && one.isRecord()) {
            Stream.of(one.getRecordComponents()).forEach(component -> gather(component.getGenericType(), types));
        }
    }

    private static JsonNode channel(Topic topic) {
        return DOCUMENT.path("channels").path(topic.topicName());
    }

    private static JsonNode message(Event event) {
        return DOCUMENT.at("/components/messages").path(event.getClass().getSimpleName());
    }

    private static JsonNode schema(String name) {
        return DOCUMENT.at("/components/schemas").path(name);
    }

    private static JsonNode referred(JsonNode reference) {
        return DOCUMENT.at(reference.path("$ref").asText().substring(1));
    }

    private static List<String> names(JsonNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }

    private static List<String> texts(Iterable<JsonNode> nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode read() {
        try (InputStream document = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
            return new YAMLMapper().readTree(document);
        } catch (IOException e) {
            throw new IllegalStateException("asyncapi.yaml cannot be read", e);
        }
    }
}
