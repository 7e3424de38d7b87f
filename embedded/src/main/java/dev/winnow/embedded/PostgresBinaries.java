package dev.winnow.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked from the class path into a folder that only its owner can enter. They are unpacked into a
 * staging folder and moved, so that an interrupted start leaves either all of them or none.
 */
final class PostgresBinaries {
    private static final String STAGING = "unpacking";

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    /**
     * Unpacks the programs where they are absent, and removes those of other versions.
     *
     * @param folder for nothing else; used by one process at a time
     */
    static PostgresBinaries in(Path folder) throws IOException {
        PrivateFiles.folder(folder);
        Path home = folder.resolve("postgresql-" + version());
        if (!Files.isDirectory(home)) {
            Path staging = folder.resolve(STAGING);
            PrivateFiles.remove(staging);
            unpack(staging);
            Files.move(staging, home, StandardCopyOption.ATOMIC_MOVE);
        }
        removeOthers(folder, home);
        return new PostgresBinaries(home);
    }

    /** The path of a program, such as {@code initdb}. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static void removeOthers(Path folder, Path home) throws IOException {
        List<Path> others;
        try (Stream<Path> there = Files.list(folder)) {
            others = there.filter(path -> !path.equals(home)).toList();
        }
        for (Path other : others) {
            PrivateFiles.remove(other);
        }
    }

    private static void unpack(Path folder) throws IOException {
        Files.createDirectory(folder, PrivateFiles.FOLDER);
        try (InputStream packed = archive();
                TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException(
                            "The archive of PostgreSQL names " + entry.getName() + ", outside its folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target, PrivateFiles.FOLDER);
                    continue;
                }
                Files.createDirectories(target.getParent(), PrivateFiles.FOLDER);
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(entries, target);
                    boolean runs = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(runs ? "rwx------" : "rw-------"));
                }
            }
        }
    }

    private static InputStream archive() throws IOException {
        String name = "/postgres-" + system() + "-" + machine() + ".txz";
        InputStream archive = PostgresBinaries.class.getResourceAsStream(name);
        if (archive == null) {
            throw new IOException("There is no PostgreSQL for this machine on the class path (" + name
                    + "): build Winnow on the machine that runs it");
        }
        return archive;
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    }

    private static String machine() {
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (machine) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> machine;
        };
    }

    private static String version() throws IOException {
        Properties build = new Properties();
        try (InputStream stated = PostgresBinaries.class.getResourceAsStream("postgres.properties")) {
            build.load(stated);
        }
        return build.getProperty("version");
    }
}
