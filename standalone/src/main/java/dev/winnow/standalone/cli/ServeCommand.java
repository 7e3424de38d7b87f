package dev.winnow.standalone.cli;

import dev.winnow.standalone.OneMachine;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts everything and waits for uploads. */
@Command(
        name = "serve",
        description = "Start everything and wait for uploads until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions pipeline;

    @Override
    public Integer call() {
        return OneMachine.run(new OneMachine.Settings(pipeline.data, pipeline.checkedPort(), session -> {
            System.out.printf(
                    "Winnow is ready at %s (%.1f s). Ctrl-C ends it.%n", session.url(), session.startupSeconds());
            Quarkus.waitForExit();
            return 0;
        }));
    }
}
