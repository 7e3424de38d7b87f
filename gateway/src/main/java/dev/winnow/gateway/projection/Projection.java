package dev.winnow.gateway.projection;

import dev.winnow.events.KafkaSettings;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Reads every topic and keeps the read model current, on one thread of its own. The database says where it stands: offsets are
 * stored in the transaction of the rows, and Kafka's own group offsets are only a copy for those who watch the lag. A failing
 * database stops reading, not the process; it goes on where the database stands.
 */
@ApplicationScoped
public class Projection {
    private static final Logger LOG = Logger.getLogger(Projection.class);

    /** The consumer group of all gateways on one read model. */
    public static final String GROUP = "winnow-gateway";

    private static final List<String> TOPICS = List.of(
            Topic.DATASETS_DECLARED.topicName(),
            Topic.DATASETS_CURATED.topicName(),
            Topic.IMAGES_UPLOADED.topicName(),
            Topic.IMAGES_REJECTED.topicName(),
            Topic.IMAGES_INGESTED.topicName(),
            Topic.IMAGES_ASSESSED.topicName(),
            Topic.IMAGES_REJUDGED.topicName(),
            Topic.IMAGES_DEDUPLICATED.topicName(),
            Topic.IMAGES_ASSIGNED.topicName(),
            Topic.IMAGES_MOVED.topicName(),
            Topic.IMAGES_REMOVED.topicName(),
            Topic.IMAGES_PREPARED.topicName(),
            Topic.ANNOTATIONS_SUBMITTED.topicName(),
            Topic.ANNOTATIONS_CHECKED.topicName(),
            Topic.DATASETS_RELEASED.topicName(),
            Topic.DEAD_LETTERS_CLOSED.topicName(),
            Topic.INGEST_DEAD_LETTERS.topicName(),
            Topic.QUALITY_DEAD_LETTERS.topicName(),
            Topic.DEDUP_DEAD_LETTERS.topicName(),
            Topic.SPLIT_DEAD_LETTERS.topicName(),
            Topic.AUGMENT_DEAD_LETTERS.topicName(),
            Topic.GATEWAY_DEAD_LETTERS.topicName());
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Projector projector;
    private final DeadLetters deadLetters;
    private final Instance<ProjectionListener> listeners;
    private final MeterRegistry meters;
    private final Timer timer;
    private final Backlog backlog = new Backlog();
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;
    private volatile String trouble = "not started";
    private Thread thread;
    private long copiedAt;

    public Projection(
            Projector projector,
            DeadLetters deadLetters,
            @Any Instance<ProjectionListener> listeners,
            MeterRegistry meters) {
        this.projector = projector;
        this.deadLetters = deadLetters;
        this.listeners = listeners;
        this.meters = meters;
        this.timer = Timer.builder("winnow_gateway_projection_seconds")
                .description("Time to write one batch into the read model")
                .publishPercentileHistogram()
                .register(meters);
    }

    /** Why nothing is projected at the moment, or nothing where all is well. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        thread = new Thread(this::run, "projection");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closed = true;
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        if (thread != null) {
            thread.join(5_000);
        }
    }

    private void run() {
        Duration pause = Duration.ofMillis(100);
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> open =
                    new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = open;
                Map<String, Long> records = projector.records();
                tell(listener -> listener.restored(records));
                backlog.clear();
                open.subscribe(TOPICS, new FromDatabase(open));
                while (!closed) {
                    step(open);
                    trouble = null;
                    pause = Duration.ofMillis(100);
                }
            } catch (WakeupException e) {
                LOG.debug("projection was woken up to stop");
            } catch (SQLException | RuntimeException e) {
                if (closed) {
                    return;
                }
                trouble = e.getMessage() == null ? e.toString() : e.getMessage();
                LOG.errorf(e, "projection stopped; it starts again in %s ms reason=%s", pause.toMillis(), trouble);
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
        settings.put("group.id", GROUP);
        settings.put("client.id", "winnow-gateway-projection");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        // who is killed is missed within seconds, and another gateway takes over
        settings.put("session.timeout.ms", "10000");
        settings.put("heartbeat.interval.ms", "3000");
        // A batch every quarter of a second, or sooner where much has come: writing a batch costs little more than one
        // row. See Backlog for what of it is written.
        settings.put("fetch.min.bytes", Integer.toString(4 << 20));
        settings.put("fetch.max.wait.ms", "250");
        settings.put("max.poll.records", "2000");
        settings.put("max.partition.fetch.bytes", Integer.toString(4 << 20));
        return settings;
    }

    private void step(KafkaConsumer<byte[], byte[]> open) throws SQLException {
        Optional<Backlog.Due> due = backlog.read(open.poll(POLL), System.nanoTime());
        if (due.isPresent()) {
            write(open, due.get().fold().fold(projector.deletions()), due.get().progress());
        }
    }

    private void write(
            KafkaConsumer<byte[], byte[]> open,
            BatchFold.Folded batch,
            Map<TopicPartition, Projector.Progress> progress)
            throws SQLException {
        for (BatchFold.Unreadable unreadable : batch.unreadable()) {
            deadLetters.send(unreadable.record(), unreadable.reason());
        }
        long began = System.nanoTime();
        if (!project(batch, progress)) {
            LOG.warn("the read model stands elsewhere than this gateway believed; reading on from where it stands");
            seek(open);
            return;
        }
        timer.record(Duration.ofNanos(System.nanoTime() - began));
        backlog.written(progress);
        progress.forEach((partition, step) -> {
            tell(listener -> listener.projected(partition.topic(), step.records()));
            meters.counter("winnow_gateway_projected_total", "topic", partition.topic())
                    .increment(step.records());
        });
        tell(batch);
        copyOffsets(open);
    }

    /** Applies the batch; if the database refuses some value in it, the culprit alone is set aside. */
    private boolean project(BatchFold.Folded batch, Map<TopicPartition, Projector.Progress> progress)
            throws SQLException {
        try {
            return projector.apply(batch, progress);
        } catch (SQLException e) {
            if (!refusesData(e)) {
                throw e;
            }
            LOG.warnf(
                    "the database refused a value of a batch of %d images; trying them one by one",
                    batch.rows().size());
        }
        for (BatchFold.Folded one : batch.each()) {
            try {
                projector.apply(one, Map.of());
            } catch (SQLException e) {
                if (!refusesData(e)) {
                    throw e;
                }
                deadLetters.send(one.rows().get(0).origin(), "The database refuses it: " + e.getMessage());
            }
        }
        return projector.apply(batch.rest(), progress);
    }

    /** SQLSTATE classes 22 (data exception), 23 (integrity constraint) and 54 (limit exceeded) blame the data, not the database. */
    static boolean refusesData(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }

    private void tell(BatchFold.Folded batch) {
        Map<String, Integer> deleted = new HashMap<>();
        batch.gone()
                .deleted()
                .byDataset()
                .forEach((dataset, known) ->
                        deleted.put(dataset, known.deletion().upTo()));
        if (!deleted.isEmpty()) {
            LOG.infof("datasets deleted datasets=%s", deleted.keySet());
            tell(listener -> listener.deleted(deleted));
        }
        List<ProjectionListener.Finished> finished = new ArrayList<>();
        for (ImageRow row : batch.rows()) {
            if (row.state().isFinal()) {
                finished.add(new ProjectionListener.Finished(row.upload().dataset(), row.item(), row.state()));
            }
        }
        Set<String> givenUp = batch.amendments().letters().stream()
                .map(letter -> letter.about().item())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (finished.isEmpty() && givenUp.isEmpty()) {
            return;
        }
        tell(listener -> {
            listener.projected(finished);
            listener.givenUp(givenUp);
        });
    }

    private void tell(Consumer<ProjectionListener> news) {
        for (ProjectionListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.errorf(
                        e,
                        "a listener to the projection failed listener=%s",
                        listener.getClass().getName());
            }
        }
    }

    /** Copies the offsets to Kafka once a second, for those who watch the group's lag. */
    private void copyOffsets(KafkaConsumer<byte[], byte[]> open) {
        long now = System.nanoTime();
        if (now - copiedAt < 1_000_000_000L) {
            return;
        }
        copiedAt = now;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        backlog.positions().forEach((partition, next) -> {
            if (open.assignment().contains(partition)) {
                offsets.put(partition, new OffsetAndMetadata(next));
            }
        });
        open.commitAsync(offsets, null);
    }

    /** Reads on from where the database stands. */
    private void seek(KafkaConsumer<byte[], byte[]> open) throws SQLException {
        Map<TopicPartition, Long> stored = projector.offsets();
        backlog.clear();
        for (TopicPartition partition : open.assignment()) {
            long next = stored.getOrDefault(partition, 0L);
            backlog.begin(partition, next);
            open.seek(partition, next);
        }
    }

    private final class FromDatabase implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> open;

        FromDatabase(KafkaConsumer<byte[], byte[]> open) {
            this.open = open;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            try {
                seek(open);
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot read from the database where the projection stands", e);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            backlog.clear(); // whoever takes them over reads what was kept back
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
