package dev.winnow.standalone.cli;

import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import dev.winnow.standalone.demo.DemoDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        Path folder;
        Map<String, Integer> drawn;
        try {
            folder = Files.createTempDirectory("winnow-demo");
            drawn = DemoDataset.draw(folder);
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot draw the sample dataset: " + Reasons.of(e), e);
        }
        try {
            return new FolderRun(folder, "demo", pipeline, options, drawn).call();
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("winnow: " + folder + " could not be removed: " + Reasons.of(e));
        }
    }
}
