package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineBenchTest {

    @TempDir
    Path temp;

    private KnownPipeline pipeline = new KnownPipeline(4.0, 2.0, 1.0, 2.0); // seconds: 3, 6, 12, 6 images a second
    private JpegCopies images;
    private Path work;

    @BeforeEach
    void draw() throws IOException {
        Path originals = temp.resolve("originals");
        for (int i = 0; i < 4; i++) {
            Photographs.draw(originals.resolve(i + ".jpg"), i);
        }
        images = JpegCopies.of(originals);
        work = Files.createDirectory(temp.resolve("work"));
    }

    @Test
    void theFirstRoundIsColdAndTheMedianIsThatOfTheOthers() throws Exception {
        PipelineResult result = measure();

        assertThat(result.images()).isEqualTo(12);
        assertThat(result.cold().imagesPerSecond()).isEqualTo(3);
        assertThat(result.warmImagesPerSecond()).isEqualTo(new Spread(6, 6, 12));
    }

    @Test
    void noRoundSeesADatasetOrBytesOfAnother() throws Exception {
        measure();

        assertThat(pipeline.datasets).doesNotHaveDuplicates().hasSize(4);
        assertThat(pipeline.contents).hasSize(4 * 12);
    }

    @Test
    void cpuTimeIsDividedByTheImagesAndThatOfOtherProcessesStandsByItself() throws Exception {
        PipelineResult result = measure();

        double database = result.cold().cpuMillisByStage().get(PipelineBench.DATABASE);
        assertThat(database).isBetween(999.0, 1_100.0);
        assertThat(result.warmCpuMillisByStage()).containsKeys(CpuByThread.REST, PipelineBench.DATABASE);
    }

    @Test
    void theShareIsThatOfTheLimitMeasuredInTheSameRound() throws Exception {
        PipelineResult result = measure();

        assertThat(result.warm())
                .allSatisfy(round -> assertThat(round.shareOfDecodeLimit())
                        .isEqualTo(round.imagesPerSecond() / round.decodeLimit().imagesPerSecond()));
    }

    @Test
    void aCommandRunsInTurnWithThePipelineAndIsComparedPairByPair() throws Exception {
        List<String> commands = new ArrayList<>();
        Iterator<Double> speeds = List.of(1.0, 2.0, 3.0, 4.0).iterator();
        ExternalCommand command = new ExternalCommand("ls {images} | wc -l; # {out}", line -> {
            commands.add(line.strip());
            return new ExternalCommand.Outcome(speeds.next(), 24);
        });

        PipelineResult.Comparison comparison = measure(command).against().get(0);

        assertThat(commands).containsExactly("12", "12", "12", "12");
        assertThat(comparison.coldRatio()).isEqualTo(3);
        assertThat(comparison.warmRatio()).isEqualTo(new Spread(1.5, 3, 4));
        assertThat(comparison.pairs())
                .extracting(PipelineResult.Pair::otherCpuMillis)
                .containsOnly(2_000.0);
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        measure(new ExternalCommand("echo > {out}/file; # {images}", line -> new ExternalCommand.Outcome(1, 1)));

        assertThat(work).isEmptyDirectory();
    }

    @Test
    void theTableNamesWhatPeopleLookFor() throws Exception {
        List<String> lines = PipelineTable.of(
                measure(new ExternalCommand("true # {images}", line -> new ExternalCommand.Outcome(2, 24))));

        assertThat(lines)
                .anySatisfy(line -> assertThat(line).startsWith("12 images a round: 4 photographs, 3 copies of each"))
                .anySatisfy(line -> assertThat(line).matches("images a second +3 +6   6 to 12"))
                .anySatisfy(line -> assertThat(line).matches("share of the decode limit .*%.*"))
                .anySatisfy(line -> assertThat(line)
                        .matches(" +times as many images a second +1.50 +3.00 .*pairs 1.50 3.00 6.00 3.00"));
    }

    @Test
    void aPlanWithoutWarmRoundsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PipelineBench.Plan(images, 3, 0, 0, List.of()))
                .withMessage("rounds is 0, expected 1 or more");
    }

    @Test
    void roundsThatWarmUpDoNotCountAndNothingIsComparedWithThem() throws Exception {
        pipeline = new KnownPipeline(4, 100, 100, 2, 1, 2);
        List<String> commands = new ArrayList<>();
        ExternalCommand command = new ExternalCommand("true # {images}", line -> {
            commands.add(line);
            return new ExternalCommand.Outcome(1, 1);
        });

        PipelineResult result = measure(2, command);

        assertThat(result.warmImagesPerSecond()).isEqualTo(new Spread(6, 6, 12));
        assertThat(commands).hasSize(4);
    }

    private PipelineResult measure(ExternalCommand... against) throws IOException, InterruptedException {
        return measure(0, against);
    }

    private PipelineResult measure(int warmUp, ExternalCommand... against) throws IOException, InterruptedException {
        PipelineBench.Plan plan = new PipelineBench.Plan(images, 3, warmUp, 3, List.of(against));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new PipelineBench(plan, pipeline, new CpuByThread(List.of()), nowhere).run(work);
    }

    /** Takes the seconds it is told to, and says that another process used a second of CPU time for every image. */
    private static final class KnownPipeline implements Pipeline {
        private final List<String> datasets = new ArrayList<>();
        private final Set<ByteBuffer> contents = new HashSet<>();
        private final double[] seconds;
        private double otherProcess;

        KnownPipeline(double... seconds) {
            this.seconds = seconds;
        }

        @Override
        public Run run(Path folder, String dataset) throws IOException {
            long images = 0;
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    contents.add(ByteBuffer.wrap(Files.readAllBytes(file)));
                    images++;
                }
            }
            otherProcess += images;
            datasets.add(dataset);
            return new Run(images, images, images, images, seconds[datasets.size() - 1]);
        }

        @Override
        public double cpuSeconds() {
            return CpuByThread.processSeconds() + otherProcess;
        }

        @Override
        public double startupSeconds() {
            return 1;
        }
    }
}
