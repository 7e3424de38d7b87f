package dev.winnow.standalone.cli;

import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.release.Export;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.Exporters;
import dev.winnow.formats.release.FolderSink;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Turns a folder of one tool into that of another, by the readers, checks and writers of datasets and without any service. */
@Command(
        name = "convert",
        description =
                "Convert a folder of images with labels to another format, and say what that format has no place for.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:converted", "1:the folder cannot be read or written", "2:a wrong option, folder or format"})
final class ConvertCommand implements Callable<Integer> {
    /** Labels that lie in the names of folders alone. */
    private static final List<String> FOLDERS = List.of("imagefolder", "yolo-classify");

    @Option(
            names = "--from",
            paramLabel = "FORMAT",
            description = "What DIR holds: ${COMPLETION-CANDIDATES} (default: what it looks like)",
            completionCandidates = FromNames.class)
    private String from;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            required = true,
            description = "What to write: ${COMPLETION-CANDIDATES}",
            completionCandidates = ToNames.class)
    private String to;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "An option of a format: voc.origin=1 reads and writes boxes that count pixels from 1")
    private Map<String, String> options = Map.of();

    @Option(names = "--date", paramLabel = "YYYY-MM-DD", description = "The date that the files state (default: today)")
    private String date;

    @Parameters(index = "0", paramLabel = "DIR", description = "A folder of images with their labels")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The folder to write, which is not there or empty")
    private Path out;

    /** The formats that are read, for the help. */
    static final class FromNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        FromNames() {
            addAll(FOLDERS);
            add("yolo");
            add("masks");
            for (LabelFormat format : LabelFormat.values()) {
                add(format.label());
            }
        }
    }

    /** The formats that are written, for the help. */
    static final class ToNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        ToNames() {
            Exporters.formats().forEach(format -> add(format.label()));
        }
    }

    @Override
    public Integer call() {
        ExporterFactory factory = ExportFormat.named(to)
                .flatMap(Exporters::of)
                .orElseThrow(() -> Failure.askedWrong("--to is " + to + ", expected one of " + Exporters.labels()));
        LocalDate stated = date();
        PipelineOptions.folder(in);
        requireFree();
        Path part = out.toAbsolutePath().resolveSibling("." + out.getFileName() + ".part");
        try {
            LabelledFolder folder = new LabelledFolder(in, reader(), options);
            List<ReleaseItem> items = folder.items();
            if (items.isEmpty()) {
                throw Failure.askedWrong(in + " holds no image: name the folder that holds images and labels");
            }
            Release release =
                    folder.release(in.toAbsolutePath().normalize().getFileName().toString(), stated, items);
            deleteAll(part);
            ExportReport report;
            try (FolderSink sink = new FolderSink(part)) {
                report = Export.write(
                        factory,
                        release,
                        taker -> {
                            for (ReleaseItem item : items) {
                                taker.take(item);
                            }
                        },
                        sink,
                        options);
            }
            Files.deleteIfExists(out);
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
            print(report, folder);
            return 0;
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(e.getMessage(), e);
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot convert " + in + " to " + out + ": " + Reasons.of(e), e);
        } finally {
            try {
                deleteAll(part);
            } catch (IOException e) {
                System.err.println("winnow: cannot delete " + part + ": " + Reasons.of(e));
            }
        }
    }

    private LocalDate date() {
        try {
            return date == null ? LocalDate.now(Clock.systemUTC()) : LocalDate.parse(date);
        } catch (DateTimeParseException e) {
            throw Failure.askedWrong("--date is " + date + ", expected a date such as 2026-11-28", e);
        }
    }

    private Optional<LabelReader> reader() {
        if (from != null && FOLDERS.contains(from)) {
            return Optional.empty();
        }
        String format = from;
        if ("yolo".equals(from)) {
            format = LabelFormat.YOLO_DETECT.label();
        } else if ("masks".equals(from)) {
            format = LabelFormat.MASK_INDEX.label();
        }
        return Optional.of(GivenLabels.reader(in, format, "--from"));
    }

    private void requireFree() {
        try {
            if (Files.exists(out) && !Files.isDirectory(out)) {
                throw Failure.askedWrong(out + " is a file: name a folder that is not there yet");
            }
            if (Files.isDirectory(out)) {
                try (Stream<Path> inside = Files.list(out)) {
                    if (inside.findAny().isPresent()) {
                        throw Failure.askedWrong(out + " is not empty: name a folder that is not there yet");
                    }
                }
            }
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot read " + out + ": " + Reasons.of(e), e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, IOException e) throws IOException {
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void print(ExportReport report, LabelledFolder folder) {
        System.out.printf(
                "%,d images with %,d objects written as %s to %s.%n", report.items(), report.objects(), to, out);
        report.losses()
                .forEach(
                        (loss, times) -> System.out.printf("  %-20s %,8d: %s%n", loss.label(), times, loss.sentence()));
        if (folder.leftOut() > 0 || folder.findings() > 0) {
            System.out.printf(
                    "The checks of the labels have %,d findings and keep %,d annotations out; ./winnow lint-labels shows them.%n",
                    folder.findings(), folder.leftOut());
        }
        if (folder.withoutPicture() > 0) {
            System.out.printf("%,d images are named by labels and are not there.%n", folder.withoutPicture());
        }
    }
}
