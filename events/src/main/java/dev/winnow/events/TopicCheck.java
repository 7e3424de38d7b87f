package dev.winnow.events;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Holds the broker against the {@linkplain Topic catalogue} before a service takes its first record: a missing topic or one
 * with too few partitions ends the start with a sentence. Switched off by {@code winnow.topics.verify=false} where whoever
 * assembles the services has created the topics itself.
 */
@ApplicationScoped
public class TopicCheck {

    void atStart(@Observes @Priority(1) StartupEvent event) {
        if (ConfigProvider.getConfig()
                .getOptionalValue("winnow.topics.verify", Boolean.class)
                .orElse(true)) {
            Map<String, Object> broker = KafkaSettings.of(ConfigProvider.getConfig());
            try (Admin admin = Admin.create(broker)) {
                List<String> problems = problems(admin);
                if (!problems.isEmpty()) {
                    throw new IllegalStateException("The broker " + broker.get("bootstrap.servers")
                            + " does not hold the topics Winnow needs: " + String.join("; ", problems)
                            + ". Create them as in the deployment files, or set winnow.topics.verify=false");
                }
            }
        }
    }

    /** What is wrong with the broker's topics, a phrase each; empty where all is well. */
    public static List<String> problems(Admin admin) {
        Map<String, TopicDescription> found = describe(admin);
        List<String> problems = new ArrayList<>();
        Set<Integer> partitions = new TreeSet<>();
        for (Topic topic : Topic.values()) {
            TopicDescription description = found.get(topic.topicName());
            if (description == null) {
                problems.add(topic.topicName() + " is missing");
            } else if (topic.kind() == Topic.Kind.FACTS && topic.keyedBy() == Topic.KeyedBy.ITEM) {
                partitions.add(description.partitions().size());
            } else if (topic.kind() == Topic.Kind.STATE
                    && description.partitions().size() != 1) {
                problems.add(
                        topic.topicName() + " has " + description.partitions().size() + " partitions, expected 1");
            }
        }
        if (partitions.size() > 1) {
            problems.add("the topics keyed by item have different numbers of partitions: " + partitions);
        }
        return problems;
    }

    /**
     * Creates what is missing.
     *
     * @param imagePartitions of the topics that carry images
     * @param replicas of each partition, at most the number of brokers
     */
    public static void create(Admin admin, int imagePartitions, short replicas) {
        Set<String> there = names(admin);
        List<NewTopic> missing = java.util.Arrays.stream(Topic.values())
                .filter(topic -> !there.contains(topic.topicName()))
                .map(topic -> new NewTopic(topic.topicName(), topic.partitions(imagePartitions), replicas)
                        .configs(Map.of(
                                "cleanup.policy",
                                topic.kind() == Topic.Kind.STATE ? "compact" : "delete",
                                "retention.ms",
                                "-1")))
                .toList();
        try {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(
                        "Cannot create the topics: " + e.getCause().getMessage(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating the topics", e);
        }
    }

    private static Map<String, TopicDescription> describe(Admin admin) {
        Set<String> wanted = names(admin);
        wanted.retainAll(
                java.util.Arrays.stream(Topic.values()).map(Topic::topicName).collect(Collectors.toSet()));
        try {
            return admin.describeTopics(wanted).allTopicNames().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Cannot read the broker's topics: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the broker's topics", e);
        }
    }

    private static Set<String> names(Admin admin) {
        try {
            return new TreeSet<>(admin.listTopics().names().get());
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Cannot reach the broker: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the broker's topics", e);
        }
    }
}
