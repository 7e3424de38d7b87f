package dev.winnow.gateway.sweep;

import dev.winnow.events.KafkaSettings;
import dev.winnow.events.Topic;
import dev.winnow.gateway.projection.Projector;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.eclipse.microprofile.config.ConfigProvider;

/** Waits until the read model knows every object whose notification is on its topic. */
@ApplicationScoped
public class CaughtUp {
    /** The ingest service's group on {@code bucket.notifications}. */
    static final String READERS = "winnow-ingest-notifications";

    private static final long LOOK_MILLIS = 200;
    private static final long ANSWER_SECONDS = 5;

    private final Projector projector;

    public CaughtUp(Projector projector) {
        this.projector = projector;
    }

    /** Somebody has not read what a sweep needs them to have read. */
    public static final class NotCaughtUpException extends Exception {
        private static final long serialVersionUID = 1;

        NotCaughtUpException(String message) {
            super(message);
        }
    }

    /**
     * Waits for the ingest service to have read all notifications that are there now, then for the read model to have all uploads.
     *
     * @throws NotCaughtUpException when they have not within the time
     */
    void await(Duration patience) throws NotCaughtUpException, SQLException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
        settings.put("client.id", "winnow-gateway-sweep");
        long deadline = System.nanoTime() + patience.toNanos();
        try (Admin admin = Admin.create(settings)) {
            Map<TopicPartition, Long> notifications = ends(admin, Topic.BUCKET_NOTIFICATIONS);
            while (true) {
                long left = left(notifications, committed(admin));
                if (left == 0) {
                    break;
                }
                pauseOrGiveUp(
                        deadline,
                        left + " notifications wait to be read by the ingest service: check that it runs with"
                                + " ingest.notifications.enabled=true, or try again when it has read them");
            }
            awaitReadModel(admin, Topic.IMAGES_UPLOADED, deadline);
        } catch (ExecutionException | TimeoutException e) {
            String reason = e.getCause() == null
                    ? "it did not answer in time"
                    : e.getCause().getMessage();
            throw new NotCaughtUpException("the broker does not tell what was read: " + reason);
        }
    }

    /**
     * Waits for the read model to have all that stands on these topics now, which no transaction writes.
     *
     * @throws NotCaughtUpException when it has not within the time
     */
    public void await(Collection<Topic> topics, Duration patience)
            throws NotCaughtUpException, SQLException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
        settings.put("client.id", "winnow-gateway-caught-up");
        long deadline = System.nanoTime() + patience.toNanos();
        try (Admin admin = Admin.create(settings)) {
            for (Topic topic : topics) {
                awaitReadModel(admin, topic, deadline);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new NotCaughtUpException("the broker does not tell where its topics end: " + e.getMessage());
        }
    }

    private void awaitReadModel(Admin admin, Topic topic, long deadline)
            throws NotCaughtUpException, SQLException, InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> ends = ends(admin, topic);
        while (true) {
            long left = left(ends, projector.offsets());
            if (left == 0) {
                return;
            }
            pauseOrGiveUp(
                    deadline,
                    "the read model does not know " + left + " records of " + topic.topicName()
                            + " yet: try again soon");
        }
    }

    private static void pauseOrGiveUp(long deadline, String reason) throws NotCaughtUpException, InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new NotCaughtUpException(reason);
        }
        Thread.sleep(LOOK_MILLIS);
    }

    private static long left(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> read) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - read.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Where the topic ends; 0 where it holds nothing, also where all it held was deleted. */
    private static Map<TopicPartition, Long> ends(Admin admin, Topic topic)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        admin.describeTopics(java.util.List.of(topic.topicName()))
                .allTopicNames()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .get(topic.topicName())
                .partitions()
                .forEach(partition -> {
                    TopicPartition one = new TopicPartition(topic.topicName(), partition.partition());
                    latest.put(one, OffsetSpec.latest());
                    earliest.put(one, OffsetSpec.earliest());
                });
        Map<TopicPartition, Long> ends = offsets(admin, latest);
        Map<TopicPartition, Long> begins = offsets(admin, earliest);
        ends.replaceAll((partition, end) -> end.equals(begins.get(partition)) ? 0 : end);
        return ends;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Map<TopicPartition, OffsetSpec> wanted)
            throws ExecutionException, TimeoutException, InterruptedException {
        return admin.listOffsets(wanted).all().get(ANSWER_SECONDS, TimeUnit.SECONDS).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static Map<TopicPartition, Long> committed(Admin admin)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : admin.listConsumerGroupOffsets(READERS)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .entrySet()) {
                if (entry.getValue() != null) {
                    committed.put(entry.getKey(), entry.getValue().offset());
                }
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
        return committed;
    }
}
