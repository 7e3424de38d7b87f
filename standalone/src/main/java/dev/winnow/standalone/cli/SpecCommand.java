package dev.winnow.standalone.cli;

import dev.winnow.events.spec.SpecSchema;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Helps to write a spec. */
@Command(
        name = "spec",
        description = {
            "Print the JSON Schema of specs, or check a spec without starting anything.",
            "An editor completes a spec by the schema: winnow spec --schema > spec.schema.json, and in the spec's first line"
                    + " # yaml-language-server: $schema=spec.schema.json"
        },
        mixinStandardHelpOptions = true)
final class SpecCommand implements Callable<Integer> {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private Task task;

    @Spec
    private CommandSpec command;

    private static final class Task {
        @Option(names = "--schema", description = "Print the JSON Schema of specs")
        private boolean schema;

        @Option(
                names = "--check",
                paramLabel = "FILE",
                description = "Check a spec: exit code 2, and a sentence for its first mistake")
        private Path check;
    }

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        if (task.schema) {
            out.print(SpecSchema.text());
        } else {
            PipelineOptions.spec(task.check);
            out.println(task.check + " can be read");
        }
        out.flush();
        return 0;
    }
}
