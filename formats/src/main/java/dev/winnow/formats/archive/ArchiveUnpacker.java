package dev.winnow.formats.archive;

import dev.winnow.dataset.SourceKeys;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Unpacks a ZIP or TAR into an empty folder. An archive is a stranger's:
 *
 * <ol>
 *   <li>Entries with names that are no {@linkplain SourceKeys source keys}, such as {@code ../x} and {@code C:/x}, links and devices are left
 *       out with a sentence each; the rest is unpacked.
 *   <li>Number of entries, bytes unpacked, and the ratio of bytes unpacked to those of the archive are bounded while unpacking, whatever
 *       the archive states of itself. Beyond a bound everything that was unpacked is removed.
 *   <li>Archives in archives stay files.
 * </ol>
 */
public final class ArchiveUnpacker {
    private static final int SHOWN = 100;

    /** Small archives may be packed as tightly as they like. */
    private static final long RATIO_COUNTS_FROM = 10 << 20;

    private final Limits limits;
    private final Path into;
    private final List<String> problems = new ArrayList<>();
    private long entries;
    private long files;
    private long bytes;
    private long most;

    private ArchiveUnpacker(Path into, Limits limits) {
        this.into = into;
        this.limits = limits;
    }

    /**
     * How much is unpacked.
     *
     * @param ratio of bytes unpacked to bytes of the archive
     */
    public record Limits(long entries, long bytes, long ratio) {
        /** 100,000 entries, 50 GB, hundredfold. */
        public static final Limits DEFAULTS = new Limits(100_000, 50_000_000_000L, 100);
    }

    /** What was unpacked, and a sentence for each of the first entries that were not. */
    public record Unpacked(long files, List<String> problems) {
        public Unpacked {
            problems = List.copyOf(problems);
        }
    }

    /** Whether a file is called as archives are that can be unpacked. */
    public static boolean isArchive(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".zip") || name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
    }

    /**
     * @param into an empty folder
     * @throws ArchiveLimitException beyond a limit; the folder is empty again then
     * @throws IOException where the file is no archive or the disk fails
     */
    public static Unpacked unpack(Path archive, Path into, Limits limits) throws IOException {
        ArchiveUnpacker unpacker = new ArchiveUnpacker(into, limits);
        try {
            unpacker.most = Math.min(limits.bytes(), Math.max(RATIO_COUNTS_FROM, limits.ratio() * Files.size(archive)));
            if (archive.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
                unpacker.zip(archive);
            } else {
                unpacker.tar(archive);
            }
        } catch (ArchiveLimitException e) {
            empty(into);
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) { // headers that make no sense
            throw new IOException(archive + " is broken: " + e.getMessage(), e);
        }
        return new Unpacked(unpacker.files, unpacker.problems);
    }

    private void zip(Path archive) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            Enumeration<ZipArchiveEntry> all = zip.getEntries();
            while (all.hasMoreElements()) {
                ZipArchiveEntry entry = all.nextElement();
                count();
                if (entry.isDirectory()) {
                    continue;
                }
                if (entry.isUnixSymlink()) {
                    leaveOut(entry.getName(), "is a link, which is not followed");
                } else if (!zip.canReadEntryData(entry)) {
                    leaveOut(entry.getName(), "is encrypted or packed in a way that is not read");
                } else {
                    try (InputStream in = zip.getInputStream(entry)) {
                        take(entry.getName(), in);
                    }
                }
            }
        }
    }

    private void tar(Path archive) throws IOException {
        boolean packed = archive.toString().toLowerCase(Locale.ROOT).endsWith("gz");
        InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        try (InputStream plain = packed ? new GZIPInputStream(file, 1 << 16) : file;
                TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                count();
                if (entry.isDirectory()) {
                    continue;
                }
                if (!isPlainFile(entry)) {
                    leaveOut(entry.getName(), "is a link or a device, which is not taken");
                } else {
                    take(entry.getName(), tar);
                }
            }
        }
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO();
    }

    private void count() throws ArchiveLimitException {
        if (++entries > limits.entries()) {
            throw new ArchiveLimitException("the archive has more than " + limits.entries()
                    + " entries: unpack it yourself and name the folder");
        }
    }

    private void leaveOut(String name, String why) {
        if (problems.size() < SHOWN) {
            String shown = name.length() > 120 ? name.substring(0, 120) + "…" : name;
            problems.add("'" + shown.replaceAll("\\p{Cntrl}", "?") + "' " + why);
        }
    }

    private void take(String name, InputStream in) throws IOException {
        Path file;
        try {
            file = into.resolve(SourceKeys.of(name)).normalize();
        } catch (IllegalArgumentException e) {
            leaveOut(name, "is left out. " + e.getMessage());
            return;
        }
        if (!file.startsWith(into) || file.equals(into)) {
            leaveOut(name, "leaves the archive's folder");
            return;
        }
        OutputStream out;
        try {
            Files.createDirectories(file.getParent());
            out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            leaveOut(name, "stands twice in the archive; the first is taken");
            return;
        } catch (FileSystemException e) {
            leaveOut(name, "has a name that this disk does not take");
            return;
        }
        try (out) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > most) {
                    throw new ArchiveLimitException("the archive unpacks to more than " + most
                            + " bytes, " + limits.ratio() + " times its own size or " + limits.bytes()
                            + " in all: unpack it yourself and name the folder");
                }
                out.write(buffer, 0, read);
            }
        }
        files++;
    }

    /**
     * Removes all that is in a folder.
     *
     * @throws IOException when the folder cannot be read
     */
    public static void empty(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
