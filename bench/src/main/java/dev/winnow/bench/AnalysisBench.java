package dev.winnow.bench;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Analyzer;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.PictureDecoder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * All that is done to one image by itself, without events and stores: content hash, structure, decode, metadata, every measure
 * and every hash, on as many threads as there are processors. After each round the machine's decode limit is measured on the
 * same images, and each external command runs on them, so that whatever else the machine does meanwhile weighs on all.
 */
public final class AnalysisBench {
    private final Plan plan;
    private final PrintStream progress;
    private final PictureDecoder decoder = new PictureDecoder();
    private final Analyzer analyzer = new Analyzer();
    private final Limits limits = DatasetSpec.defaults().limits();

    /** @param progress told of every measurement as it comes */
    public AnalysisBench(Plan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * What is to be measured.
     *
     * @param images a folder of image files
     * @param rounds that count; one before them warms up
     * @param imagesTotal analyses in all rounds together, at least; each file is analysed equally often
     * @param against run in turn with the analysis
     */
    public record Plan(Path images, int rounds, int imagesTotal, List<ExternalCommand> against) {
        public Plan {
            if (rounds < 1) {
                throw new IllegalArgumentException("rounds is " + rounds + ", expected 1 or more");
            }
            if (imagesTotal < 1) {
                throw new IllegalArgumentException("images-total is " + imagesTotal + ", expected 1 or more");
            }
            against = List.copyOf(against);
        }
    }

    private record Input(Path file, byte[] bytes) {}

    /**
     * @param out an empty folder for what commands write
     * @throws IllegalArgumentException if no file of the folder is accepted
     */
    public AnalysisResult run(Path out) throws IOException, InterruptedException {
        List<Input> inputs = new ArrayList<>();
        int refused = 0;
        List<Path> files;
        try (Stream<Path> below = Files.walk(plan.images)) {
            files = below.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            Input input = new Input(file, Files.readAllBytes(file));
            if (analyzed(input)) {
                inputs.add(input);
            } else {
                refused++;
            }
        }
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("None of the " + files.size() + " files is an image that is taken in");
        }
        int passes = Math.max(1, (int) Math.ceil((double) plan.imagesTotal / plan.rounds / inputs.size()));
        List<AnalysisResult.Round> rounds = new ArrayList<>();
        try (DecodeLimit limit = DecodeLimit.of(inputs.stream().map(Input::file).toList())) {
            analysis(inputs, 1);
            for (int round = 0; round < plan.rounds; round++) {
                DecodeLimit.Rate before = limit.measure(passes);
                AllProcessors.Rate rate = analysis(inputs, passes);
                DecodeLimit.Rate after = limit.measure(passes);
                List<ExternalCommand.Outcome> others = new ArrayList<>();
                for (ExternalCommand command : plan.against) {
                    others.add(command.run(plan.images, out));
                }
                AnalysisResult.Round measured =
                        AnalysisResult.Round.of(rate, before, after, others, inputs.size(), residentMebibytes());
                rounds.add(measured);
                tell(round, measured);
            }
        }
        return new AnalysisResult(
                inputs.size(),
                refused,
                passes * inputs.size() * plan.rounds,
                AllProcessors.threads(),
                System.getProperty("java.version"),
                plan.against.stream().map(ExternalCommand::command).toList(),
                rounds);
    }

    private AllProcessors.Rate analysis(List<Input> inputs, int passes) throws InterruptedException {
        return AllProcessors.measure(
                Math.multiplyExact(passes, inputs.size()), i -> analyzed(inputs.get(i % inputs.size())));
    }

    private boolean analyzed(Input input) {
        ContentHash.of(input.bytes);
        Decoded decoded = decoder.decode(input.bytes, input.file.toString(), limits);
        if (decoded instanceof Decoded.Image image) {
            try (Picture picture = image.picture()) {
                analyzer.analyze(picture, image.metadata());
            }
            return true;
        }
        return false;
    }

    private void tell(int round, AnalysisResult.Round measured) {
        progress.printf(
                Locale.ROOT,
                "round %d: %.0f images a second, decode limit %.0f, %.0f%% of it (by CPU time %.0f%%), %.0f MiB resident%n",
                round + 1,
                measured.imagesPerSecond(),
                measured.decodeImagesPerSecond(),
                measured.shareOfDecodeLimit() * 100,
                measured.cpuShareOfDecodeLimit() * 100,
                measured.residentMebibytes());
    }

    /** Memory of this process that is in use now, Java's and native; NaN where the system does not say. */
    private static double residentMebibytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return Double.NaN;
    }
}
