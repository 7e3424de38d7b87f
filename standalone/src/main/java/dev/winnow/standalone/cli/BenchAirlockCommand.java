package dev.winnow.standalone.cli;

import dev.winnow.bench.AirlockCost;
import dev.winnow.bench.AirlockCost.Rate;
import dev.winnow.bench.Spread;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What vetting in child processes costs, against vetting in one's own. */
@Command(
        name = "airlock",
        description = "Vet a folder's images in this process and in child processes in turn, and compare the CPU time.",
        mixinStandardHelpOptions = true)
final class BenchAirlockCommand implements Callable<Integer> {
    @Option(names = "--images", paramLabel = "DIR", description = "The folder of images", required = true)
    private Path images;

    @Option(
            names = "--passes",
            paramLabel = "N",
            description = "How often each image is vetted in a round (default: ${DEFAULT-VALUE})",
            defaultValue = "3")
    private int passes;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Rounds that do not count (default: ${DEFAULT-VALUE})",
            defaultValue = "3")
    private int warmUp;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds that do (default: ${DEFAULT-VALUE})",
            defaultValue = "5")
    private int rounds;

    @Override
    public Integer call() throws InterruptedException {
        PipelineOptions.folder(images);
        if (passes < 1 || rounds < 1 || warmUp < 0) {
            throw Failure.askedWrong("--passes and --rounds are 1 or more, --warm-up is 0 or more");
        }
        List<Path> files;
        AirlockCost cost;
        try (Stream<Path> below = Files.walk(images)) {
            files = below.filter(Files::isRegularFile).sorted().toList();
            cost = AirlockCost.of(files);
        } catch (IOException e) {
            throw Failure.wentWrong("The images cannot be read: " + Reasons.of(e), e);
        }
        AirlockCost.Result result = cost.measure(warmUp, passes, rounds);
        System.out.printf(
                Locale.ROOT,
                "%d files, %d images a round, %d threads, %d rounds after %d to warm up%n%n",
                files.size(),
                result.images(),
                result.threads(),
                rounds,
                warmUp);
        System.out.printf(Locale.ROOT, "%-22s %22s %22s%n", "", "CPU ms an image", "images a second");
        print("in this process", result.inProcess());
        print("in child processes", result.inChildren());
        System.out.printf(
                Locale.ROOT,
                "%nCPU in children / in this process: %.2f (%.2f to %.2f)%n",
                result.ratio().median(),
                result.ratio().lowest(),
                result.ratio().highest());
        return 0;
    }

    private static void print(String way, List<Rate> rates) {
        System.out.printf(
                Locale.ROOT,
                "%-22s %22s %22s%n",
                way,
                text("%.2f (%.2f to %.2f)", rates, Rate::cpuMillisPerImage),
                text("%.0f (%.0f to %.0f)", rates, Rate::imagesPerSecond));
    }

    private static String text(String format, List<Rate> rates, ToDoubleFunction<Rate> of) {
        Spread spread = Spread.of(rates.stream().mapToDouble(of).boxed().toList());
        return String.format(Locale.ROOT, format, spread.median(), spread.lowest(), spread.highest());
    }
}
