package dev.winnow.gateway.projection;

import dev.winnow.events.DeadLetter;
import dev.winnow.events.Topic;
import dev.winnow.gateway.kafka.Announcer;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** Keeps what nobody can read: the raw bytes with their headers, and where they stood and why they could not be read. */
@ApplicationScoped
public class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Announcer announcer;

    public DeadLetters(Announcer announcer) {
        this.announcer = announcer;
    }

    /** Returns when the broker has it. A crash soon after may send it once more. */
    void send(ConsumerRecord<byte[], byte[]> record, String reason) {
        DeadLetter letter = DeadLetter.of(
                new DeadLetter.Origin(record.topic(), record.partition(), record.offset()),
                record.key(),
                record.value(),
                record.headers(),
                reason);
        announcer.send(new ProducerRecord<>(
                Topic.GATEWAY_DEAD_LETTERS.topicName(), null, letter.key(), letter.value(), letter.headers()));
        LOG.warnf(
                "unreadable record set aside topic=%s partition=%d offset=%d reason=%s",
                record.topic(), record.partition(), record.offset(), reason);
    }
}
