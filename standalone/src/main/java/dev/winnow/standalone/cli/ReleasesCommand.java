package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the releases of a dataset. */
@Command(name = "releases", description = "List the releases of a dataset.", mixinStandardHelpOptions = true)
final class ReleasesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the dataset")
    private String dataset;

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
        JsonNode list = new ReleaseClient(GatewayClient.to(url), name).list();
        if (json) {
            System.out.println(
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(list));
            return 0;
        }
        if (list.path("releases").isEmpty()) {
            System.out.println("Dataset " + name + " has no release: './winnow release " + name + "' cuts one.");
        }
        for (JsonNode release : list.path("releases")) {
            System.out.println(line(release));
        }
        return 0;
    }

    static String line(JsonNode release) {
        boolean ready = release.path("state").asText().equals("READY");
        String note = release.path("note").asText("");
        return String.format(
                Locale.ROOT,
                "%-9s %-10s %9d images  %s%s%s",
                release.path("release").asText(),
                ready ? "ready" : "assembling",
                release.path("items").asLong(),
                release.path("at").asText(),
                release.hasNonNull("by") ? "  by " + release.path("by").asText() : "",
                note.isEmpty() ? "" : "  " + note.replaceAll("\\s+", " "));
    }
}
