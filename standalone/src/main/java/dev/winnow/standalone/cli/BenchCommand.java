package dev.winnow.standalone.cli;

import dev.winnow.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks, a subcommand each. */
@Command(
        name = "bench",
        description =
                "Measure Winnow on this machine, against what the machine could do at best and against other programs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchPipelineCommand.class,
            BenchAnalysisCommand.class,
            BenchAirlockCommand.class,
            BenchCopiesCommand.class,
            BenchDecisionsCommand.class,
            BenchIndexCommand.class
        })
final class BenchCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    static void written(Path json, Object result) throws IOException {
        if (json != null) {
            Files.write(
                    json, EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(result));
            System.out.println();
            System.out.println("Result written to " + json);
        }
    }
}
