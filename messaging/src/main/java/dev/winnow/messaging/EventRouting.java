package dev.winnow.messaging;

import dev.winnow.events.Event;
import io.smallrye.reactive.messaging.OutgoingInterceptor;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Sends every event to its own topic under its own key, whatever channel it was returned on. */
@ApplicationScoped
public class EventRouting implements OutgoingInterceptor {
    private final Promptness promptness;

    public EventRouting(Promptness promptness) {
        this.promptness = promptness;
    }

    @Override
    public Message<?> beforeMessageSend(Message<?> message) {
        if (message.getPayload() instanceof Event event) {
            promptness.sending(event.topic());
            return message.addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                    .withTopic(event.topic().topicName())
                    .withKey(event.key())
                    .build());
        }
        return message;
    }

    @Override
    public void onMessageAck(Message<?> message) {}

    @Override
    public void onMessageNack(Message<?> message, Throwable failure) {}
}
