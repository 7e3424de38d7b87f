package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.Topic;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** A record that tells how far an upload has come; no more is known of it than its topic and its head say. */
record Step(Stage stage, UploadKey key, ConsumerRecord<byte[], byte[]> record) {
    private static final JsonFactory JSON = new JsonFactory();

    /** @return nothing where the record is no step of an image's way, or does not begin as one; reading it whole tells */
    static Optional<Step> of(ConsumerRecord<byte[], byte[]> record) {
        Optional<Stage> stage = Topic.ofName(record.topic()).flatMap(Stage::of);
        return stage.isPresent() && isStep(record)
                ? UploadKey.peek(record.value()).map(key -> new Step(stage.get(), key, record))
                : Optional.empty();
    }

    /** Others on the same topic are of another type. */
    private static boolean isStep(ConsumerRecord<byte[], byte[]> record) {
        try {
            return EventDeserializer.isFirstType(record.topic(), record.headers());
        } catch (SerializationException e) {
            return false;
        }
    }

    /** Whether no further step is to be expected of this upload. */
    boolean isLast() {
        return switch (stage) {
            case UPLOADED, INGESTED, ASSESSED, DEDUPLICATED -> false;
            case ASSIGNED -> !hasSplit();
            case REJECTED, PREPARED -> true;
        };
    }

    /** Who is in no split is not prepared. Passes over what is nested and reads nothing whole. */
    private boolean hasSplit() {
        try (JsonParser in = JSON.createParser(record.value())) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean assignment = in.currentName().equals("assignment");
                if (in.nextToken() == JsonToken.START_OBJECT && assignment) {
                    while (in.nextToken() == JsonToken.FIELD_NAME) {
                        if (in.currentName().equals("split")) {
                            return in.nextToken() != JsonToken.VALUE_NULL;
                        }
                        in.nextToken();
                        in.skipChildren();
                    }
                    return false;
                }
                in.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false; // reading it whole tells why
        }
    }
}
