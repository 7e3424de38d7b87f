package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files that a request asks for, each under the name that findings give it: its path below the requested folder, with {@code /}
 * between folders, or its own name where the request is for one file.
 */
public final class LabelFiles {
    private final Path root;
    private final Path only;
    private final LabelSink sink;

    private LabelFiles(Path root, Path only, LabelSink sink) {
        this.root = root;
        this.only = only;
        this.sink = sink;
    }

    /** The files of a request for a folder, or for one file. */
    public static LabelFiles of(LabelRequest request, LabelSink sink) {
        Path path = request.path();
        return Files.isDirectory(path) ? new LabelFiles(path, null, sink) : new LabelFiles(folderOf(path), path, sink);
    }

    /** The files of a request, where a request for a file that describes labels is one for the folder it lies in. */
    public static LabelFiles besideDescription(LabelRequest request, Predicate<String> isDescription, LabelSink sink) {
        Path path = request.path();
        boolean described = !Files.isDirectory(path)
                && isDescription.test(path.getFileName().toString());
        return described ? new LabelFiles(folderOf(path), null, sink) : of(request, sink);
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    /** The folder, or that of the one file. */
    public Path root() {
        return root;
    }

    /** Whether one file is asked for. */
    public boolean isOne() {
        return only != null;
    }

    /** Reads one file. */
    public interface Reading {
        /** @throws UnreadableFileException which becomes a finding; the next file is read */
        void read(Path file, String name) throws IOException;
    }

    /**
     * Reads the files whose names, below the root, are wanted, in the order of their names. The one file of a request is always wanted.
     *
     * @throws IOException where the folder or the storage fails
     */
    public void each(Predicate<String> wanted, Reading reading) throws IOException {
        if (only != null) {
            read(only, only.getFileName().toString(), reading);
            return;
        }
        FolderWalk.walk(root, new FolderWalk.Visitor() {
            @Override
            public void file(Path file, String source) throws IOException {
                if (wanted.test(source)) {
                    read(file, source, reading);
                }
            }

            @Override
            public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
                // the import says so
            }
        });
    }

    /** A file below the root, if it is there. */
    public Optional<Path> find(String name) {
        Path file = root.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    private void read(Path file, String name, Reading reading) throws IOException {
        try {
            reading.read(file, name);
        } catch (UnreadableFileException e) {
            sink.found(refused(name, e));
        }
    }

    /** The finding for a file that cannot be read. */
    public static Finding refused(String name, UnreadableFileException e) {
        return Found.of(e.issue(), Outcome.REFUSED, Origin.of(name), e.getMessage());
    }
}
