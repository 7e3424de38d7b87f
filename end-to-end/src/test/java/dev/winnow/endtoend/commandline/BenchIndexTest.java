package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchIndexTest {
    @TempDir
    Path folder;

    @Test
    void anIndexOfDrawnHashesAnswersAsAFullScanDoes() throws Exception {
        try (Winnow bench = Winnow.start(
                folder,
                "bench",
                "index",
                "--bits",
                256,
                "--n",
                20_000,
                "--distribution",
                "skewed",
                "--queries",
                200,
                "--json",
                "result.json")) {

            assertThat(bench.exitCode()).as(bench.output()).isZero();

            JsonNode result =
                    EventJson.mapper().readTree(folder.resolve("result.json").toFile());
            assertThat(result.get("radius").asInt()).isEqualTo(31);
            assertThat(result.get("distribution").asText()).isEqualTo("SKEWED");
            assertThat(result.get("different").asInt()).isZero();
            assertThat(bench.output()).contains("20,000 of 256 bits, skewed", "200 of 200 as the scan's");
        }
    }

    @Test
    void aHeapThatIsTooSmallIsSaid() throws Exception {
        try (Winnow bench = Winnow.start(folder, "bench", "index", "--n", 100_000_000)) {

            assertThat(bench.exitCode()).as(bench.output()).isEqualTo(2);

            assertThat(bench.output()).contains("is too small for 100,000,000 hashes of 64 bits: set WINNOW_HEAP=");
        }
    }
}
