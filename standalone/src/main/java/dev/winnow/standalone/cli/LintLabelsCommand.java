package dev.winnow.standalone.cli;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelLint;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks label files without a service: for a repository of labels, as a step of its continuous integration. */
@Command(
        name = "lint-labels",
        description =
                "Read label files, check them, and say what is wrong with them; exits 1 where there is a finding.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing to report", "1:there are findings", "2:a wrong option, file, folder or format"})
final class LintLabelsCommand implements Callable<Integer> {
    private static final Pattern IMAGE = Pattern.compile("(.+)=(\\d{1,7})x(\\d{1,7})(?::([1-8]))?");

    @Parameters(index = "0", paramLabel = "FILE|DIR", description = "A label file, or a folder of them")
    private Path labels;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "What the files are: ${COMPLETION-CANDIDATES} (default: what they look like)",
            completionCandidates = FormatNames.class)
    private String format;

    @Option(names = "--images", paramLabel = "DIR", description = "The images that the labels are for")
    private Path images;

    @Option(
            names = "--image",
            paramLabel = "NAME=WIDTHxHEIGHT[:ORIENTATION]",
            description = "The upright size of an image, and its EXIF orientation, where the image itself is not there")
    private List<String> sizes = List.of();

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description =
                    "A spec, whose sections 'labels' and 'ontology' say what becomes of findings and which classes there are")
    private Path spec;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the findings as a JSON list too")
    private Path json;

    /** The formats for the help. */
    static final class FormatNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        FormatNames() {
            for (LabelFormat format : LabelFormat.values()) {
                add(format.label());
            }
        }
    }

    @Override
    public Integer call() {
        PipelineOptions.output("--json", json);
        LabelReader reader = GivenLabels.reader(labels, format);
        LabelRequest request = new LabelRequest(labels, pictures(), Map.of());
        DatasetSpec rules = PipelineOptions.spec(spec).orElseGet(DatasetSpec::defaults);
        LabelLint lint = new LabelLint(rules.labels(), rules.ontology());
        try (Findings findings = new Findings(json)) {
            LabelLint.Report report = lint.lint(reader, request, findings::add);
            System.out.printf(
                    "%d images with %d annotations read as %s: %s.%n",
                    report.images(),
                    report.annotations(),
                    reader.format().label(),
                    report.findings() == 0 ? "nothing to report" : report.findings() + " findings");
            return report.findings() == 0 ? 0 : Failure.WENT_WRONG;
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot check " + labels + ": " + Reasons.of(e), e);
        } catch (UncheckedIOException e) {
            throw Failure.wentWrong("Cannot write " + json + ": " + Reasons.of(e.getCause()), e);
        }
    }

    private Pictures pictures() {
        Map<String, Pictures.Picture> all = new LinkedHashMap<>();
        if (images != null) {
            PipelineOptions.folder(images);
            MeasuredPictures.in(images).forEach(picture -> all.put(picture.name(), picture));
        }
        for (String size : sizes) {
            Matcher given = IMAGE.matcher(size);
            if (!given.matches() || Integer.parseInt(given.group(2)) < 1 || Integer.parseInt(given.group(3)) < 1) {
                throw Failure.askedWrong("--image is " + size + ", expected NAME=WIDTHxHEIGHT or"
                        + " NAME=WIDTHxHEIGHT:ORIENTATION, such as cat/1.jpg=640x480:6");
            }
            int orientation = given.group(4) == null ? 1 : Integer.parseInt(given.group(4));
            PictureSize upright =
                    new PictureSize(Integer.parseInt(given.group(2)), Integer.parseInt(given.group(3)), orientation);
            all.put(given.group(1), new Pictures.Picture(given.group(1), Optional.of(upright)));
        }
        return images == null && sizes.isEmpty() ? Pictures.UNKNOWN : new PictureIndex(all.values());
    }

    /** Prints findings as they come, and writes them as JSON. */
    private static final class Findings implements AutoCloseable {
        private final JsonGenerator generator;

        Findings(Path json) throws IOException {
            generator = json == null ? null : new JsonFactory().createGenerator(json.toFile(), JsonEncoding.UTF8);
            if (generator != null) {
                generator.setPrettyPrinter(new DefaultPrettyPrinter());
                generator.writeStartArray();
            }
        }

        void add(Finding finding) {
            System.out.println(finding.origin() + ": " + finding.issue() + " "
                    + finding.outcome().label() + ": " + finding.message());
            if (generator != null) {
                try {
                    write(finding);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private void write(Finding finding) throws IOException {
            generator.writeStartObject();
            generator.writeStringField("file", finding.origin().file());
            generator.writeStringField("at", finding.origin().at());
            generator.writeStringField("code", finding.issue().name());
            generator.writeStringField("outcome", finding.outcome().label());
            generator.writeStringField("message", finding.message());
            if (finding.change().isPresent()) {
                generator.writeStringField("was", finding.change().get().was());
                generator.writeStringField("is", finding.change().get().is());
            }
            generator.writeEndObject();
        }

        @Override
        public void close() throws IOException {
            if (generator != null) {
                generator.writeEndArray();
                generator.close();
            }
        }
    }
}
