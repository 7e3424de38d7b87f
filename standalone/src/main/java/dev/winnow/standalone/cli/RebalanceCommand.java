package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.events.EventJson;
import dev.winnow.standalone.Failure;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves few images to other splits so that labels come nearer to their shares, or says what that would be. */
@Command(
        name = "rebalance",
        description = "Say which number of images would have to change their split so that classes come nearer to their"
                + " shares, and move them with --apply.",
        mixinStandardHelpOptions = true)
final class RebalanceCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the dataset")
    private String dataset;

    @Option(names = "--max-moves", paramLabel = "N", description = "Most images to move (default: any number)")
    private Integer most;

    @Option(names = "--apply", description = "Move them; without it nothing moves")
    private boolean apply;

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
        if (most != null && most < 0) {
            throw Failure.askedWrong("--max-moves is " + most + ", expected 0 or more");
        }
        String name = PipelineOptions.datasetName("NAME", dataset);
        JsonNode outcome = GatewayClient.to(url).rebalance(name, most, apply);
        System.out.println(json ? asJson(name, outcome) : sentence(name, outcome, apply));
        return 0;
    }

    private String asJson(String name, JsonNode outcome) throws Exception {
        ObjectNode answer = EventJson.mapper()
                .createObjectNode()
                .put("dataset", name)
                .put("applied", apply)
                .put("moved", outcome.path("moved").asInt())
                .put("errorBefore", outcome.path("errorBefore").asDouble())
                .put("errorAfter", outcome.path("errorAfter").asDouble());
        return EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer);
    }

    static String sentence(String name, JsonNode outcome, boolean applied) {
        int moved = outcome.path("moved").asInt();
        if (moved == 0) {
            return "Nothing to move in dataset " + name
                    + ": no move brings its classes nearer to their shares (class error "
                    + error(outcome, "errorBefore") + ").";
        }
        return (moved == 1 ? "1 image " : moved + " images ")
                + (applied ? "moved in dataset " : "would move in dataset ") + name + ": class error "
                + error(outcome, "errorBefore") + " before, " + error(outcome, "errorAfter") + " after."
                + (applied ? "" : " Nothing has moved; --apply moves them.");
    }

    private static String error(JsonNode outcome, String which) {
        return String.format(Locale.ROOT, "%.3f", outcome.path(which).asDouble());
    }
}
