package dev.winnow.standalone.cli;

import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code winnow}: the command and its subcommands. Exit codes: 0 done, 1 failed on the way, 2 asked wrongly. */
@Command(
        name = "winnow",
        description =
                "Refines image datasets continuously: vets, measures, deduplicates, splits, prepares and augments.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            ServeCommand.class,
            ImportCommand.class,
            ImportLabelsCommand.class,
            StatusCommand.class,
            ReconcileCommand.class,
            DeadLettersCommand.class,
            RebalanceCommand.class,
            TransformCommand.class,
            LintLabelsCommand.class,
            ConvertCommand.class,
            VerifyCommand.class,
            SpecCommand.class,
            CheckCommand.class,
            ReleaseCommand.class,
            ReleasesCommand.class,
            DiffCommand.class,
            ExportCommand.class,
            DeleteCommand.class,
            BenchCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:something failed on the way", "2:a wrong option, spec, folder, port or letter"})
public final class WinnowCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command line and returns its exit code; every failure is one sentence on standard error. */
    public static int execute(String... args) {
        CommandLine line = new CommandLine(new WinnowCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (exception instanceof Failure failure) {
                System.err.println("winnow: " + failure.getMessage());
                return failure.exitCode();
            }
            System.err.println("winnow: " + Reasons.ofRoot(exception)
                    + ". This is a mistake in Winnow; the lines below help to find it");
            exception.printStackTrace(System.err);
            return Failure.WENT_WRONG;
        });
        line.setParameterExceptionHandler((exception, parsed) -> {
            System.err.println("winnow: " + Reasons.withoutClassNames(exception.getMessage()));
            String command = exception.getCommandLine().getCommandSpec().qualifiedName();
            System.err.println("Try '" + command + " --help'.");
            return Failure.ASKED_WRONG;
        });
        return line.execute(args);
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
