package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import dev.winnow.events.SpecChange;
import dev.winnow.formats.folder.FolderLayout;
import dev.winnow.formats.folder.FolderSurvey;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.FolderImport;
import dev.winnow.standalone.LabelImport;
import dev.winnow.standalone.OneMachine;
import dev.winnow.standalone.Reasons;
import dev.winnow.standalone.Session;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** One folder through the pipeline of this process: import, wait for the last image, tell what came of it. */
final class FolderRun implements Callable<Integer> {
    private final Path folder;
    private final String dataset;
    private final PipelineOptions pipeline;
    private final RunOptions options;
    private final LabelOptions labels;
    private final Map<String, Integer> drawn;

    /** @param drawn what is known to be in the folder, to be told beside what was found, or null */
    FolderRun(
            Path folder,
            String dataset,
            PipelineOptions pipeline,
            RunOptions options,
            LabelOptions labels,
            Map<String, Integer> drawn) {
        this.folder = folder;
        this.dataset = dataset;
        this.pipeline = pipeline;
        this.options = options;
        this.labels = labels;
        this.drawn = drawn == null ? null : new TreeMap<>(drawn);
    }

    @Override
    public Integer call() {
        Optional<DatasetSpec> spec = PipelineOptions.spec(options.spec);
        PipelineOptions.output("--json", options.json);
        Path manifest = PipelineOptions.output("--manifest", options.manifest);
        if (manifest != null
                && !manifest.toString().endsWith(".csv")
                && !manifest.toString().endsWith(".parquet")) {
            throw Failure.askedWrong("--manifest " + manifest + " ends neither in .csv nor in .parquet");
        }
        Optional<LabelImport> found = labels.find(folder);
        return OneMachine.run(new OneMachine.Settings(
                pipeline.data, pipeline.checkedPort(), session -> perform(session, spec, found)));
    }

    private int perform(Session session, Optional<DatasetSpec> spec, Optional<LabelImport> found) throws IOException {
        PrintStream out = System.out;
        out.printf("Winnow is ready at %s (%.1f s)%n", session.url(), session.startupSeconds());
        GatewayClient gateway = new GatewayClient(session.url());
        tellChanges(out, dataset, gateway.declare(dataset, spec));
        FolderLayout layout = FolderSurvey.of(folder, found.isPresent());
        tellLayout(out, layout, found);
        FailedRecords.resend(out, gateway, dataset);
        double cpuBefore = session.cpuSeconds();
        FolderImport.Report report;
        try (ProgressLines progress =
                ProgressLines.on(out, gateway, dataset, layout.pictures(), session.importer()::underWay)) {
            report = session.importer()
                    .run(folder, layout, dataset, KnownContents.of(gateway, dataset), options.link, progress::imported);
            gateway.withdrawMoved(dataset, report.moves().keySet());
            gateway.awaitQuiet(dataset); // images that an earlier run left under way come to their end too
            gateway.settle(dataset);
        }
        if (found.isPresent()) {
            labels.read(out, gateway, dataset, found.get());
        }
        ObjectNode summary = complete(gateway.summary(dataset), session, report, session.cpuSeconds() - cpuBefore);
        tell(out, report, summary);
        long failed = FailedRecords.tell(out, gateway, dataset);
        if (options.json != null) {
            write(
                    options.json,
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
            out.println("Summary written to " + options.json);
        }
        if (options.manifest != null) {
            gateway.download(dataset, options.manifest);
            out.println("Manifest written to " + options.manifest);
        }
        if (!options.exit) {
            out.printf(
                    "The dashboard is at %s/datasets/%s. Ctrl-C ends it; the same command goes on where it was.%n",
                    session.url(), dataset);
            Quarkus.waitForExit();
        }
        return report.problems().isEmpty() && failed == 0 ? 0 : Failure.WENT_WRONG;
    }

    private static ObjectNode complete(
            JsonNode summary, Session session, FolderImport.Report report, double cpuSeconds) {
        ObjectNode complete = summary.deepCopy();
        complete.remove("inFlight");
        ObjectNode seconds = complete.putObject("seconds");
        seconds.put("startup", rounded(session.startupSeconds()));
        seconds.put("pipeline", rounded(report.pipelineSeconds()));
        boolean any = report.announced() > 0 && report.pipelineSeconds() > 0;
        complete.put("imagesPerSecond", any ? rounded(report.announced() / report.pipelineSeconds()) : 0);
        complete.put("cpuSecondsPerImage", any ? Math.round(cpuSeconds / report.announced() * 1e6) / 1e6 : 0);
        return complete;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private void tell(PrintStream out, FolderImport.Report report, ObjectNode summary) {
        if (report.announced() == 0 && report.unchanged() > 0) {
            out.printf("Nothing new: all %d files of %s are in the dataset already.%n", report.unchanged(), folder);
        } else if (report.announced() == 0 && report.unchanged() == 0) {
            out.printf("There are no files in %s: nothing was imported.%n", folder);
        } else {
            out.printf(
                    "%d files taken in, %d were there already, %d dot-files skipped.%n",
                    report.announced(), report.unchanged(), report.dotFiles());
        }
        tellMoves(out, report.moves());
        report.problems().forEach(problem -> out.println("  not taken: " + problem));
        out.println();
        SummaryTable.print(out, summary);
        if (drawn != null) {
            out.println();
            out.println("The demo drew: "
                    + drawn.entrySet().stream()
                            .map(e -> e.getValue() + " " + e.getKey())
                            .collect(java.util.stream.Collectors.joining(", ")));
        }
        out.println();
    }

    /** Says what is in a folder, and as what its labels are read. */
    static void tellLayout(PrintStream out, FolderLayout layout, Optional<LabelImport> labels) {
        out.println(layout.sentence()
                + labels.map(read -> "; labels are read as " + read.format().label())
                        .orElse(""));
    }

    /** Says of each key that a given spec changed what it applies to. */
    static void tellChanges(PrintStream out, String dataset, List<SpecChange> changes) {
        if (!changes.isEmpty()) {
            out.printf(
                    "The spec changes %d %s of dataset %s:%n",
                    changes.size(), changes.size() == 1 ? "key" : "keys", dataset);
            changes.forEach(change -> out.println("  " + change.sentence()));
        }
    }

    /** Names the first of the files that moved. */
    static void tellMoves(PrintStream out, Map<String, String> moves) {
        if (!moves.isEmpty()) {
            String from = moves.keySet().iterator().next();
            out.printf(
                    "%d %s moved since the last import, such as %s to %s: the images at the old places are removed.%n",
                    moves.size(), moves.size() == 1 ? "file" : "files", from, moves.get(from));
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot write " + file + ": " + Reasons.of(e), e);
        }
    }
}
