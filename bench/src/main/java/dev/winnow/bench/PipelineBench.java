package dev.winnow.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The whole pipeline on real photographs: one cold round, some to warm up that do not count, then warm ones, each on bytes never
 * seen before. After each round that counts the machine's decode limit is measured, and each external command runs on the same files, so that whatever else the machine does
 * meanwhile weighs on all of them.
 */
public final class PipelineBench {
    /** Stage that the pipeline's other processes stand for, beside the groups of {@link CpuByThread}. */
    static final String DATABASE = "database";

    private static final int DECODE_MEASUREMENTS = 3;

    private final Plan plan;
    private final Pipeline pipeline;
    private final CpuByThread threads;
    private final PrintStream progress;

    /**
     * @param threads groups the CPU time of the process that the pipeline runs in, which is this one
     * @param progress told of every measurement as it comes
     */
    public PipelineBench(Plan plan, Pipeline pipeline, CpuByThread threads, PrintStream progress) {
        this.plan = plan;
        this.pipeline = pipeline;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * What is to be measured.
     *
     * @param images the JPEG files
     * @param copies of each image in a round
     * @param warmUp rounds between the cold one and the warm ones, 0 or more
     * @param rounds warm ones
     * @param against run in turn with the pipeline
     */
    public record Plan(JpegCopies images, int copies, int warmUp, int rounds, List<ExternalCommand> against) {
        public Plan {
            require(copies, 1, "copies");
            require(warmUp, 0, "warm-up");
            require(rounds, 1, "rounds");
            if (images.originals().isEmpty()) {
                throw new IllegalArgumentException("There is no JPEG file to measure with");
            }
            against = List.copyOf(against);
        }

        private static void require(int value, int least, String name) {
            if (value < least) {
                throw new IllegalArgumentException(name + " is " + value + ", expected " + least + " or more");
            }
        }
    }

    /** @param work an empty folder for copies and for what the commands write; empty again at the end */
    public PipelineResult run(Path work) throws IOException, InterruptedException {
        List<PipelineResult.Round> rounds = new ArrayList<>();
        List<List<PipelineResult.Pair>> pairs = new ArrayList<>();
        plan.against().forEach(command -> pairs.add(new ArrayList<>()));
        for (int generation = 0; generation <= plan.warmUp() + plan.rounds(); generation++) {
            Path folder = Files.createDirectory(work.resolve("images-" + generation));
            plan.images().write(folder, plan.copies(), generation);
            if (generation > 0 && generation <= plan.warmUp()) {
                Pipeline.Run run = pipeline.run(folder, "bench-" + generation);
                tell("warming up %.0f images/s", run.prepared() / run.seconds());
                Folders.remove(folder);
                continue;
            }
            PipelineResult.Round round = round(folder, generation);
            rounds.add(round);
            for (int i = 0; i < pairs.size(); i++) {
                Path out = Files.createDirectory(work.resolve("out-" + generation + "-" + i));
                pairs.get(i).add(pair(round, plan.against().get(i), folder, out));
                Folders.remove(out);
            }
            Folders.remove(folder);
        }
        List<PipelineResult.Comparison> against = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            against.add(PipelineResult.Comparison.of(plan.against().get(i).command(), pairs.get(i)));
        }
        return PipelineResult.of(plan.images(), pipeline.startupSeconds(), rounds, against);
    }

    private PipelineResult.Round round(Path folder, int generation) throws IOException, InterruptedException {
        double cpuBefore = pipeline.cpuSeconds();
        double processBefore = CpuByThread.processSeconds();
        CpuByThread.Snapshot before = threads.now();
        Pipeline.Run run = pipeline.run(folder, "bench-" + generation);
        CpuByThread.Snapshot after = threads.now();
        double process = CpuByThread.processSeconds() - processBefore;
        double cpu = pipeline.cpuSeconds() - cpuBefore;

        Map<String, Double> byStage = new LinkedHashMap<>(threads.between(before, after));
        byStage.put(DATABASE, Math.max(0, cpu - process));
        PipelineResult.Round round = PipelineResult.Round.of(run, cpu, byStage, decodeLimit());
        tell(
                "%s %.0f images/s, %.2f ms CPU an image; decode limit %.0f images/s, %.2f ms",
                generation == 0 ? "cold" : "warm",
                round.imagesPerSecond(),
                round.cpuMillis(),
                round.decodeLimit().imagesPerSecond(),
                round.decodeLimit().cpuMillisPerImage());
        return round;
    }

    /** The originals as often as there are copies: what was decoded just now, without the comments. The middle of three. */
    private DecodeLimit.Rate decodeLimit() throws IOException, InterruptedException {
        List<DecodeLimit.Rate> rates = new ArrayList<>();
        try (DecodeLimit limit = DecodeLimit.of(plan.images().originals())) {
            for (int i = 0; i < DECODE_MEASUREMENTS; i++) {
                rates.add(limit.measure(plan.copies()));
            }
        }
        rates.sort(Comparator.comparingDouble(DecodeLimit.Rate::imagesPerSecond));
        return rates.get(DECODE_MEASUREMENTS / 2);
    }

    private PipelineResult.Pair pair(PipelineResult.Round round, ExternalCommand command, Path folder, Path out)
            throws IOException, InterruptedException {
        double idleBefore = pipeline.cpuSeconds();
        ExternalCommand.Outcome outcome = command.run(folder, out);
        double idle = pipeline.cpuSeconds() - idleBefore;
        PipelineResult.Pair pair = PipelineResult.Pair.of(round, outcome, idle);
        tell(
                "     %.0f images/s, %.2f ms CPU an image: ratio %.2f   (%s)",
                pair.otherImagesPerSecond(), pair.otherCpuMillis(), pair.ratio(), command.command());
        return pair;
    }

    private void tell(String format, Object... values) {
        progress.println(String.format(Locale.ROOT, format, values));
    }
}
