package dev.winnow.events;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Sends records that a service gave up to their topics again, once a person decided so. The service that gave a record up sends it: no
 * other program needs to write to the topics that it reads.
 *
 * <ol>
 *   <li>The record goes to its own topic and partition, as it was.
 *   <li>A crash may send it twice. Every reader takes the second copy as no news.
 *   <li>A decision that names no service is passed over: an earlier version of the gateway has carried it out.
 * </ol>
 */
@ApplicationScoped
public class Resends {
    /** Setting: the services of this process, with commas between; none where it gives up nothing that it could send again. */
    public static final String SERVICES = "winnow.resends";

    private static final Logger LOG = Logger.getLogger(Resends.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<String> services;
    private final EventDeserializer events = new EventDeserializer();
    private volatile Map<String, Object> broker;
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;
    private Thread thread;

    @Inject
    public Resends() {
        this(ConfigProvider.getConfig());
    }

    private Resends(Config config) {
        this(config.getOptionalValues(SERVICES, String.class).orElse(List.of()), null);
    }

    /**
     * @param services whose records this process sends again
     * @param broker what brings a client to the broker; null for the configured one
     */
    Resends(List<String> services, Map<String, Object> broker) {
        this.services = List.copyOf(services);
        this.broker = broker;
    }

    void atStart(@Observes StartupEvent event) {
        start();
    }

    void atStop(@Observes ShutdownEvent event) {
        close();
    }

    void start() {
        if (services.isEmpty()) {
            return;
        }
        if (broker == null) {
            broker = KafkaSettings.of(ConfigProvider.getConfig());
        }
        thread = new Thread(this::run, "resends");
        thread.setDaemon(true);
        thread.start();
    }

    void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        if (thread != null) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        RecordsAtRest records = new RecordsAtRest(broker);
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> open =
                    new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = open;
                open.subscribe(List.of(Topic.DEAD_LETTERS_CLOSED.topicName()));
                while (!closed) {
                    for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
                        carryOut(record, records);
                    }
                    open.commitSync();
                }
            } catch (WakeupException e) {
                LOG.debug("resends were woken up to stop");
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warnf("records are not sent again yet; the next attempt follows reason=%s", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void carryOut(ConsumerRecord<byte[], byte[]> record, RecordsAtRest records) {
        DeadLetterClosed decision;
        try {
            decision = (DeadLetterClosed) events.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            return; // the gateway sets it aside
        }
        if (decision.closing() != DeadLetterClosed.Closing.RESENT
                || decision.service() == null
                || !services.contains(decision.service())) {
            return;
        }
        Optional<RecordsAtRest.Original> original = records.letter(
                        decision.service(), decision.letter(), decision.upTo())
                .flatMap(records::original);
        if (original.isEmpty()) {
            LOG.errorf(
                    "a record cannot be sent again, because it is gone service=%s letter=%s",
                    decision.service(), decision.letter());
            return;
        }
        send(original.get());
        LOG.infof(
                "record sent again service=%s letter=%s topic=%s partition=%d offset=%d",
                decision.service(),
                decision.letter(),
                original.get().place().topic(),
                original.get().place().partition(),
                original.get().place().offset());
    }

    /** Such decisions are rare: a producer that stays open would cost more than one for each. */
    private void send(RecordsAtRest.Original record) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put("client.id", "winnow-resends");
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("linger.ms", "0");
        settings.put("max.block.ms", "10000");
        settings.put("delivery.timeout.ms", "10000");
        settings.put("request.timeout.ms", "5000");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            record.place().topic(),
                            record.place().partition(),
                            record.key(),
                            record.value(),
                            record.headers()))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "The broker did not take a record on " + record.place().topic(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put("group.id", services.size() == 1 ? "winnow-" + services.get(0) + "-resends" : "winnow-resends");
        settings.put("client.id", "winnow-resends");
        settings.remove("group.instance.id");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        return settings;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
