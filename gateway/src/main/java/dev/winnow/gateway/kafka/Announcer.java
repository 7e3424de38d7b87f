package dev.winnow.gateway.kafka;

import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.KafkaSettings;
import dev.winnow.events.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sends records and waits until the broker has them. Few are sent, so nothing is gathered. Safe for use by several threads. */
@ApplicationScoped
public class Announcer {
    private static final Duration PATIENCE =
            Duration.ofMillis(4_500); // a caller by HTTP is answered within five seconds
    private static final Duration PATIENCE_FOR_MANY = Duration.ofSeconds(10);

    private final EventSerializer events = new EventSerializer();
    private KafkaProducer<byte[], byte[]> producer;

    /** @throws NotAnnouncedException when the broker has not acknowledged within four and a half seconds; it may have the event all the same */
    public void announce(Event event) {
        send(record(event.topic(), event));
    }

    /**
     * Publishes what a person decided about a dataset; dedup gives it its place in the dataset's order.
     *
     * @throws NotAnnouncedException as {@link #announce}
     */
    public void decide(Decision decision) {
        send(record(Topic.DATASETS_DECIDED, decision));
    }

    /**
     * Sends them all and waits until the broker has them all.
     *
     * @throws EventTooLargeException when one is larger than the broker takes
     * @throws NotAnnouncedException when it has not acknowledged all of them within ten seconds; it may have any of them
     */
    public void announce(List<? extends Event> together) {
        sendAll(together.stream().map(event -> record(event.topic(), event)).toList());
    }

    /** As {@link #announce(List)}. */
    public void sendAll(List<ProducerRecord<byte[], byte[]>> together) {
        long deadline = deadline(PATIENCE_FOR_MANY);
        List<Future<RecordMetadata>> sent = new ArrayList<>(together.size());
        for (ProducerRecord<byte[], byte[]> record : together) {
            Future<RecordMetadata> last = producer().send(record);
            if (last.isDone()) { // refused: each further one would take as long to be
                await(last, record.topic(), deadline);
            }
            sent.add(last);
        }
        for (int i = 0; i < sent.size(); i++) {
            await(sent.get(i), together.get(i).topic(), deadline);
        }
    }

    private ProducerRecord<byte[], byte[]> record(Topic topic, Event event) {
        RecordHeaders headers = new RecordHeaders();
        byte[] value = events.serialize(topic.topicName(), headers, event);
        return new ProducerRecord<>(
                topic.topicName(), null, event.key().getBytes(StandardCharsets.UTF_8), value, headers);
    }

    /** @throws NotAnnouncedException as {@link #announce} */
    public void send(ProducerRecord<byte[], byte[]> record) {
        long deadline = deadline(PATIENCE);
        await(producer().send(record), record.topic(), deadline);
    }

    private static long deadline(Duration patience) {
        return System.nanoTime() + patience.toNanos();
    }

    /** @param deadline by {@link System#nanoTime()}; what was acknowledged by then is found, however late it is asked for */
    private static void await(Future<RecordMetadata> sent, String topic, long deadline) {
        try {
            sent.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                throw new EventTooLargeException(topic, e);
            }
            throw new NotAnnouncedException(topic, e);
        } catch (TimeoutException e) {
            throw new NotAnnouncedException(topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotAnnouncedException(topic, e);
        }
    }

    @PreDestroy
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    /** What brings a client to the broker. */
    protected Map<String, Object> connection() {
        return KafkaSettings.of(ConfigProvider.getConfig());
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(connection());
            settings.put("client.id", "winnow-gateway-announcer");
            settings.put("acks", "all");
            settings.put("enable.idempotence", "true");
            settings.put("linger.ms", "0");
            settings.put("max.block.ms", Long.toString(PATIENCE.toMillis()));
            settings.put("request.timeout.ms", "4000");
            settings.put("delivery.timeout.ms", "10000");
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    /** The broker did not say that it has a record. */
    public static final class NotAnnouncedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotAnnouncedException(String topic, Throwable cause) {
            super("The broker did not acknowledge a record on " + topic + " in time", cause);
        }
    }

    /** An event is larger than the broker takes: it was not announced, and will not be by trying again. */
    public static final class EventTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        EventTooLargeException(String topic, ExecutionException cause) {
            super(
                    "The record for " + topic + " is larger than the broker takes: "
                            + cause.getCause().getMessage(),
                    cause);
        }
    }
}
