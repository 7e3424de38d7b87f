package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.events.Declarations;
import dev.winnow.events.Topic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclOperation;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each service's Kafka user against what the service's channels and topology do, and against too much. */
class KafkaUsersMayDoTheirWorkTest {

    private final Map<String, List<AclRule>> rules =
            Manifests.of(Manifests.read(Checkout.text("k8s/kafka/users.yaml")), KafkaUser.class).stream()
                    .collect(Collectors.toMap(
                            user -> user.getMetadata().getName(),
                            user -> ((KafkaUserAuthorizationSimple)
                                            user.getSpec().getAuthorization())
                                    .getAcls()));

    @ParameterizedTest
    @EnumSource
    void aServiceReadsWhatItsChannelsRead(WinnowService service) {
        assertThat(service.subscriptions()).allSatisfy(subscription -> {
            assertThat(mayOnTopic(service, AclOperation.READ, subscription.topic()))
                    .as("%s reads %s", service.artifact, subscription.topic())
                    .isTrue();
            assertThat(mayJoin(service, subscription.group()))
                    .as("%s joins %s", service.artifact, subscription.group())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aServiceWritesWhatItsChannelsWrite(WinnowService service) {
        assertThat(service.written())
                .allSatisfy(topic -> assertThat(mayOnTopic(service, AclOperation.WRITE, topic))
                        .as("%s writes %s", service.artifact, topic)
                        .isTrue());
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDUP", "SPLIT"})
    void aTopologyReachesItsTopicsItsChangelogsAndItsTransactions(WinnowService service) {
        assertThat(service.streamed())
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(mayOnTopic(service, AclOperation.READ, topic)
                                || mayOnTopic(service, AclOperation.WRITE, topic))
                        .as("%s reaches %s", service.artifact, topic)
                        .isTrue());
        String application = "winnow-" + service.stem();
        assertThat(List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE))
                .allMatch(operation -> mayOnTopic(service, operation, application + "-store-changelog"));
        assertThat(mayJoin(service, application)).isTrue();
        assertThat(rules.get(service.artifact))
                .anyMatch(rule -> rule.getResource() instanceof AclRuleTransactionalIdResource id
                        && id.getName().equals(application)
                        && rule.getOperations().contains(AclOperation.WRITE));
    }

    @ParameterizedTest
    @EnumSource
    void aServiceKnowsEveryDatasetsSpec(WinnowService service) {
        assertThat(mayOnTopic(service, AclOperation.READ, Topic.DATASETS_DECLARED.topicName()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"INGEST", "GATEWAY"})
    void aServiceThatDeclaresDatasetsMayWriteThemInTheOneTransaction(WinnowService service) {
        assertThat(mayOnTopic(service, AclOperation.WRITE, Topic.DATASETS_DECLARED.topicName()))
                .isTrue();
        assertThat(rules.get(service.artifact))
                .anyMatch(rule -> rule.getResource() instanceof AclRuleTransactionalIdResource id
                        && id.getName().equals(Declarations.TRANSACTIONAL_ID)
                        && rule.getOperations().contains(AclOperation.WRITE));
    }

    @Test
    void theGatewaySendsNotificationsThatWereLost() {
        assertThat(mayOnTopic(WinnowService.GATEWAY, AclOperation.WRITE, Topic.BUCKET_NOTIFICATIONS.topicName()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aServiceMayVerifyTheCatalogueAndDeadLetterOnlyItsOwn(WinnowService service) {
        for (Topic topic : Topic.values()) {
            assertThat(mayOnTopic(service, AclOperation.DESCRIBE, topic.topicName()))
                    .isTrue();
            assertThat(mayOnTopic(service, AclOperation.DESCRIBECONFIGS, topic.topicName()))
                    .isTrue();
            if (topic.kind() == Topic.Kind.DEAD_LETTERS) {
                assertThat(mayOnTopic(service, AclOperation.WRITE, topic.topicName()))
                        .as("%s writes %s", service.artifact, topic.topicName())
                        .isEqualTo(topic.topicName().startsWith(service.stem() + "."));
            }
        }
    }

    @Test
    void theGatewayReadsEveryTopicAndWritesNothingAboutImages() {
        for (Topic topic : Topic.values()) {
            assertThat(mayOnTopic(WinnowService.GATEWAY, AclOperation.READ, topic.topicName()))
                    .as("reads %s", topic.topicName())
                    .isTrue();
            if (topic.topicName().startsWith("images.")) {
                assertThat(mayOnTopic(WinnowService.GATEWAY, AclOperation.WRITE, topic.topicName()))
                        .as("writes %s", topic.topicName())
                        .isFalse();
            }
        }
        assertThat(List.of(Topic.DATASETS_DECIDED, Topic.DATASETS_CURATED, Topic.DEAD_LETTERS_CLOSED))
                .allMatch(topic -> mayOnTopic(WinnowService.GATEWAY, AclOperation.WRITE, topic.topicName()));
    }

    @ParameterizedTest
    @EnumSource(names = "GATEWAY", mode = EnumSource.Mode.EXCLUDE)
    void aServiceSendsWhatItGaveUpAgain(WinnowService service) {
        Set<String> read = new TreeSet<>(GIVEN_UP.getOrDefault(service, Set.of()));
        service.subscriptions().forEach(subscription -> read.add(subscription.topic()));

        assertThat(read)
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(mayOnTopic(service, AclOperation.WRITE, topic))
                        .as("%s writes %s", service.artifact, topic)
                        .isTrue());
        assertThat(List.of(Topic.DEAD_LETTERS_CLOSED.topicName(), service.stem() + ".dead-letters"))
                .allMatch(topic -> mayOnTopic(service, AclOperation.READ, topic));
        assertThat(mayJoin(service, "winnow-" + service.stem() + "-resends")).isTrue();
    }

    /** What a topology reads and can give up, but for specs, which are declared anew instead. */
    private static final Map<WinnowService, Set<String>> GIVEN_UP = Map.of(
            WinnowService.DEDUP,
            Set.of(
                    Topic.IMAGES_ASSESSED.topicName(),
                    Topic.IMAGES_REJECTED.topicName(),
                    Topic.DATASETS_DECIDED.topicName()),
            WinnowService.SPLIT,
            Set.of(Topic.IMAGES_DEDUPLICATED.topicName()));

    @Test
    void nobodyMayDoEverything() {
        assertThat(rules.values())
                .allSatisfy(acls -> assertThat(acls)
                        .allSatisfy(rule -> assertThat(rule.getOperations())
                                .doesNotContain(AclOperation.ALL, AclOperation.ALTER, AclOperation.CLUSTERACTION)));
    }

    @Test
    void everyTopicNamedIsInTheCatalogueOrAChangelog() {
        assertThat(rules.values())
                .flatExtracting(acls -> acls)
                .extracting(AclRule::getResource)
                .filteredOn(AclRuleTopicResource.class::isInstance)
                .extracting(resource -> ((AclRuleTopicResource) resource).getName())
                .allMatch(name -> name.equals("*")
                        || name.equals("winnow-dedup-")
                        || name.equals("winnow-split-")
                        || name.equals("winnow-labels-")
                        || Topic.ofName(name).isPresent());
    }

    private boolean mayOnTopic(WinnowService service, AclOperation operation, String topic) {
        return rules.get(service.artifact).stream()
                .anyMatch(rule -> rule.getResource() instanceof AclRuleTopicResource resource
                        && matches(resource.getPatternType(), resource.getName(), topic)
                        && rule.getOperations().contains(operation));
    }

    private boolean mayJoin(WinnowService service, String group) {
        return rules.get(service.artifact).stream()
                .anyMatch(rule -> rule.getResource() instanceof AclRuleGroupResource resource
                        && matches(resource.getPatternType(), resource.getName(), group)
                        && rule.getOperations().contains(AclOperation.READ));
    }

    private static boolean matches(AclResourcePatternType type, String pattern, String name) {
        return switch (type) {
            case LITERAL -> pattern.equals("*") || pattern.equals(name);
            case PREFIX -> name.startsWith(pattern);
        };
    }
}
