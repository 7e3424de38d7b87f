package dev.winnow.standalone.cli;

import dev.winnow.bench.AnalysisBench;
import dev.winnow.bench.AnalysisResult;
import dev.winnow.bench.Folders;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is done to one image by itself, in this process. */
@Command(
        name = "analysis",
        description =
                "Vet, decode, measure and hash the images of a folder again and again, without events and stores.",
        mixinStandardHelpOptions = true)
final class BenchAnalysisCommand implements Callable<Integer> {
    @Option(names = "--images", paramLabel = "DIR", description = "The folder of images", required = true)
    private Path images;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds after one that warms up (default: ${DEFAULT-VALUE})",
            defaultValue = "5")
    private int rounds;

    @Option(
            names = "--images-total",
            paramLabel = "N",
            description = "Images to analyse in all rounds together, at least (default: ${DEFAULT-VALUE})",
            defaultValue = "20000")
    private int imagesTotal;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON")
    private Path json;

    @Mixin
    private AgainstOption against;

    @Override
    public Integer call() {
        PipelineOptions.folder(images);
        PipelineOptions.output("--json", json);
        try {
            Path out = Files.createTempDirectory("winnow-bench");
            AnalysisResult result = new AnalysisBench(plan(), System.out).run(out);
            Folders.remove(out);
            System.out.println();
            result.table().forEach(System.out::println);
            BenchCommand.written(json, result);
            return 0;
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(e.getMessage(), e);
        } catch (IOException e) {
            throw Failure.wentWrong("The benchmark ran into trouble with its files: " + Reasons.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.wentWrong("The benchmark was interrupted", e);
        }
    }

    private AnalysisBench.Plan plan() {
        return new AnalysisBench.Plan(images, rounds, imagesTotal, against.commands());
    }
}
