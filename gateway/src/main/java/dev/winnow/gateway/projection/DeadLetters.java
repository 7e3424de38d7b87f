package dev.winnow.gateway.projection;

import dev.winnow.events.Topic;
import dev.winnow.gateway.kafka.Announcer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
        RecordHeaders headers = new RecordHeaders(record.headers().toArray());
        header(headers, "dead-letter-reason", reason);
        header(headers, "dead-letter-topic", record.topic());
        header(headers, "dead-letter-partition", Integer.toString(record.partition()));
        header(headers, "dead-letter-offset", Long.toString(record.offset()));
        announcer.send(new ProducerRecord<>(
                Topic.GATEWAY_DEAD_LETTERS.topicName(), null, record.key(), record.value(), headers));
        LOG.warnf(
                "unreadable record set aside topic=%s partition=%d offset=%d reason=%s",
                record.topic(), record.partition(), record.offset(), reason);
    }

    private static void header(RecordHeaders headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
