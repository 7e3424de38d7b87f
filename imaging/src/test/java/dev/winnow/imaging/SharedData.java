package dev.winnow.imaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real files that do not belong to the project: a {@code data} folder beside the checkout, or where WINNOW_DATA points. */
final class SharedData {

    private SharedData() {}

    /** The folder; the calling test is skipped where it is absent. */
    static Path folder(String name) {
        Path folder = at(name);
        Assumptions.assumeTrue(
                Files.isDirectory(folder), () -> "skipped: no folder " + folder + " (set WINNOW_DATA to have it)");
        return folder;
    }

    private static Path at(String name) {
        String configured = System.getenv("WINNOW_DATA");
        Path data = configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("winnow.root", "..")).resolve("../shared/data");
        return data.resolve(name).normalize();
    }

    /** The files of a folder, none where it is absent, of which the standard output tells. */
    static List<Path> optional(String name) {
        Path folder = at(name);
        if (Files.isDirectory(folder)) {
            return files(folder);
        }
        System.out.println("Without " + folder + ", which is absent (set WINNOW_DATA to have it)");
        return List.of();
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
