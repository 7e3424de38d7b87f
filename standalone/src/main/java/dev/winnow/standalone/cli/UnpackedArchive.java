package dev.winnow.standalone.cli;

import dev.winnow.formats.archive.ArchiveLimitException;
import dev.winnow.formats.archive.ArchiveUnpacker;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive's files in a folder of their own, which is removed at the end. */
record UnpackedArchive(Path path) implements AutoCloseable {

    /**
     * Unpacks an archive and says what was left out of it.
     *
     * @throws Failure where it holds more than the limits allow, is broken, or the disk is full
     */
    static UnpackedArchive of(Path archive) {
        String file = archive.getFileName().toString();
        String name = file.replaceFirst("(?i)(?<=.)\\.(?:zip|tar|tar\\.gz|tgz)$", "");
        UnpackedArchive unpacked = null;
        try {
            unpacked = new UnpackedArchive(Files.createDirectory(
                    Files.createTempDirectory("winnow-archive").resolve(name)));
            ArchiveUnpacker.Unpacked report =
                    ArchiveUnpacker.unpack(archive, unpacked.path(), ArchiveUnpacker.Limits.DEFAULTS);
            System.out.printf("%d files unpacked from %s.%n", report.files(), archive);
            report.problems().forEach(problem -> System.out.println("  not unpacked: " + problem));
            return unpacked;
        } catch (IOException e) {
            if (unpacked != null) {
                unpacked.close();
            }
            if (e instanceof ArchiveLimitException) {
                throw Failure.askedWrong(archive + " is not taken in. " + e.getMessage(), e);
            }
            throw Failure.askedWrong("The archive " + archive + " cannot be unpacked: " + Reasons.of(e), e);
        }
    }

    @Override
    public void close() {
        Path all = path.getParent();
        try {
            ArchiveUnpacker.empty(all);
            Files.deleteIfExists(all);
        } catch (IOException e) {
            System.err.println("winnow: " + all + " could not be removed: " + Reasons.of(e));
        }
    }
}
