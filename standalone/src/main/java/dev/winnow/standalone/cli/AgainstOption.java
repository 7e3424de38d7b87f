package dev.winnow.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.bench.ExternalCommand;
import dev.winnow.events.EventJson;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Other programs to run in turn with what is measured. */
final class AgainstOption {
    @Option(
            names = "--against",
            paramLabel = "CMD",
            description = {
                "Run a shell command in turn with what is measured and compare the two; may be given several times.",
                "{images} in it is the folder of images, {out} an empty folder. Its last line of output is JSON with"
                        + " images_per_s and cpu_seconds."
            })
    private List<String> lines = new ArrayList<>();

    List<ExternalCommand> commands() {
        return lines.stream()
                .map(line -> new ExternalCommand(line, AgainstOption::outcome))
                .toList();
    }

    private static ExternalCommand.Outcome outcome(String line) {
        try {
            JsonNode outcome = EventJson.mapper().readTree(line);
            if (!outcome.path("images_per_s").isNumber()
                    || !outcome.path("cpu_seconds").isNumber()) {
                throw new IllegalArgumentException("No images_per_s or no cpu_seconds: " + line);
            }
            return new ExternalCommand.Outcome(
                    outcome.get("images_per_s").asDouble(),
                    outcome.get("cpu_seconds").asDouble());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No JSON: " + line, e);
        }
    }
}
