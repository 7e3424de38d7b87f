package dev.winnow.events;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the event that a topic carries. Which type that is, the topic says; where it carries several, the header {@code ce_type}, and
 * without that header it is the first. What is no such event is a {@link SerializationException} whose message says why.
 */
public final class EventDeserializer implements Deserializer<Event> {
    private static final Map<Topic, List<Class<? extends Event>>> TYPES = Map.ofEntries(
            Map.entry(Topic.DATASETS_DECLARED, List.of(DatasetDeclared.class)),
            Map.entry(Topic.DATASETS_CURATED, List.of(ImagesCurated.class)),
            Map.entry(
                    Topic.DATASETS_DECIDED,
                    List.of(PairJudged.class, ImageWithdrawn.class, SplitsFrozen.class, SplitsSettled.class)),
            Map.entry(Topic.IMAGES_UPLOADED, List.of(ImageUploaded.class)),
            Map.entry(Topic.IMAGES_REJECTED, List.of(ImageRejected.class)),
            Map.entry(Topic.IMAGES_INGESTED, List.of(ImageIngested.class)),
            Map.entry(
                    Topic.IMAGES_ASSESSED,
                    List.of(
                            ImageAssessed.class,
                            ImageWithdrawn.class,
                            PairJudged.class,
                            SplitsFrozen.class,
                            SplitsSettled.class,
                            SpecInForce.class,
                            DatasetDeleted.class)),
            Map.entry(Topic.IMAGES_REJUDGED, List.of(ImageRejudged.class, FencesTaken.class, DatasetJudged.class)),
            Map.entry(
                    Topic.IMAGES_DEDUPLICATED,
                    List.of(ImageDeduplicated.class, ClustersRevised.class, EventPart.class)),
            Map.entry(Topic.IMAGES_ASSIGNED, List.of(ImageAssigned.class)),
            Map.entry(Topic.IMAGES_MOVED, List.of(ImageMoved.class, ImagesSettled.class)),
            Map.entry(Topic.IMAGES_PREPARED, List.of(ImagePrepared.class, ImageReprepared.class)),
            Map.entry(Topic.IMAGES_REMOVED, List.of(ImageRemoved.class)),
            Map.entry(Topic.ANNOTATIONS_SUBMITTED, List.of(AnnotationsSubmitted.class)),
            Map.entry(Topic.ANNOTATIONS_CHECKED, List.of(AnnotationsChecked.class)),
            Map.entry(
                    Topic.DATASETS_RELEASED,
                    List.of(ReleaseMembers.class, DatasetReleased.class, ReleaseAssembled.class)),
            Map.entry(Topic.DEAD_LETTERS_CLOSED, List.of(DeadLetterClosed.class)));

    static final String TYPE_HEADER = "ce_type";

    /** Of a record without headers: the first type of its topic. */
    @Override
    public Event deserialize(String topic, byte[] value) {
        return read(topic, typesOf(topic).get(0), value);
    }

    @Override
    public Event deserialize(String topic, Headers headers, byte[] value) {
        return read(topic, typeOf(topic, headers), value);
    }

    /** Whether a record with these headers holds the first type of its topic. */
    public static boolean isFirstType(String topic, Headers headers) {
        return typeOf(topic, headers) == typesOf(topic).get(0);
    }

    /** Whether events of a topic may stand there in parts. */
    static boolean carriesParts(Topic topic) {
        return TYPES.getOrDefault(topic, List.of()).contains(EventPart.class);
    }

    /** Whether a record with these headers holds a part of an event. */
    public static boolean isPart(String topic, Headers headers) {
        return Topic.ofName(topic).filter(EventDeserializer::carriesParts).isPresent()
                && typeOf(topic, headers) == EventPart.class;
    }

    private static List<Class<? extends Event>> typesOf(String topic) {
        return Topic.ofName(topic)
                .map(TYPES::get)
                .orElseThrow(() -> new SerializationException("No event stands on topic " + topic));
    }

    private static Class<? extends Event> typeOf(String topic, Headers headers) {
        List<Class<? extends Event>> types = typesOf(topic);
        Header header = types.size() == 1 ? null : headers.lastHeader(TYPE_HEADER);
        if (header == null) {
            return types.get(0);
        }
        String name = new String(header.value(), StandardCharsets.UTF_8);
        for (Class<? extends Event> type : types) {
            if (Event.type(type).equals(name)) {
                return type;
            }
        }
        throw new SerializationException("An event of type '" + name + "' does not stand on topic " + topic);
    }

    private static Event read(String topic, Class<? extends Event> type, byte[] value) {
        if (value == null) {
            throw new SerializationException("A record without a value is no " + type.getSimpleName());
        }
        try {
            Event event = EventJson.mapper().readValue(value, type);
            if (event == null) {
                throw new SerializationException("A JSON null is no " + type.getSimpleName());
            }
            return event;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "Cannot read a " + type.getSimpleName() + " from " + topic + ": " + firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
