package dev.winnow.standalone.cli;

import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a release into a folder in the form that a tool expects. The folder is there whole or not at all. */
@Command(
        name = "export",
        description = "Write a release into a folder, in the form that a tool expects.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    private static final long SHOWN_EVERY_MILLIS = 500;

    @Parameters(paramLabel = "NAME", description = "Name of the dataset")
    private String dataset;

    @Option(
            names = "--release",
            paramLabel = "V",
            description = "The release (default: ${DEFAULT-VALUE})",
            defaultValue = "latest")
    private String release;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "Such as coco, yolo or imagefolder")
    private String format;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "A folder that is not there yet, or empty")
    private Path out;

    @Option(
            names = "--images",
            paramLabel = "WHICH",
            description = "original, or prepared for the standardised pictures (default: ${DEFAULT-VALUE})",
            defaultValue = "original")
    private String images;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "train, val or test; repeatable (default: all)",
            split = ",")
    private List<String> splits = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The gateway (default: ${DEFAULT-VALUE})",
            defaultValue = "http://localhost:8080")
    private String url;

    @Override
    public Integer call() throws Exception {
        String name = PipelineOptions.datasetName("NAME", dataset);
        requireEmpty();
        Path whole = out.toAbsolutePath().normalize();
        Path partial = whole.resolveSibling(whole.getFileName() + ".part");
        deleteAll(partial);
        ReleaseClient client = new ReleaseClient(GatewayClient.to(url), name);
        long[] written;
        try (InputStream archive = client.export(release, format, images, splits)) {
            written = unpack(archive, partial);
            Files.deleteIfExists(whole); // it is empty
            Files.move(partial, whole);
        } catch (IOException e) {
            throw Failure.wentWrong(
                    "Release " + release + " of " + name + " was not exported: " + Reasons.of(e)
                            + ". Nothing was left in " + out,
                    e);
        } finally {
            deleteAll(partial);
        }
        System.out.printf(
                Locale.ROOT,
                "Exported %s %s as %s: %,d files, %,d bytes in %s%n",
                name,
                release,
                format,
                written[0],
                written[1],
                out);
        return 0;
    }

    private void requireEmpty() {
        try {
            if (Files.exists(out)) {
                if (!Files.isDirectory(out)) {
                    throw Failure.askedWrong("--out " + out + " is a file: name a folder that is not there yet");
                }
                try (Stream<Path> files = Files.list(out)) {
                    if (files.findAny().isPresent()) {
                        throw Failure.askedWrong("--out " + out + " is not empty: name a folder that is not there yet");
                    }
                }
            } else {
                Files.createDirectories(out.toAbsolutePath().normalize().getParent());
            }
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot use --out " + out + ": " + Reasons.of(e), e);
        }
    }

    /** @return files and bytes */
    private static long[] unpack(InputStream archive, Path into) throws IOException {
        long[] written = new long[2];
        long shown = System.nanoTime();
        Files.createDirectories(into);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = into.resolve(entry.getName()).normalize();
                if (!file.startsWith(into) || !entry.isFile()) {
                    throw new IOException("the archive holds '" + entry.getName() + "', which is no file below it");
                }
                Files.createDirectories(file.getParent());
                long bytes;
                try (OutputStream to = Files.newOutputStream(file)) {
                    bytes = tar.transferTo(to);
                }
                if (bytes != entry.getSize()) {
                    throw new IOException("the archive ends within '" + entry.getName() + "'");
                }
                written[0]++;
                written[1] += bytes;
                if ((System.nanoTime() - shown) / 1_000_000 > SHOWN_EVERY_MILLIS) {
                    shown = System.nanoTime();
                    System.err.printf(Locale.ROOT, "  %,d files, %,d bytes%n", written[0], written[1]);
                }
            }
            if (written[0] == 0) {
                throw new IOException("the archive is empty");
            }
        }
        return written;
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = new ArrayList<>(files.toList());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(all.get(i));
        }
    }
}
