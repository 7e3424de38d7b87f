package dev.winnow.standalone.cli;

import dev.winnow.bench.DecisionResult;
import dev.winnow.bench.DecisionResult.Rebuild;
import dev.winnow.bench.DrawnAssessments;
import dev.winnow.bench.Folders;
import dev.winnow.standalone.DecisionStream;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast dedup and split decide, events only. */
@Command(
        name = "decisions",
        description = {
            "Send drawn assessments through dedup and split on a broker of their own, no pictures: how many a second with so many"
                    + " stored, how soon an idle system answers, how long a restart takes.",
            "A million stored images need about 4 GB of heap: WINNOW_HEAP=6g."
        },
        mixinStandardHelpOptions = true)
final class BenchDecisionsCommand implements Callable<Integer> {
    private static final long SEED = 20_261_125;
    private static final String DATASET = "drawn";
    private static final int WINDOW = 20_000;

    @Option(
            names = "--stored",
            paramLabel = "N",
            description = "Images decided about before (default: ${DEFAULT-VALUE})",
            defaultValue = "1000000")
    private int stored;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Images in the measured burst (default: ${DEFAULT-VALUE})",
            defaultValue = "100000")
    private int images;

    @Option(
            names = "--answers",
            paramLabel = "N",
            description = "Single uploads to the idle system (default: ${DEFAULT-VALUE})",
            defaultValue = "100")
    private int answers;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON")
    private Path json;

    private final DrawnAssessments drawn = new DrawnAssessments(DATASET, SEED);

    @Override
    public Integer call() {
        if (stored < 0 || images < 1 || answers < 1) {
            throw Failure.askedWrong("--images and --answers are 1 or more, --stored is 0 or more");
        }
        PipelineOptions.output("--json", json);
        try {
            Path folder = Files.createTempDirectory("winnow-bench");
            DecisionResult result;
            try (DecisionStream stream = new DecisionStream(folder)) {
                result = measured(stream);
            }
            Folders.remove(folder);
            print(result);
            BenchCommand.written(json, result);
            return 0;
        } catch (IOException e) {
            throw Failure.wentWrong("The benchmark ran into trouble with its files: " + Reasons.of(e), e);
        }
    }

    private DecisionResult measured(DecisionStream stream) {
        long begun = System.nanoTime();
        int decided = 0;
        while (decided < stored) {
            decided += burst(stream, Math.min(WINDOW, stored - decided));
            System.err.printf(Locale.ROOT, "\r%d of %d stored, %.0f s", decided, stored, seconds(begun));
        }
        System.err.println();
        double fill = seconds(begun);
        stream.restart(); // with a million stored the first decision waits for the index
        burst(stream, 1);

        begun = System.nanoTime();
        burst(stream, images);
        double burst = seconds(begun);

        double[] millis = new double[answers];
        SplittableRandom pauses = new SplittableRandom(SEED);
        for (int i = 0; i < answers; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauses.nextInt(200, 600)));
            long sent = System.nanoTime();
            burst(stream, 1);
            millis[i] = seconds(sent) * 1000;
        }
        Arrays.sort(millis);

        begun = System.nanoTime();
        stream.restart();
        burst(stream, 1);
        return new DecisionResult(
                stored,
                stored / fill,
                images,
                images / burst,
                answers,
                millis[answers / 2],
                millis[Math.min(answers - 1, answers * 99 / 100)],
                seconds(begun),
                stream.rebuild("dedup"),
                stream.rebuild("split"));
    }

    private int burst(DecisionStream stream, int count) {
        for (int i = 0; i < count; i++) {
            stream.send(drawn.next());
        }
        stream.flush();
        return stream.await(count);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void print(DecisionResult result) {
        System.out.printf(
                Locale.ROOT,
                "%-34s %,d, decided at %,.0f a second%n",
                "images stored",
                result.stored(),
                result.fillPerSecond());
        System.out.printf(
                Locale.ROOT,
                "%-34s %,.0f images a second (%,d images)%n",
                "dedup and split together",
                result.imagesPerSecond(),
                result.images());
        System.out.printf(
                Locale.ROOT,
                "%-34s median %.0f ms, p99 %.0f ms (%d uploads)%n",
                "an idle system answers within",
                result.medianMillis(),
                result.p99Millis(),
                result.answers());
        System.out.printf(
                Locale.ROOT, "%-34s %.1f s until the next decision%n", "a restart takes", result.restartSeconds());
        print("dedup rebuilds", result.dedup());
        print("split rebuilds", result.split());
    }

    private static void print(String what, Rebuild rebuild) {
        System.out.printf(Locale.ROOT, "%-34s %,d items in %.2f s of that%n", what, rebuild.items(), rebuild.seconds());
    }
}
