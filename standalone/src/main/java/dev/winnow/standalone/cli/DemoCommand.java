package dev.winnow.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Draws a sample dataset with known flaws and takes it through the pipeline. */
@Command(
        name = "demo",
        description =
                "Draw a sample dataset with known flaws, take it through the whole pipeline and serve the dashboard.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions pipeline;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() {
        try (DrawnFolder drawn = DrawnFolder.draw("demo")) {
            return new FolderRun(drawn.path(), "demo", pipeline, options, new LabelOptions(), drawn.counts()).call();
        }
    }
}
