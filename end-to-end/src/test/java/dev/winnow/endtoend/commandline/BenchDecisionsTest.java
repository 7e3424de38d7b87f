package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchDecisionsTest {
    @TempDir
    Path folder;

    @Test
    void everyImageSentIsDecidedAboutAlsoAfterARestart() throws Exception {
        try (Winnow bench = Winnow.start(
                folder,
                "bench",
                "decisions",
                "--stored",
                300,
                "--images",
                200,
                "--answers",
                3,
                "--json",
                "result.json")) {

            assertThat(bench.exitCode()).as(bench.output()).isZero();

            JsonNode result =
                    EventJson.mapper().readTree(folder.resolve("result.json").toFile());
            assertThat(result.get("images").asInt()).isEqualTo(200);
            assertThat(result.get("imagesPerSecond").asDouble()).isPositive();
            assertThat(result.get("restartSeconds").asDouble()).isPositive();
            assertThat(bench.output()).contains("dedup and split together", "(3 uploads)");
        }
    }
}
