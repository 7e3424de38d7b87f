package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import dev.winnow.standalone.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a dataset, once its name was repeated. */
@Command(
        name = "delete",
        description = "Delete a dataset with everything that only it holds. Asks for the dataset's name once more.",
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the dataset")
    private String dataset;

    @Option(names = "--yes", paramLabel = "NAME", description = "The name once more, in place of the question")
    private String repeated;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The gateway (default: ${DEFAULT-VALUE})",
            defaultValue = "http://localhost:8080")
    private String url;

    @Option(names = "--json", description = "Print JSON; needs --yes")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        String name = PipelineOptions.datasetName("NAME", dataset);
        if (json && repeated == null) {
            throw Failure.askedWrong("--json asks nothing: repeat the name with --yes " + name);
        }
        if (repeated != null) {
            requireSame(name, repeated);
        }
        GatewayClient gateway = GatewayClient.to(url);
        JsonNode extent = gateway.extent(name);
        if (repeated == null) {
            System.out.println(sentence(name, extent));
            System.out.print("Type its name to delete it: ");
            System.out.flush();
            requireSame(name, answer(name));
        }
        JsonNode deleted = gateway.delete(name);
        if (json) {
            System.out.println(
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(deleted));
        } else {
            System.out.println("Deleted dataset " + name + ". " + kept());
        }
        return 0;
    }

    private static String kept() {
        return "Its files leave the store within some minutes; those that other datasets have too stay.";
    }

    private static String answer(String name) throws IOException {
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        if (answer == null) {
            System.out.println();
            throw Failure.askedWrong(
                    "Nothing was deleted, because nobody answered: where there is no terminal, repeat the name with --yes "
                            + name);
        }
        return answer.strip();
    }

    private static void requireSame(String name, String again) {
        if (!again.equals(name)) {
            throw Failure.askedWrong("Nothing was deleted: the name is " + name + ", not '" + again + "'");
        }
    }

    static String sentence(String name, JsonNode extent) {
        return String.format(
                Locale.ROOT,
                "Dataset %s has %s, %s and %,d bytes in the store.",
                name,
                counted(extent.path("images").asLong(), "image"),
                counted(extent.path("prepared").asLong(), "prepared file"),
                extent.path("bytes").asLong());
    }

    private static String counted(long n, String what) {
        return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? what : what + "s");
    }
}
