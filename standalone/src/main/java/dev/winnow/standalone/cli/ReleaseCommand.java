package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.events.EventJson;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cuts a release and returns when it is ready. Its {@code --version} is that of the release, not that of the program. */
@Command(name = "release", description = "Cut a release of a dataset: a numbered version that never changes.")
final class ReleaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the dataset")
    private String dataset;

    @Option(
            names = "--version",
            paramLabel = "V",
            description = "The release's version, no lower than the proposed one (default: the proposed one)")
    private String version;

    @Option(names = "--note", paramLabel = "TEXT", description = "What to say of the release")
    private String note;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The gateway (default: ${DEFAULT-VALUE})",
            defaultValue = "http://localhost:8080")
    private String url;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Override
    public Integer call() throws Exception {
        String name = PipelineOptions.datasetName("NAME", dataset);
        ReleaseClient releases = new ReleaseClient(GatewayClient.to(url), name);
        ObjectNode request = EventJson.mapper().createObjectNode();
        if (version != null) {
            request.put("version", version);
        }
        if (note != null) {
            request.put("note", note);
        }
        JsonNode requested = releases.cut(request);
        JsonNode release = releases.awaitReady(requested);
        System.out.println(
                json
                        ? EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(release)
                        : sentence(name, release) + " "
                                + requested.path("reason").asText());
        return 0;
    }

    static String sentence(String dataset, JsonNode release) {
        long items = release.path("items").asLong();
        long leftOut = release.path("leftOut").asLong();
        return String.format(
                Locale.ROOT,
                "Released %s %s with %,d %s%s.",
                dataset,
                release.path("release").asText(),
                items,
                items == 1 ? "image" : "images",
                leftOut == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %,d %s left out, because something else was uploaded to the place meanwhile",
                                leftOut,
                                leftOut == 1 ? "was" : "were"));
    }
}
