package dev.winnow.standalone.cli;

import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelTally;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Pictures.Picture;
import dev.winnow.formats.manifest.CsvManifestReader;
import dev.winnow.formats.manifest.ManifestRow;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.LabelImport;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which labels an import reads, and where it writes them. */
final class LabelOptions {
    @Option(
            names = "--labels",
            paramLabel = "FILE|DIR",
            description = "The labels (default: those that are recognised in DIR)")
    private Path labels;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "The format of the labels, such as coco, yolo-detect or voc (default: what they look like)")
    private String format;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            description = "Write the labels that passed the checks as JSON, one line an image")
    private Path annotations;

    /** The labels to read; nothing where none are recognised. */
    Optional<LabelImport> find(Path folder) {
        PipelineOptions.output("--annotations", annotations);
        if (labels != null && !Files.isReadable(labels)) {
            throw Failure.askedWrong("--labels " + labels + " cannot be read: name a file or folder that is there");
        }
        Optional<LabelFormat> named = format == null
                ? Optional.empty()
                : Optional.of(LabelFormat.named(format)
                        .orElseThrow(() -> Failure.askedWrong(
                                "--format " + format + " is unknown: expected one of " + LabelFormat.labels())));
        try {
            Optional<LabelImport> found = LabelImport.in(labels == null ? folder : labels, named);
            if (labels != null && found.isEmpty()) {
                throw Failure.askedWrong("The labels in " + labels
                        + " are in no format that is recognised: give --format, one of " + LabelFormat.labels());
            }
            return found;
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot look for labels: " + Reasons.of(e), e);
        }
    }

    /** Labels that are given for themselves. */
    static Optional<LabelImport> find(Path labels, String format) {
        LabelOptions given = new LabelOptions();
        given.labels = labels;
        given.format = format;
        return given.find(labels);
    }

    /**
     * Reads the labels of a dataset whose images are through and submits them, says what came of them, and writes them where asked to.
     * Returns when they are checked.
     */
    void read(PrintStream out, GatewayClient gateway, String dataset, LabelImport found) throws IOException {
        Pictures pictures = pictures(gateway, dataset);
        LabelTally.Report report;
        try (LabelLines lines = new LabelLines(gateway, dataset, System.currentTimeMillis())) {
            report = found.read(pictures, (source, read) -> {
                if (pictures.find(source) instanceof Pictures.Match.One one
                        && one.picture().name().equals(source)) {
                    lines.add(read); // the report names labels without an image
                }
            });
        }
        gateway.awaitLabels(dataset);
        out.println("Labels (" + found.format().label() + "): " + report.sentence());
        report.issues().forEach((issue, times) -> out.printf("  %-30s %,10d%n", issue, times));
        for (Finding finding : report.shown()) {
            out.println("  " + finding.origin() + ": " + finding.message());
        }
        if (annotations != null) {
            gateway.downloadLabels(dataset, annotations);
            out.println("Annotations written to " + annotations);
        }
    }

    private static Pictures pictures(GatewayClient gateway, String dataset) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        Optional<InputStream> manifest = gateway.manifest(dataset);
        if (manifest.isPresent()) {
            try (CsvManifestReader rows = new CsvManifestReader(manifest.get())) {
                for (Optional<ManifestRow> row = rows.next(); row.isPresent(); row = rows.next()) {
                    ManifestRow image = row.get();
                    if (!image.state().equals("removed")) {
                        pictures.add(new Picture(
                                image.source(),
                                image.width() == null || image.height() == null
                                        ? Optional.empty()
                                        : Optional.of(PictureSize.of(image.width(), image.height()))));
                    }
                }
            }
        }
        return new PictureIndex(pictures);
    }
}
