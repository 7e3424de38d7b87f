package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {

    /** Instructions with their lines joined, comments left out. */
    private final List<String> instructions = Arrays.stream(Checkout.text("Dockerfile")
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .reduce((whole, line) -> whole + "\n" + line)
                    .orElseThrow()
                    .replace("\\\n", " ")
                    .split("\n"))
            .toList();

    @Test
    void everyInstructionIsOne() {
        assertThat(instructions)
                .allMatch(
                        line -> line.matches("(FROM|ARG|RUN|ENV|WORKDIR|COPY|USER|EXPOSE|HEALTHCHECK|ENTRYPOINT) .+"));
    }

    @Test
    void theBaseIsAPinnedRuntimeWithGlibc() {
        assertThat(instructions.get(0)).matches("FROM eclipse-temurin:17\\.[\\d.]+_\\d+-jre-(noble|jammy)");
    }

    @Test
    void theFastJarIsCopiedWhole() {
        assertThat(instructions)
                .filteredOn(line -> line.startsWith("COPY"))
                .extracting(line -> line.split(" ")[1])
                .containsExactlyInAnyOrder(
                        "${SERVICE}/target/quarkus-app/lib/",
                        "${SERVICE}/target/quarkus-app/*.jar",
                        "${SERVICE}/target/quarkus-app/quarkus/",
                        "${SERVICE}/target/quarkus-app/app/");
        assertThat(Checkout.text(".dockerignore").lines()).contains("*", "!*/target/quarkus-app/**");
    }

    @Test
    void whatRunsIsNotRootAndTellsItsHealth() {
        assertThat(instructions).contains("USER 10001:10001", "ENTRYPOINT [\"java\", \"-jar\", \"quarkus-run.jar\"]");
        assertThat(instructions)
                .filteredOn(line -> line.startsWith("HEALTHCHECK"))
                .singleElement()
                .asString()
                .contains("/q/health/ready");
    }

    /** What ran out of memory is in no known state, in a container and started from a checkout. */
    @Test
    void aProcessThatRanOutOfMemoryEnds() {
        assertThat(instructions)
                .anyMatch(line -> line.startsWith("ENV ") && line.contains("-XX:+ExitOnOutOfMemoryError"));
        assertThat(Checkout.text("winnow").lines())
                .anyMatch(line -> line.matches("options=\\(.*-XX:\\+ExitOnOutOfMemoryError.*"));
    }

    @Test
    void largePicturesAreKeptByTheAllocator() {
        assertThat(instructions)
                .anySatisfy(line -> assertThat(line)
                        .contains("MALLOC_MMAP_THRESHOLD_=", "MALLOC_TRIM_THRESHOLD_=", "MALLOC_TOP_PAD_="));
    }
}
