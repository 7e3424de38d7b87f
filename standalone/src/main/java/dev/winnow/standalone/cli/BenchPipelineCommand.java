package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.bench.CpuByThread;
import dev.winnow.bench.Folders;
import dev.winnow.bench.JpegCopies;
import dev.winnow.bench.Pipeline;
import dev.winnow.bench.PipelineBench;
import dev.winnow.bench.PipelineResult;
import dev.winnow.bench.PipelineTable;
import dev.winnow.formats.folder.FolderSurvey;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.FolderImport;
import dev.winnow.standalone.MovedFiles;
import dev.winnow.standalone.OneMachine;
import dev.winnow.standalone.Reasons;
import dev.winnow.standalone.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every service in this process, from the first upload to the last thing written. */
@Command(
        name = "pipeline",
        description = "Take copies of a folder's JPEG files through the whole pipeline: once cold, then warm.",
        mixinStandardHelpOptions = true)
final class BenchPipelineCommand implements Callable<Integer> {
    @Option(names = "--images", paramLabel = "DIR", description = "The folder of JPEG files", required = true)
    private Path images;

    @Option(
            names = "--copies",
            paramLabel = "N",
            description = "Copies of each file in a round, each with bytes of its own (default: ${DEFAULT-VALUE})",
            defaultValue = "6")
    private int copies;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = {
                "Rounds after the cold one that do not count, while the code is still being compiled (default:"
                        + " ${DEFAULT-VALUE})"
            },
            defaultValue = "16")
    private int warmUp;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Warm rounds after those (default: ${DEFAULT-VALUE})",
            defaultValue = "3")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON")
    private Path json;

    @Mixin
    private AgainstOption against;

    @Override
    public Integer call() {
        PipelineOptions.folder(images);
        PipelineOptions.output("--json", json);
        try {
            PipelineBench.Plan plan = plan();
            Path folder = Files.createTempDirectory("winnow-bench");
            Path work = Files.createDirectory(folder.resolve("work"));
            int exitCode = OneMachine.run(
                    new OneMachine.Settings(folder.resolve("state"), 0, session -> measure(plan, work, session)));
            Folders.remove(folder); // after a failure it stays, for the sake of its log
            return exitCode;
        } catch (IOException e) {
            throw Failure.wentWrong("The benchmark ran into trouble with its files: " + Reasons.of(e), e);
        }
    }

    private PipelineBench.Plan plan() throws IOException {
        try {
            return new PipelineBench.Plan(JpegCopies.of(images), copies, warmUp, rounds, against.commands());
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(e.getMessage(), e);
        }
    }

    private int measure(PipelineBench.Plan plan, Path work, Session session) throws IOException, InterruptedException {
        Pipeline pipeline = new OneMachinePipeline(session);
        PipelineResult result = new PipelineBench(plan, pipeline, new CpuByThread(STAGES), System.out).run(work);
        System.out.println();
        PipelineTable.of(result).forEach(System.out::println);
        BenchCommand.written(json, result);
        return 0;
    }

    /** Whose threads are whose in the one process: each stage's own work first, then what carries it. */
    private static final List<CpuByThread.Group> STAGES = List.of(
            CpuByThread.Group.of("import", "^main$"),
            CpuByThread.Group.of("ingest", "^ingest-decoders"),
            CpuByThread.Group.of("quality", "^quality-meters"),
            CpuByThread.Group.of("dedup and split", "^winnow-streams"),
            CpuByThread.Group.hidden("dedup and split", "^rocksdb"),
            CpuByThread.Group.of("augment", "^augment-renderers"),
            CpuByThread.Group.of("gateway", "^projection|^lag-meter|^agroal"),
            CpuByThread.Group.of(
                    "Kafka clients", "^smallrye-kafka|^declared-datasets|^kafka-(producer|coordinator|admin)"),
            CpuByThread.Group.of(
                    "broker",
                    "^data-plane-kafka|^kafka-|^broker-|^controller-|^quorum-controller|raft|coordinator|Reaper"
                            + "|TxnSender|TxnMarker|^transaction-log|^executor-Fetch"),
            CpuByThread.Group.of("HTTP and event loops", "^vert\\.x|^executor-thread|^HttpClient"),
            CpuByThread.Group.of("metrics", "^micrometer|^metrics|^Batch.*Processor|^PeriodicMetric"),
            CpuByThread.Group.hidden("compiler", "^C[12] Compiler|^Sweeper"),
            CpuByThread.Group.hidden("collector", "^GC Thread|^VM Thread|^VM Periodic"));

    /** The pipeline of this process. */
    private record OneMachinePipeline(Session session) implements Pipeline {
        @Override
        public Run run(Path folder, String dataset) throws IOException, InterruptedException {
            GatewayClient gateway = new GatewayClient(session.url());
            gateway.declare(dataset, Optional.empty());
            FolderImport.Report report = session.importer()
                    .run(folder, FolderSurvey.of(folder), dataset, new MovedFiles(Map.of()), false, files -> {});
            JsonNode summary = gateway.summary(dataset);
            return new Run(
                    report.announced(),
                    summary.path("images").path("accepted").asLong(),
                    summary.path("prepared").asLong(),
                    summary.path("augmented").asLong(),
                    report.pipelineSeconds());
        }

        @Override
        public double cpuSeconds() {
            return session.cpuSeconds();
        }

        @Override
        public double startupSeconds() {
            return session.startupSeconds();
        }
    }
}
