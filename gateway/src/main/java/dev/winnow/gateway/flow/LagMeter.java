package dev.winnow.gateway.flow;

import dev.winnow.events.KafkaSettings;
import dev.winnow.events.Topic;
import dev.winnow.gateway.projection.Projector;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Asks the broker once a second how far each stage is behind. Lag is taken per topic and not per group, because one process may
 * run two stages in one group. The gateway's own lag is taken from the read model, which alone says where it stands.
 */
@ApplicationScoped
public class LagMeter {
    private static final Logger LOG = Logger.getLogger(LagMeter.class);
    private static final long FAR_BEHIND = 5_000;

    /** What is written in transactions, at times at least: by Kafka Streams, and the specs. */
    private static final Set<String> TRANSACTIONAL = Set.of(
            Topic.DATASETS_DECLARED.topicName(),
            Topic.IMAGES_ASSESSED.topicName(),
            Topic.IMAGES_REJECTED.topicName(),
            Topic.IMAGES_REJUDGED.topicName(),
            Topic.IMAGES_DEDUPLICATED.topicName(),
            Topic.IMAGES_ASSIGNED.topicName(),
            Topic.IMAGES_MOVED.topicName(),
            Topic.IMAGES_REMOVED.topicName(),
            Topic.ANNOTATIONS_CHECKED.topicName());

    private final Flow flow;
    private final Projector projector;
    private final AtomicLong gatewayLag = new AtomicLong();
    private ScheduledExecutorService timer;
    private Admin admin;
    private Set<TopicPartition> partitions = Set.of();
    private volatile boolean measured;
    private boolean complained;

    public LagMeter(Flow flow, Projector projector, MeterRegistry meters) {
        this.flow = flow;
        this.projector = projector;
        meters.gauge("winnow_gateway_lag_records", gatewayLag);
    }

    /** Records on all topics that the read model does not hold yet, as of the last second. */
    public long gatewayLag() {
        return gatewayLag.get();
    }

    /** Whether the read model is known to be so near to the topics that it pays to announce what follows from it. */
    public boolean isNear() {
        return measured && gatewayLag.get() <= FAR_BEHIND;
    }

    void start(@Observes @Priority(110) StartupEvent event) {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lag-meter");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::measure, 500, 1_000, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (timer != null) {
            timer.shutdownNow();
            timer.awaitTermination(2, TimeUnit.SECONDS);
        }
        if (admin != null) {
            admin.close(java.time.Duration.ofSeconds(1));
        }
    }

    private void measure() {
        flow.sample(System.nanoTime());
        try {
            if (admin == null) {
                Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
                settings.put("client.id", "winnow-gateway-lag");
                admin = Admin.create(settings);
            }
            if (partitions.isEmpty()) {
                partitions = partitions(admin);
            }
            Map<TopicPartition, Long> ends = ends(admin);
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = committed(admin);
            for (Flow.Stage stage : Flow.Stage.values()) {
                flow.lag(stage.key(), lag(stage, ends, committed).orElse(null));
            }
            Map<TopicPartition, Long> projected = projector.offsets();
            long own = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                own += behind(end.getKey().topic(), end.getValue(), projected.getOrDefault(end.getKey(), 0L));
            }
            gatewayLag.set(own);
            measured = true;
            flow.lag("gateway", own);
            complained = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | SQLException | RuntimeException e) {
            if (!complained) {
                LOG.warnf("cannot measure the stages' lag reason=%s", e.getMessage());
                complained = true;
            }
        }
    }

    private static Set<TopicPartition> partitions(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> names = admin.listTopics().names().get(5, TimeUnit.SECONDS);
        Set<String> wanted = java.util.Arrays.stream(Topic.values())
                .filter(topic -> topic.topicName().startsWith("images.") || topic == Topic.DATASETS_DECLARED)
                .map(Topic::topicName)
                .filter(names::contains)
                .collect(Collectors.toSet());
        Collection<TopicDescription> topics = admin.describeTopics(wanted)
                .allTopicNames()
                .get(5, TimeUnit.SECONDS)
                .values();
        return topics.stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Map<TopicPartition, Long> ends(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, ListOffsetsResultInfo> latest = admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all()
                .get(5, TimeUnit.SECONDS);
        return latest.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> groups = java.util.Arrays.stream(Flow.Stage.values())
                .flatMap(stage -> stage.groups().stream())
                .collect(Collectors.toSet());
        ListConsumerGroupOffsetsResult asked = admin.listConsumerGroupOffsets(
                groups.stream().collect(Collectors.toMap(g -> g, g -> new ListConsumerGroupOffsetsSpec())));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
        for (String group : groups) {
            try {
                committed.put(group, asked.partitionsToOffsetAndMetadata(group).get(5, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw e;
                }
            }
        }
        return committed;
    }

    /** The lag on the stage's topic of the group that is furthest there; without any group everything waits. */
    private static Optional<Long> lag(
            Flow.Stage stage,
            Map<TopicPartition, Long> ends,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
        long lag = 0;
        boolean known = false;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (!end.getKey().topic().equals(stage.input().topicName())) {
                continue;
            }
            known = true;
            long done = 0;
            for (String group : stage.groups()) {
                OffsetAndMetadata offset =
                        committed.getOrDefault(group, Map.of()).get(end.getKey());
                if (offset != null) {
                    done = Math.max(done, offset.offset());
                }
            }
            lag += behind(end.getKey().topic(), end.getValue(), done);
        }
        return known ? Optional.of(lag) : Optional.empty();
    }

    /**
     * Records not done yet. What a transaction wrote is followed by its marker, which takes an offset of its own and which
     * nobody does anything about: where only that is left, nothing is.
     */
    private static long behind(String topic, long end, long done) {
        long left = Math.max(0, end - done);
        return left == 1 && TRANSACTIONAL.contains(topic) ? 0 : left;
    }
}
