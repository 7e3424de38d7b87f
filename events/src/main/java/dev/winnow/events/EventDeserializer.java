package dev.winnow.events;

import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the event that a topic carries; which type that is, the topic says. What is no such event is a {@link
 * SerializationException} whose message says why.
 */
public final class EventDeserializer implements Deserializer<Event> {
    private static final Map<Topic, Class<? extends Event>> TYPES = Map.of(
            Topic.DATASETS_DECLARED, DatasetDeclared.class,
            Topic.IMAGES_UPLOADED, ImageUploaded.class,
            Topic.IMAGES_REJECTED, ImageRejected.class,
            Topic.IMAGES_INGESTED, ImageIngested.class,
            Topic.IMAGES_ASSESSED, ImageAssessed.class,
            Topic.IMAGES_REJUDGED, ImageRejudged.class,
            Topic.IMAGES_DEDUPLICATED, ImageDeduplicated.class,
            Topic.IMAGES_ASSIGNED, ImageAssigned.class,
            Topic.IMAGES_PREPARED, ImagePrepared.class);

    @Override
    public Event deserialize(String topic, byte[] value) {
        Class<? extends Event> type = Topic.ofName(topic)
                .map(TYPES::get)
                .orElseThrow(() -> new SerializationException("No event stands on topic " + topic));
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
