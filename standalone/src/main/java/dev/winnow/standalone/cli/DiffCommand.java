package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what changed between two releases. */
@Command(
        name = "diff",
        description = "Say what changed between two releases of a dataset.",
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    private static final List<String> KINDS =
            List.of("added", "removed", "edited", "moved", "relabelled", "reprepared", "described");

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the dataset")
    private String dataset;

    @Parameters(index = "1", paramLabel = "V1", description = "The earlier release")
    private String before;

    @Parameters(index = "2", paramLabel = "V2", description = "The later release", defaultValue = "latest")
    private String after;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The gateway (default: ${DEFAULT-VALUE})",
            defaultValue = "http://localhost:8080")
    private String url;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        String name = PipelineOptions.datasetName("NAME", dataset);
        JsonNode diff = new ReleaseClient(GatewayClient.to(url), name).changes(before, after);
        if (json) {
            System.out.println(
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(diff));
        } else {
            lines(diff).forEach(System.out::println);
        }
        return 0;
    }

    static List<String> lines(JsonNode diff) {
        List<String> lines = new ArrayList<>();
        for (String kind : KINDS) {
            long n = diff.path(kind).asLong();
            if (n > 0) {
                List<String> examples = new ArrayList<>();
                for (JsonNode example : diff.path("examples").path(kind)) {
                    if (examples.size() < 3) {
                        examples.add(example.asText());
                    }
                }
                lines.add(String.format(
                        Locale.ROOT,
                        "%-11s %9d  %s%s",
                        kind,
                        n,
                        String.join(", ", examples),
                        n > examples.size() ? ", …" : ""));
            }
        }
        lines.add(String.format(
                Locale.ROOT, "%-11s %9d", "same", diff.path("same").asLong()));
        for (String split : List.of("train", "val", "test")) {
            long was = diff.path("before").path(split).asLong();
            long is = diff.path("after").path(split).asLong();
            if (was + is > 0) {
                lines.add(String.format(Locale.ROOT, "%-11s %9d → %d", split, was, is));
            }
        }
        return lines;
    }
}
