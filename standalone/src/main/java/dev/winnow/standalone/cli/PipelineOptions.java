package dev.winnow.standalone.cli;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.spec.InvalidSpecException;
import dev.winnow.events.spec.SpecReader;
import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code run}, {@code demo} and {@code serve} have in common. */
final class PipelineOptions {
    @Option(
            names = "--data",
            paramLabel = "STATE_DIR",
            description = "Where everything is kept: log of events, database, store (default: ${DEFAULT-VALUE})",
            defaultValue = "winnow-data")
    Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the dashboard on 127.0.0.1; 0 takes any free one (default: ${DEFAULT-VALUE})",
            defaultValue = "8080")
    int port;

    int checkedPort() {
        if (port < 0 || port > 65_535) {
            throw Failure.askedWrong("--port is " + port + ", expected 0 to 65535");
        }
        return port;
    }

    /** The spec in a file, checked, or nothing where no file was named. */
    static Optional<DatasetSpec> spec(Path file) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(SpecReader.read(Files.readString(file)));
        } catch (CharacterCodingException e) {
            throw Failure.askedWrong("The spec " + file + " is no UTF-8 text", e);
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot read the spec " + file + ": " + Reasons.of(e), e);
        } catch (InvalidSpecException e) {
            throw Failure.askedWrong(file + ": " + e.getMessage(), e);
        }
    }

    /** The dataset's name as given, or made from the folder's. */
    static String dataset(String given, Path folder) {
        if (given == null) {
            Path name = folder.toAbsolutePath().normalize().getFileName();
            return Item.datasetNameFor(name == null ? "images" : name.toString());
        }
        return datasetName("--dataset", given);
    }

    /** @param option that gave it, to be named where it is no name */
    static String datasetName(String option, String given) {
        try {
            return Item.requireDatasetName(given);
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(option + ": " + e.getMessage(), e);
        }
    }

    /** A folder of images that can be listed. */
    static Path folder(Path given) {
        if (!Files.exists(given)) {
            throw Failure.askedWrong("There is no folder " + given + ": name the folder that holds the images");
        }
        if (!Files.isDirectory(given)) {
            throw Failure.askedWrong(given + " is no folder: name the folder that holds the image");
        }
        if (!Files.isReadable(given) || !Files.isExecutable(given)) {
            throw Failure.askedWrong("The folder " + given + " cannot be read: allow it, or run as its owner");
        }
        if (FolderWalk.isStateFolder(given)) {
            throw Failure.askedWrong(
                    given + " is a state folder of Winnow: name the folder that the images were taken from");
        }
        requireFiles(given);
        return given;
    }

    private static void requireFiles(Path folder) {
        FirstLook look = new FirstLook();
        try {
            FolderWalk.walk(folder, look);
        } catch (FirstLook.FileFound e) {
            return;
        } catch (IOException e) {
            throw Failure.askedWrong(Reasons.of(e), e);
        }
        throw Failure.askedWrong("There is no file to take in below " + folder
                + ": name the folder that holds the images" + (look.obstacle == null ? "" : ". " + look.obstacle));
    }

    /** Looks for one file and stops there. */
    private static final class FirstLook implements FolderWalk.Visitor {
        private String obstacle;

        @Override
        public void file(Path file, String source) throws FileFound {
            throw new FileFound();
        }

        @Override
        public void obstacle(Path path, FolderWalk.Obstacle kind, String sentence) {
            obstacle = sentence;
        }

        private static final class FileFound extends IOException {
            private static final long serialVersionUID = 1;
        }
    }

    /** A file that is going to be written, in a folder that is there. */
    static Path output(String option, Path file) {
        if (file == null) {
            return null;
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
            throw Failure.askedWrong(option + " " + file + " cannot be written: name a file in a folder that exists");
        }
        return file;
    }
}
