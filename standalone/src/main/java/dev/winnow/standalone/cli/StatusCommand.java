package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells how a running Winnow is doing. */
@Command(name = "status", description = "Tell how a running Winnow is doing.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
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
        GatewayClient gateway = GatewayClient.to(url);
        JsonNode status = gateway.status();
        if (json) {
            System.out.println(
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(status));
            return 0;
        }
        System.out.printf(
                "Winnow %s at %s, up since %s%n",
                status.path("version").asText(), url, status.path("startedAt").asText());
        ProgressLines.table(status.path("stages")).forEach(System.out::println);
        status.path("deadLetters")
                .fields()
                .forEachRemaining(service -> System.out.println("  " + service.getKey() + " gave up "
                        + service.getValue() + (service.getValue().asLong() == 1 ? " record" : " records")
                        + ": see 'winnow dead-letters list'"));
        for (JsonNode dataset : status.path("datasets")) {
            System.out.println();
            SummaryTable.print(System.out, gateway.summary(dataset.asText()));
        }
        return 0;
    }
}
