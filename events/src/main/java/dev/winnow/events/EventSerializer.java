package dev.winnow.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes an event as a CloudEvent 1.0 in Kafka's binary mode: the attributes as {@code ce_} headers, the fact as JSON in the
 * value. Attributes that a record carried before (Kafka Streams hands headers on) are replaced; other headers, such as
 * {@code traceparent}, stay.
 */
public final class EventSerializer implements Serializer<Event> {

    @Override
    public byte[] serialize(String topic, Event event) {
        if (event == null) {
            return null;
        }
        try {
            return EventJson.mapper().writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new SerializationException("Cannot write " + event.type() + " " + event.id(), e);
        }
    }

    @Override
    public byte[] serialize(String topic, Headers headers, Event event) {
        if (event != null && headers != null) {
            put(headers, "ce_specversion", "1.0");
            put(headers, "ce_id", event.id());
            put(headers, "ce_type", event.type());
            put(headers, "ce_source", "/winnow/" + event.topic().topicName());
            put(headers, "ce_subject", event.subject());
            put(headers, "ce_time", IsoInstant.format(event.at()));
            put(headers, "content-type", "application/json");
        }
        return serialize(topic, event);
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
