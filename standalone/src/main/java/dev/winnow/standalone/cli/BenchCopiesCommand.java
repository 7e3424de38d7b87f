package dev.winnow.standalone.cli;

import dev.winnow.bench.CopiesBench;
import dev.winnow.bench.CopiesResult;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How well the rule for copies finds edits, and no strangers. */
@Command(
        name = "copies",
        description =
                "Draw edits of a folder's photographs, and count which are found and which strangers are mistaken.",
        mixinStandardHelpOptions = true)
final class BenchCopiesCommand implements Callable<Integer> {
    @Option(names = "--images", paramLabel = "DIR", description = "The folder of photographs", required = true)
    private Path images;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON")
    private Path json;

    @Override
    public Integer call() {
        PipelineOptions.folder(images);
        PipelineOptions.output("--json", json);
        try {
            CopiesResult result = new CopiesBench(images).run();
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
}
