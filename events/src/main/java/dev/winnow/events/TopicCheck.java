package dev.winnow.events;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Compares the broker's topics with the {@linkplain Topic catalogue} before a service takes its first record. A missing topic, wrong
 * numbers of partitions, or a retention or compaction under which records would vanish ends the start. The message has a command for
 * each. Switched off by {@code winnow.topics.verify=false}, where the process that starts the services has created the topics.
 */
@ApplicationScoped
public class TopicCheck {
    private static final Logger LOG = Logger.getLogger(TopicCheck.class);

    /** For topics of images, where the broker has none yet; as in the deployment files. */
    private static final int USUAL_PARTITIONS = 12;

    private static final String FOR_GOOD = "-1";

    /**
     * A topic is not as the catalogue says.
     *
     * @param finding what was found and what was expected
     * @param remedy the command that puts it right, for a shell with Kafka's scripts
     */
    public record Problem(Topic topic, String finding, String remedy) {
        @Override
        public String toString() {
            return topic.topicName() + ' ' + finding + ". Put it right with: " + remedy;
        }
    }

    void atStart(@Observes @Priority(1) StartupEvent event) {
        if (ConfigProvider.getConfig()
                .getOptionalValue("winnow.topics.verify", Boolean.class)
                .orElse(true)) {
            Map<String, Object> broker = KafkaSettings.of(ConfigProvider.getConfig());
            String servers = broker.get("bootstrap.servers").toString();
            try (Admin admin = Admin.create(broker)) {
                List<Problem> problems = problems(admin, servers);
                if (!problems.isEmpty()) {
                    throw new IllegalStateException(
                            problems.stream()
                                    .map(problem -> "\n  " + problem)
                                    .collect(
                                            Collectors.joining(
                                                    "",
                                                    "The topics of the broker " + servers
                                                            + " are not as Winnow needs them:",
                                                    "\nOr set winnow.topics.verify=false to start all the same, at the risk of losing records")));
                }
            }
        }
    }

    /**
     * What is wrong with the broker's topics; empty where all is well. Retention and compaction are passed over, with a warning,
     * where the broker does not let this client read them.
     *
     * @param servers the broker's {@code host:port}, as the commands are to name it
     */
    public static List<Problem> problems(Admin admin, String servers) {
        Map<String, TopicDescription> found = describe(admin);
        int imagePartitions = found.entrySet().stream()
                .filter(entry -> Topic.ofName(entry.getKey()).orElseThrow().kind() == Topic.Kind.FACTS)
                .mapToInt(entry -> entry.getValue().partitions().size())
                .max()
                .orElse(USUAL_PARTITIONS);
        int itemPartitions = found.entrySet().stream()
                .filter(entry -> areKeyedByItem(Topic.ofName(entry.getKey()).orElseThrow()))
                .mapToInt(entry -> entry.getValue().partitions().size())
                .max()
                .orElse(imagePartitions);
        Map<String, Config> configs = configs(admin, found.keySet());
        List<Problem> problems = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            TopicDescription description = found.get(topic.topicName());
            if (description == null) {
                problems.add(new Problem(
                        topic,
                        "is missing",
                        create(topic, areKeyedByItem(topic) ? itemPartitions : imagePartitions, servers)));
                continue;
            }
            int partitions = description.partitions().size();
            if (areKeyedByItem(topic) && partitions != itemPartitions) {
                problems.add(new Problem(
                        topic,
                        "has " + partitions + " partitions, expected " + itemPartitions
                                + ", as many as the other topics keyed by item",
                        "kafka-topics.sh --bootstrap-server " + servers + " --alter --topic " + topic.topicName()
                                + " --partitions " + itemPartitions));
            } else if (topic.kind() == Topic.Kind.STATE && partitions != 1) {
                problems.add(new Problem(
                        topic,
                        "has " + partitions + " partitions, expected 1, and Kafka cannot take partitions away. Stop the"
                                + " services; this deletes the topic's records, so keep a copy of what it holds",
                        "kafka-topics.sh --bootstrap-server " + servers + " --delete --topic " + topic.topicName()
                                + " && " + create(topic, imagePartitions, servers)));
            }
            Config config = configs.get(topic.topicName());
            if (config != null) {
                lossy(topic, config, servers).ifPresent(problems::add);
            }
        }
        return problems;
    }

    private static boolean areKeyedByItem(Topic topic) {
        return topic.kind() == Topic.Kind.FACTS && topic.keyedBy() == Topic.KeyedBy.ITEM;
    }

    /** Settings under which the broker would drop records that Winnow needs. */
    private static Optional<Problem> lossy(Topic topic, Config config, String servers) {
        List<String> findings = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        required(topic).forEach((name, expected) -> {
            ConfigEntry entry = config.get(name);
            if (entry != null && !expected.equals(entry.value())) {
                findings.add(name + '=' + entry.value() + ", expected " + expected);
                remedies.add(name + '=' + expected);
            }
        });
        return findings.isEmpty()
                ? Optional.empty()
                : Optional.of(new Problem(
                        topic,
                        "has " + String.join(", and ", findings),
                        "kafka-configs.sh --bootstrap-server " + servers
                                + " --alter --entity-type topics --entity-name " + topic.topicName() + " --add-config "
                                + String.join(",", remedies)));
    }

    /** Retention counts only where records are deleted, not where they are compacted. */
    private static Map<String, String> required(Topic topic) {
        Map<String, String> required = new LinkedHashMap<>();
        required.put(TopicConfig.CLEANUP_POLICY_CONFIG, policy(topic));
        if (topic.kind() != Topic.Kind.STATE) {
            required.put(TopicConfig.RETENTION_MS_CONFIG, FOR_GOOD);
            required.put(TopicConfig.RETENTION_BYTES_CONFIG, FOR_GOOD);
        }
        return required;
    }

    private static String policy(Topic topic) {
        return switch (topic.kind()) {
            case STATE -> TopicConfig.CLEANUP_POLICY_COMPACT;
            case FACTS, DEAD_LETTERS -> TopicConfig.CLEANUP_POLICY_DELETE;
        };
    }

    private static String create(Topic topic, int imagePartitions, String servers) {
        return "kafka-topics.sh --bootstrap-server " + servers + " --create --topic " + topic.topicName()
                + " --partitions " + topic.partitions(imagePartitions) + " --config cleanup.policy=" + policy(topic)
                + " --config retention.ms=" + FOR_GOOD;
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
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                policy(topic),
                                TopicConfig.RETENTION_MS_CONFIG,
                                FOR_GOOD)))
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

    /** What the broker does with the topics' records, its own defaults included; empty where it does not say. */
    private static Map<String, Config> configs(Admin admin, Set<String> topics) {
        try {
            return admin
                    .describeConfigs(topics.stream()
                            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                            .toList())
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.warn("retention and compaction of the topics are not checked: allow the service's Kafka user"
                        + " DescribeConfigs on all topics");
                return Map.of();
            }
            throw new IllegalStateException(
                    "Cannot read the settings of the broker's topics: "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the settings of the broker's topics", e);
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
