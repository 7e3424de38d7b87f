package dev.winnow.deployment;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The project's own files, wherever it is checked out. */
final class Checkout {

    static final Path ROOT =
            Path.of(System.getProperty("winnow.root", "..")).toAbsolutePath().normalize();

    private Checkout() {}

    static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    static String text(String relative) {
        try {
            return Files.readString(path(relative));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path(relative), e);
        }
    }

    static Properties properties(String relative) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(relative)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path(relative), e);
        }
        return properties;
    }

    /** The files below a folder whose name ends so, as paths below the root, sorted; none where there is no such folder. */
    static List<String> files(String folder, String ending) {
        if (!Files.isDirectory(path(folder))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(path(folder))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> ROOT.relativize(file).toString())
                    .filter(file -> file.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path(folder), e);
        }
    }
}
