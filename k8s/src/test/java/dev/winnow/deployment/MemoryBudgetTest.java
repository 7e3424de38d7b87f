package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.spec.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adds up the real settings of every service. */
class MemoryBudgetTest {
    /** Nothing bounds it; services that have run for a while take 200 to 300 MiB beside heap and pictures. */
    private static final long OF_THE_JVM = 384;

    /** A child that has started and decoded nothing. */
    private static final long FRESH_CHILD = 64;

    private static final long PIXELS = Limits.defaults().maxPixels();

    /** A picture that came through the pipe: three bytes a pixel. */
    private static final long DECODED = mebibytesOf(3 * PIXELS);

    /** A picture that is being decoded in the process itself: two copies of four 16-bit channels. */
    private static final long DECODING = mebibytesOf(2 * 4 * 2 * PIXELS);

    private static final ComposeFile COMPOSE =
            ComposeFile.read(StrictYaml.document(Checkout.text("docker-compose.yml")));

    static Stream<MemoryBudget> budgets() {
        return Stream.of(
                compose("ingest-service"),
                compose("quality-service"),
                compose("dedup-service"),
                compose("split-service"),
                compose("augment-service"),
                compose("gateway"),
                cluster("ingest-service"),
                cluster("quality-service"),
                cluster("dedup-service"),
                cluster("split-service"),
                cluster("augment-service"),
                cluster("gateway"),
                dev("ingest-service"),
                dev("quality-service"),
                dev("dedup-service"),
                dev("split-service"),
                dev("augment-service"),
                dev("gateway"));
    }

    @ParameterizedTest
    @MethodSource("budgets")
    void allOfItFitsTheContainer(MemoryBudget budget) {
        assertThat(budget.sum()).as(budget.row()).isLessThanOrEqualTo(budget.limit());
    }

    @Test
    void theTableIsTheOneInTheArchitecture() {
        List<String> rows = budgets().map(MemoryBudget::row).toList();

        assertThat(Checkout.text("ARCHITECTURE.md").lines())
                .as(String.join("\n", rows))
                .containsSubsequence(rows);
    }

    @Test
    void temporaryFilesOnTheClusterLieOnADisk() {
        JsonNode volumes =
                StrictYaml.document(Checkout.text("k8s/base/pod-defaults.yaml")).at("/spec/template/spec/volumes");

        assertThat(volumes)
                .filteredOn(volume -> volume.get("name").asText().equals("tmp"))
                .singleElement()
                .satisfies(volume -> {
                    assertThat(volume.at("/emptyDir/sizeLimit").asText()).isNotEmpty();
                    assertThat(volume.at("/emptyDir/medium").isMissingNode()).isTrue();
                });
    }

    @Test
    void theHeapIsAShareOfTheContainer() {
        assertThat(Checkout.text("Dockerfile")).contains("-XX:MaxRAMPercentage=${HEAP_PERCENT} ");
    }

    private static MemoryBudget compose(String service) {
        ComposeFile.Service composed = COMPOSE.services().get(service);
        long temporary = composed.tmpfs().stream()
                .map(mount -> Pattern.compile("size=(\\w+)").matcher(mount))
                .mapToLong(size -> {
                    assertThat(size.find())
                            .as("tmpfs of %s has a size", service)
                            .isTrue();
                    return MemoryBudget.mebibytes(size.group(1));
                })
                .sum();
        return budget(
                "Compose, " + service,
                service,
                composed.environment(),
                temporary,
                MemoryBudget.mebibytes(composed.memLimit()));
    }

    private static MemoryBudget cluster(String service) {
        JsonNode container = container("k8s/base/" + service + ".yaml");
        return budget("cluster, " + service, service, environment(container), 0, limit(container));
    }

    /** What the overlay says of all, and then of the one, goes before the base. */
    private static MemoryBudget dev(String service) {
        Map<String, String> environment = environment(container("k8s/base/" + service + ".yaml"));
        long limit = limit(container("k8s/overlays/dev/requests.yaml"));
        String own = "k8s/overlays/dev/" + service + ".yaml";
        if (Checkout.path(own).toFile().exists()) {
            environment.putAll(environment(container(own)));
            limit = limit(container(own));
        }
        return budget("dev, " + service, service, environment, 0, limit);
    }

    private static MemoryBudget budget(
            String place, String service, Map<String, String> environment, long temporary, long limit) {
        long heap = limit * heapPercent(service) / 100;
        long children = 0;
        long pictures = 0;
        long stores = 0;
        if (service.equals("ingest-service")) {
            long decoders = number(service, environment, "ingest.decoders");
            if (setting(service, environment, "ingest.untrusted").equals("true")) {
                children = number(service, environment, "ingest.airlock.children")
                                * MemoryBudget.mebibytes(setting(service, environment, "ingest.airlock.memory"))
                        + FRESH_CHILD;
                pictures = decoders * DECODED;
            } else {
                pictures = decoders * DECODING;
            }
        } else if (service.equals("quality-service")) {
            pictures = number(service, environment, "quality.meters") * DECODING;
        } else if (service.equals("augment-service")) {
            pictures = number(service, environment, "augment.renderers") * DECODING;
        } else if (service.equals("dedup-service") || service.equals("split-service")) {
            assertThat(setting(service, Map.of(), "kafka-streams.rocksdb.config.setter"))
                    .isEqualTo("dev.winnow.events.StoreMemory");
            stores = number(service, environment, "kafka-streams.winnow.stores.mebibytes");
        }
        return new MemoryBudget(place, heap, OF_THE_JVM, children, pictures, stores, temporary, limit);
    }

    private static long heapPercent(String service) {
        String given = COMPOSE.services().get(service).build().args().get("HEAP_PERCENT");
        if (given != null) {
            return Long.parseLong(given);
        }
        Matcher ofTheImage = Pattern.compile("(?m)^ARG HEAP_PERCENT=(\\d+)$").matcher(Checkout.text("Dockerfile"));
        assertThat(ofTheImage.find()).as("the Dockerfile gives HEAP_PERCENT").isTrue();
        return Long.parseLong(ofTheImage.group(1));
    }

    private static long number(String service, Map<String, String> environment, String key) {
        return Long.parseLong(setting(service, environment, key));
    }

    /** From the environment, else the default that the service packs; references to other settings followed. */
    private static String setting(String service, Map<String, String> environment, String key) {
        String variable = key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        String value = environment.getOrDefault(
                variable,
                Checkout.properties(service + "/src/main/resources/META-INF/microprofile-config.properties")
                        .getProperty(key));
        assertThat(value).as("%s of %s", key, service).isNotNull();
        Matcher reference = Pattern.compile("\\$\\{([\\w.-]+)}").matcher(value);
        return reference.matches() ? setting(service, environment, reference.group(1)) : value;
    }

    private static JsonNode container(String file) {
        return StrictYaml.documents(Checkout.text(file)).stream()
                .map(document -> document.at("/spec/template/spec/containers/0"))
                .filter(container -> !container.isMissingNode())
                .findFirst()
                .orElseThrow();
    }

    private static long limit(JsonNode container) {
        return MemoryBudget.mebibytes(container.at("/resources/limits/memory").asText());
    }

    private static Map<String, String> environment(JsonNode container) {
        Map<String, String> environment = new HashMap<>();
        container
                .path("env")
                .forEach(variable -> environment.put(
                        variable.get("name").asText(), variable.path("value").asText()));
        return environment;
    }

    private static long mebibytesOf(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
