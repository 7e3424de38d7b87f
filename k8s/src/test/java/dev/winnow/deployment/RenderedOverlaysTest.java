package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kustomize makes of base and overlay, as the cluster would get it. */
class RenderedOverlaysTest {

    /** Made by whoever deploys, as the README says. */
    private static final Set<String> GIVEN_SECRETS = Set.of("winnow-store", "winnow-database");

    private static final Map<String, List<Object>> RENDERED = new HashMap<>();

    @BeforeAll
    static void render() {
        Optional<Kustomize> kustomize = Kustomize.onThePath();
        assumeTrue(kustomize.isPresent(), "neither kustomize nor kubectl is on the PATH: overlays are not rendered");
        for (String overlay : List.of("dev", "production")) {
            RENDERED.put(overlay, Manifests.read(kustomize.get().build(overlay)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void theSixServicesRunAsPods(String overlay) {
        assertThat(pods(overlay).keySet()).isEqualTo(WinnowService.artifacts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everythingStandsInOneNamespaceThatDemandsHarmlessPods(String overlay) {
        Namespace namespace =
                Manifests.of(RENDERED.get(overlay), Namespace.class).get(0);

        assertThat(namespace.getMetadata().getLabels()).containsEntry("pod-security.kubernetes.io/enforce", "baseline");
        assertThat(Manifests.of(RENDERED.get(overlay), HasMetadata.class))
                .filteredOn(resource -> !(resource instanceof Namespace))
                .allSatisfy(resource -> assertThat(resource.getMetadata().getNamespace())
                        .isEqualTo(namespace.getMetadata().getName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void noPodMayDoMoreThanItMust(String overlay) {
        pods(overlay).forEach((name, pod) -> {
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).as(name).isFalse();
            assertThat(pod.getSpec().getSecurityContext()).as(name).satisfies(context -> {
                assertThat(context.getRunAsNonRoot()).isTrue();
                assertThat(context.getRunAsUser()).isEqualTo(10001L);
                assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            });
            assertThat(container(pod).getSecurityContext()).as(name).satisfies(context -> {
                assertThat(context.getAllowPrivilegeEscalation()).isFalse();
                assertThat(context.getReadOnlyRootFilesystem()).isTrue();
                assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            });
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everyPodIsAskedForItsHealthAtItsPort(String overlay) {
        pods(overlay).forEach((name, pod) -> {
            Container container = container(pod);
            int port = WinnowService.ofArtifact(name).port;
            assertThat(container.getPorts()).singleElement().satisfies(http -> {
                assertThat(http.getName()).isEqualTo("http");
                assertThat(http.getContainerPort()).isEqualTo(port);
            });
            assertThat(valueOf(container, "QUARKUS_HTTP_PORT")).isEqualTo(String.valueOf(port));
            assertThat(asked(container.getStartupProbe())).isEqualTo("http/q/health/started");
            assertThat(asked(container.getReadinessProbe())).isEqualTo("http/q/health/ready");
            assertThat(asked(container.getLivenessProbe())).isEqualTo("http/q/health/live");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everyImageIsPinnedAndEveryPodBounded(String overlay) {
        pods(overlay).forEach((name, pod) -> {
            Container container = container(pod);
            assertThat(container.getImage()).matches(".*/" + name + ":\\d+\\.\\d+\\.\\d+");
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everySettingIsOneTheServicesKnow(String overlay) {
        Set<String> used = new TreeSet<>();
        pods(overlay).values().forEach(pod -> container(pod).getEnv().forEach(env -> used.add(env.getName())));
        Manifests.of(RENDERED.get(overlay), ConfigMap.class)
                .forEach(map -> used.addAll(map.getData().keySet()));

        assertThat(KnownSettings.unknownAmong(used)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everySecretIsNamedAndNoneIsContained(String overlay) {
        Set<String> made = Stream.concat(
                        Manifests.of(RENDERED.get(overlay), KafkaUser.class).stream()
                                .map(user -> user.getMetadata().getName()),
                        Manifests.of(RENDERED.get(overlay), Kafka.class).stream()
                                .map(kafka -> kafka.getMetadata().getName() + "-kafka-cluster-ca-cert"))
                .collect(Collectors.toSet());
        made.addAll(GIVEN_SECRETS);

        pods(overlay).forEach((name, pod) -> assertThat(made).as(name).containsAll(secrets(pod)));
        assertThat(Checkout.text("k8s/README.md")).contains(GIVEN_SECRETS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void onlyWhoTouchesBytesHoldsTheStoresKey(String overlay) {
        pods(overlay)
                .forEach((name, pod) -> assertThat(secrets(pod).contains("winnow-store"))
                        .as(name)
                        .isEqualTo(!Set.of("dedup-service", "split-service").contains(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everyServiceHoldsItsOwnKafkaUser(String overlay) {
        pods(overlay)
                .forEach((name, pod) -> assertThat(secrets(pod))
                        .as(name)
                        .contains(name)
                        .doesNotContainAnyElementsOf(WinnowService.artifacts().stream()
                                .filter(other -> !other.equals(name))
                                .toList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everyMountHasAVolumeAndEveryConfigMapExists(String overlay) {
        List<String> configMaps = Manifests.of(RENDERED.get(overlay), ConfigMap.class).stream()
                .map(map -> map.getMetadata().getName())
                .toList();
        Map<String, StatefulSet> stateful = Manifests.of(RENDERED.get(overlay), StatefulSet.class).stream()
                .collect(Collectors.toMap(set -> set.getMetadata().getName(), set -> set));
        pods(overlay).forEach((name, pod) -> {
            List<String> volumes = Stream.concat(
                            pod.getSpec().getVolumes().stream().map(volume -> volume.getName()),
                            Optional.ofNullable(stateful.get(name)).stream()
                                    .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                                    .map(claim -> claim.getMetadata().getName()))
                    .toList();
            assertThat(container(pod).getVolumeMounts())
                    .as(name)
                    .allSatisfy(mount -> assertThat(volumes).contains(mount.getName()));
            assertThat(container(pod).getEnvFrom())
                    .as(name)
                    .allSatisfy(from -> assertThat(configMaps)
                            .contains(from.getConfigMapRef().getName()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void everySelectorSelects(String overlay) {
        List<Map<String, String>> labels = pods(overlay).values().stream()
                .map(pod -> pod.getMetadata().getLabels())
                .toList();

        assertThat(Manifests.of(RENDERED.get(overlay), Service.class))
                .hasSize(6)
                .allSatisfy(service -> assertThat(labels)
                        .anyMatch(of -> of.entrySet()
                                .containsAll(service.getSpec().getSelector().entrySet())));
        assertThat(Manifests.of(RENDERED.get(overlay), NetworkPolicy.class))
                .allSatisfy(policy -> assertThat(labels)
                        .anyMatch(of -> of.entrySet()
                                .containsAll(policy.getSpec()
                                        .getPodSelector()
                                        .getMatchLabels()
                                        .entrySet())));
        assertThat(Manifests.of(RENDERED.get(overlay), PodDisruptionBudget.class))
                .allSatisfy(budget -> assertThat(labels)
                        .anyMatch(of -> of.entrySet()
                                .containsAll(budget.getSpec()
                                        .getSelector()
                                        .getMatchLabels()
                                        .entrySet())));
    }

    @Test
    void inDevelopmentThereIsOneOfEach() {
        assertThat(replicas("dev").values()).hasSize(6).containsOnly(1);
    }

    @Test
    void inProductionThereAreAtLeastTwoOfEachAndABudget() {
        Map<String, Integer> least = new HashMap<>(replicas("production"));
        Manifests.of(RENDERED.get("production"), Keda.ScaledObject.class).forEach(scaler -> {
            assertThat(least.get(scaler.spec().scaleTargetRef().name()))
                    .as("replicas belong to the scaler")
                    .isNull();
            least.put(scaler.spec().scaleTargetRef().name(), scaler.spec().minReplicaCount());
        });
        Manifests.of(RENDERED.get("production"), HorizontalPodAutoscaler.class)
                .forEach(scaler -> least.put(
                        scaler.getSpec().getScaleTargetRef().getName(),
                        scaler.getSpec().getMinReplicas()));

        assertThat(least.keySet()).isEqualTo(WinnowService.artifacts());
        assertThat(least.values()).allMatch(replicas -> replicas >= 2);
        assertThat(Manifests.of(RENDERED.get("production"), PodDisruptionBudget.class))
                .extracting(budget -> budget.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(WinnowService.artifacts());
    }

    @Test
    void scalersWatchTheGroupsThatTheServicesRead() {
        for (Keda.ScaledObject scaler : Manifests.of(RENDERED.get("production"), Keda.ScaledObject.class)) {
            WinnowService service =
                    WinnowService.ofArtifact(scaler.spec().scaleTargetRef().name());
            Set<WinnowService.Subscription> watched = scaler.spec().triggers().stream()
                    .filter(trigger -> trigger.type().equals("kafka"))
                    .map(trigger -> new WinnowService.Subscription(
                            trigger.metadata().get("consumerGroup"),
                            trigger.metadata().get("topic")))
                    .collect(Collectors.toSet());

            assertThat(watched).as(service.artifact).isEqualTo(service.subscriptions());
            assertThat(scaler.spec().maxReplicaCount()).isLessThanOrEqualTo(DeclaredTopic.IMAGE_PARTITIONS);
        }
    }

    @Test
    void scalersAskTheBrokerThatTheServicesAsk() {
        String broker = Manifests.of(RENDERED.get("production"), ConfigMap.class).stream()
                .flatMap(map -> Stream.ofNullable(map.getData().get("KAFKA_BOOTSTRAP_SERVERS")))
                .findFirst()
                .orElseThrow();
        List<String> authentications =
                Manifests.of(RENDERED.get("production"), Keda.TriggerAuthentication.class).stream()
                        .map(authentication -> authentication.metadata().getName())
                        .toList();

        assertThat(Manifests.of(RENDERED.get("production"), Keda.ScaledObject.class))
                .flatExtracting(scaler -> scaler.spec().triggers())
                .filteredOn(trigger -> trigger.type().equals("kafka"))
                .isNotEmpty()
                .allSatisfy(trigger -> {
                    assertThat(trigger.metadata()).containsEntry("bootstrapServers", broker);
                    assertThat(authentications)
                            .contains(trigger.authenticationRef().name());
                });
    }

    private static Map<String, PodTemplateSpec> pods(String overlay) {
        Map<String, PodTemplateSpec> pods = new HashMap<>();
        Manifests.of(RENDERED.get(overlay), Deployment.class)
                .forEach(owner ->
                        pods.put(owner.getMetadata().getName(), owner.getSpec().getTemplate()));
        Manifests.of(RENDERED.get(overlay), StatefulSet.class)
                .forEach(owner ->
                        pods.put(owner.getMetadata().getName(), owner.getSpec().getTemplate()));
        return pods;
    }

    private static Map<String, Integer> replicas(String overlay) {
        Map<String, Integer> replicas = new HashMap<>();
        Manifests.of(RENDERED.get(overlay), Deployment.class)
                .forEach(owner -> replicas.put(
                        owner.getMetadata().getName(), owner.getSpec().getReplicas()));
        Manifests.of(RENDERED.get(overlay), StatefulSet.class)
                .forEach(owner -> replicas.put(
                        owner.getMetadata().getName(), owner.getSpec().getReplicas()));
        return replicas;
    }

    private static Container container(PodTemplateSpec pod) {
        assertThat(pod.getSpec().getContainers()).hasSize(1);
        return pod.getSpec().getContainers().get(0);
    }

    private static String valueOf(Container container, String name) {
        return container.getEnv().stream()
                .filter(env -> env.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String asked(Probe probe) {
        return probe.getHttpGet().getPort().getStrVal() + probe.getHttpGet().getPath();
    }

    private static Set<String> secrets(PodTemplateSpec pod) {
        Stream<String> mounted = pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .map(volume -> volume.getSecret().getSecretName());
        Stream<String> read = container(pod).getEnv().stream()
                .filter(env -> env.getValueFrom() != null)
                .map(env -> env.getValueFrom().getSecretKeyRef().getName());
        return Stream.concat(mounted, read).collect(Collectors.toSet());
    }
}
