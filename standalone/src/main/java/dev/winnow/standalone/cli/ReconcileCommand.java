package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has the gateway take in objects of watched buckets whose notification was lost. */
@Command(
        name = "reconcile",
        description = "List the watched buckets and take in objects whose notification was lost.",
        mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
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
        JsonNode found = GatewayClient.to(url).reconcile();
        if (json) {
            System.out.println(
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(found));
            return 0;
        }
        found.path("buckets").forEach(bucket -> System.out.println(sentence(bucket)));
        return 0;
    }

    private static String sentence(JsonNode bucket) {
        StringBuilder sentence = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d objects, %,d missing",
                bucket.path("bucket").asText(),
                bucket.path("objects").asLong(),
                bucket.path("missing").asLong()));
        if (bucket.path("missing").asLong() > 0) {
            sentence.append(String.format(
                    ", the oldest for %s; they are taken in now",
                    inWords(Duration.ofSeconds(bucket.path("behindSeconds").asLong()))));
        }
        long passedOver = bucket.path("passedOver").asLong();
        if (passedOver > 0) {
            sentence.append(String.format(
                    Locale.ROOT, "; %,d are no images (annotations, folders, keys outside a dataset)", passedOver));
        }
        return sentence.toString();
    }

    private static String inWords(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + " d " + age.toHoursPart() + " h";
        }
        return age.toHours() > 0
                ? age.toHours() + " h " + age.toMinutesPart() + " min"
                : age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }
}
