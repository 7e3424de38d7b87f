package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.winnow.events.TopicCheck.Problem;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test spoils the topics of the shared broker in one way and mends them afterwards. */
@ExtendWith(TestBroker.class)
class TopicCheckTest {
    private final String servers;
    private final Admin admin;

    TopicCheckTest(TestBroker.Running broker) {
        servers = broker.servers();
        admin = Admin.create(broker.settings());
    }

    @BeforeEach
    void theCatalogueIsFineAsItIsCreated() {
        untilKnown(problems -> assertThat(problems).isEmpty());
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @ParameterizedTest
    @CsvSource({
        "images.uploaded,       retention.ms,    604800000,        -1",
        "images.assessed,       retention.bytes, 1073741824,       -1",
        "images.moved,          cleanup.policy,  compact,          delete",
        "bucket.notifications,  retention.ms,    86400000,         -1",
        "datasets.declared,     cleanup.policy,  delete,           compact",
        "datasets.declared,     cleanup.policy,  'compact,delete', compact",
        "quality.dead-letters,  retention.ms,    604800000,        -1"
    })
    void aSettingThatLosesRecordsIsNamedWithTheCommandThatPutsItRight(
            String topic, String setting, String found, String expected) throws Exception {
        alter(topic, setting, found, AlterConfigOp.OpType.SET);
        try {
            untilKnown(problems -> assertThat(problems)
                    .containsExactly(new Problem(
                            Topic.ofName(topic).orElseThrow(),
                            "has " + setting + "=" + found + ", expected " + expected,
                            "kafka-configs.sh --bootstrap-server " + servers
                                    + " --alter --entity-type topics --entity-name " + topic + " --add-config "
                                    + setting + "=" + expected)));
        } finally {
            alter(topic, setting, expected, AlterConfigOp.OpType.SET);
        }
    }

    @Test
    void theBrokersOwnDefaultsCountWhereATopicHasNoSetting() throws Exception {
        ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
        alter(brokers, "log.retention.ms", "604800000", AlterConfigOp.OpType.SET);
        alter("images.prepared", "retention.ms", "", AlterConfigOp.OpType.DELETE);
        try {
            untilKnown(problems -> assertThat(problems)
                    .extracting(Problem::finding)
                    .containsExactly("has retention.ms=604800000, expected -1"));
        } finally {
            alter("images.prepared", "retention.ms", "-1", AlterConfigOp.OpType.SET);
            alter(brokers, "log.retention.ms", "", AlterConfigOp.OpType.DELETE);
        }
    }

    @Test
    void partitionsAndMissingTopicsAreNamedWithTheCommandThatPutsThemRight() throws Exception {
        List<String> spoilt = List.of("images.ingested", "datasets.declared", "images.removed");
        admin.createPartitions(Map.of(
                        "images.ingested",
                        NewPartitions.increaseTo(3),
                        "datasets.declared",
                        NewPartitions.increaseTo(2)))
                .all()
                .get();
        delete(List.of("images.removed"));
        try {
            String topics = "kafka-topics.sh --bootstrap-server " + servers;
            untilKnown(problems -> {
                assertThat(problems)
                        .extracting(Problem::topic)
                        .contains(Topic.DATASETS_DECLARED, Topic.IMAGES_REMOVED, Topic.IMAGES_UPLOADED)
                        .doesNotContain(Topic.IMAGES_INGESTED, Topic.IMAGES_ASSESSED, Topic.DATASETS_CURATED);
                assertThat(problems)
                        .extracting(Problem::toString)
                        .contains(
                                "images.uploaded has 2 partitions, expected 3, as many as the other topics keyed by item."
                                        + " Put it right with: " + topics
                                        + " --alter --topic images.uploaded --partitions 3",
                                "images.removed is missing. Put it right with: " + topics
                                        + " --create --topic images.removed --partitions 3"
                                        + " --config cleanup.policy=delete --config retention.ms=-1")
                        .anySatisfy(problem -> assertThat(problem)
                                .startsWith("datasets.declared has 2 partitions, expected 1")
                                .endsWith(topics + " --create --topic datasets.declared --partitions 1"
                                        + " --config cleanup.policy=compact --config retention.ms=-1"));
            });
        } finally {
            delete(List.of("images.ingested", "datasets.declared"));
            await().until(() -> admin.listTopics().names().get().stream().noneMatch(spoilt::contains));
            TopicCheck.create(admin, 2, (short) 1);
        }
    }

    /** A broker answers from what it has heard of so far, which may be a moment old. */
    private void untilKnown(Consumer<List<Problem>> assertion) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreException(IllegalStateException.class)
                .untilAsserted(() -> assertion.accept(TopicCheck.problems(admin, servers)));
    }

    private void delete(Collection<String> topics) throws ExecutionException, InterruptedException {
        admin.deleteTopics(topics).all().get();
    }

    private void alter(String topic, String setting, String value, AlterConfigOp.OpType how)
            throws ExecutionException, InterruptedException {
        alter(new ConfigResource(ConfigResource.Type.TOPIC, topic), setting, value, how);
    }

    private void alter(ConfigResource resource, String setting, String value, AlterConfigOp.OpType how)
            throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(
                        Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry(setting, value), how))))
                .all()
                .get();
    }
}
