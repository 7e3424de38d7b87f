package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link dev.winnow.events.Topic} is the one catalogue: what creates topics elsewhere says the same. */
class TopicsAreTheCataloguesTest {

    private final List<KafkaTopic> strimzi =
            Manifests.of(Manifests.read(Checkout.text("k8s/kafka/topics.yaml")), KafkaTopic.class);

    @Test
    void strimziCreatesTheCatalogue() {
        List<DeclaredTopic> declared = strimzi.stream()
                .map(topic -> new DeclaredTopic(
                        topic.getMetadata().getName(), topic.getSpec().getPartitions(), (String)
                                topic.getSpec().getConfig().get("cleanup.policy")))
                .toList();

        assertThat(declared)
                .as("k8s/kafka/topics.yaml against dev.winnow.events.Topic")
                .containsExactlyInAnyOrderElementsOf(DeclaredTopic.ofTheCatalogue());
    }

    @Test
    void strimziKeepsEveryRecord() {
        assertThat(strimzi)
                .allSatisfy(topic -> assertThat(topic.getSpec().getConfig()).containsEntry("retention.ms", -1));
    }

    @Test
    void composeCreatesTheCatalogue() {
        ComposeFile compose = ComposeFile.read(StrictYaml.document(Checkout.text("docker-compose.yml")));
        List<String> declared =
                compose.configs().get("topics").content().lines().toList();

        assertThat(declared)
                .as("the config 'topics' of docker-compose.yml against dev.winnow.events.Topic")
                .containsExactlyInAnyOrderElementsOf(DeclaredTopic.ofTheCatalogue().stream()
                        .map(DeclaredTopic::toString)
                        .toList());
    }
}
