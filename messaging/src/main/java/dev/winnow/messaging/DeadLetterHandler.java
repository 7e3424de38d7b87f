package dev.winnow.messaging;

import dev.winnow.events.DeadLetter;
import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.KafkaSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.DeserializationFailureHandler;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * Writes the letter about a record that a channel gives up; the channel goes on once the broker has it.
 *
 * <ol>
 *   <li>A record whose work was only interrupted, because the process ends, gets no letter: it is read again at the next start. Once the
 *       process is ending nothing gets one, because what work needs is being closed.
 *   <li>Where the letter cannot be written the channel stops, its health is down with the reason, and the record's offset is not
 *       committed. Nothing is lost.
 * </ol>
 */
@ApplicationScoped
@Identifier("dead-letters")
public class DeadLetterHandler implements KafkaFailureHandler.Factory {
    private static final Logger LOG = Logger.getLogger(DeadLetterHandler.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final EventSerializer EVENTS = new EventSerializer();

    private KafkaProducer<byte[], byte[]> producer;
    private volatile boolean ending;

    /** Before anything is closed. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        ending = true;
    }

    @Override
    public KafkaFailureHandler create(
            KafkaConnectorIncomingConfiguration config,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        String letters = config.getDeadLetterQueueTopic()
                .orElseThrow(() -> new IllegalArgumentException("mp.messaging.incoming." + config.getChannel()
                        + ".dead-letter-queue.topic is not set: name the service's topic of dead letters"));
        return new KafkaFailureHandler() {
            @Override
            public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                if (isOfTheEnd(reason)) {
                    return Uni.createFrom().failure(reason);
                }
                return Uni.createFrom()
                        .voidItem()
                        .invoke(() -> send(letters, letter(record, reason)))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .onFailure()
                        .invoke(e -> {
                            LOG.errorf(
                                    e,
                                    "dead letter cannot be written, channel stops channel=%s topic=%s partition=%d offset=%d",
                                    config.getChannel(),
                                    record.getTopic(),
                                    record.getPartition(),
                                    record.getOffset());
                            reportFailure.accept(e, true);
                        });
            }
        };
    }

    /** Whether the work failed because the process ends, and not because of the record. */
    boolean isOfTheEnd(Throwable reason) {
        for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException
                    || cause instanceof InterruptedException
                    || cause instanceof RejectedExecutionException) {
                return true;
            }
        }
        return ending;
    }

    static DeadLetter letter(IncomingKafkaRecord<?, ?> record, Throwable reason) {
        return DeadLetter.of(
                new DeadLetter.Origin(record.getTopic(), record.getPartition(), record.getOffset()),
                bytes(record.getTopic(), record.getKey()),
                value(record),
                record.getHeaders(),
                sentence(record, reason));
    }

    /** Why the record could not be read; else why the work on it failed. */
    private static String sentence(IncomingKafkaRecord<?, ?> record, Throwable reason) {
        Header unread = record.getHeaders().lastHeader(DeserializationFailureHandler.DESERIALIZATION_FAILURE_REASON);
        if (unread != null && unread.value() != null) {
            return new String(unread.value(), StandardCharsets.UTF_8);
        }
        return reason.getMessage() == null ? reason.toString() : reason.getMessage();
    }

    /** The bytes that could not be read, which stand in a header; else those of what was read. */
    private static byte[] value(IncomingKafkaRecord<?, ?> record) {
        Headers headers = record.getHeaders();
        Header unread = headers.lastHeader(DeserializationFailureHandler.DESERIALIZATION_FAILURE_VALUE_DATA);
        if (unread == null
                && headers.lastHeader(DeserializationFailureHandler.DESERIALIZATION_FAILURE_KEY_DATA) == null) {
            unread = headers.lastHeader(DeserializationFailureHandler.DESERIALIZATION_FAILURE_DATA);
        }
        return unread != null ? unread.value() : bytes(record.getTopic(), record.getPayload());
    }

    private static byte[] bytes(String topic, Object read) {
        if (read instanceof byte[] bytes) {
            return bytes;
        }
        if (read instanceof Event event) {
            return EVENTS.serialize(topic, event);
        }
        return read == null ? null : read.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void send(String topic, DeadLetter letter) {
        try {
            producer()
                    .send(new ProducerRecord<>(topic, null, letter.key(), letter.value(), letter.headers()))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot write a dead letter to " + topic, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while writing a dead letter to " + topic, e);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
            settings.put("client.id", "dead-letters-" + Long.toHexString(System.nanoTime()));
            settings.put("acks", "all");
            settings.put("enable.idempotence", "true");
            settings.put("max.block.ms", Long.toString(LONGEST_WAIT.toMillis()));
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @PreDestroy
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
