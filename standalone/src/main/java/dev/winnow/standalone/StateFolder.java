package dev.winnow.standalone;

import dev.winnow.embedded.FolderLock;
import dev.winnow.embedded.PrivateFiles;
import dev.winnow.formats.folder.FolderWalk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that holds everything: the broker's log, the database, the store, the state of the streams and the log file.
 * One process at a time holds it.
 */
final class StateFolder implements AutoCloseable {
    /** Raised when an older folder can no longer be read. */
    private static final String LAYOUT = "winnow state 1";

    private static final String LOCK = "lock";

    private static final List<String> PARTS = List.of("store", "streams", "logs");

    private final Path root;
    private final FolderLock lock;

    private StateFolder(Path root, FolderLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Takes the folder, making it where it is absent, and closes it to other users of the machine.
     *
     * @throws Failure when another process holds it, or it is no state folder, or cannot be written
     */
    static StateFolder take(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            requireOurs(root);
            PrivateFiles.folder(root);
            FolderLock lock = FolderLock.take(root.resolve(LOCK));
            try {
                check(root);
                for (String part : PARTS) {
                    Files.createDirectories(root.resolve(part));
                }
                return new StateFolder(root, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (FolderLock.HeldException e) {
            String who = e.owner().isPresent() ? " (process " + e.owner().getAsLong() + ")" : "";
            throw Failure.askedWrong(
                    "The state folder " + root + " is in use by another run of Winnow" + who
                            + ": end that one, or name another folder with --data",
                    e);
        } catch (IOException e) {
            throw Failure.askedWrong(
                    "Cannot use " + root + " as state folder: " + Reasons.of(e)
                            + ". Name a folder you can write to with --data",
                    e);
        }
    }

    /** The start of a first run may have been interrupted when it had made no more than the lock. */
    private static void requireOurs(Path root) throws IOException {
        if (!Files.isDirectory(root) || FolderWalk.isStateFolder(root)) {
            return;
        }
        try (Stream<Path> there = Files.list(root)) {
            if (there.anyMatch(path -> !path.getFileName().toString().equals(LOCK))) {
                throw Failure.askedWrong(root + " holds other files and is no state folder of Winnow:"
                        + " name an empty or new folder with --data");
            }
        }
    }

    private static void check(Path root) throws IOException {
        Path marker = root.resolve(FolderWalk.STATE_MARKER);
        String found = Files.exists(marker)
                ? Files.readString(marker, StandardCharsets.UTF_8).strip()
                : "";
        if (found.isEmpty()) {
            Files.writeString(marker, LAYOUT + "\n", StandardCharsets.UTF_8);
            return;
        }
        if (!found.equals(LAYOUT)) {
            throw Failure.askedWrong("The state folder " + root + " says '" + found + "', this version reads '" + LAYOUT
                    + "': use the version of Winnow that made it, or name a new folder with --data and import again");
        }
        boolean begun = Files.exists(root.resolve("broker/meta.properties"));
        boolean databaseBegun = Files.exists(root.resolve("database/data/PG_VERSION"));
        if (databaseBegun && !begun && Files.exists(root.resolve("store/blobs"))) {
            throw Failure.askedWrong(
                    "The state folder " + root + " has lost its broker/meta.properties, and with it the log"
                            + " of events: restore it from a backup, or name a new folder with --data and import again");
        }
    }

    Path broker() {
        return root.resolve("broker");
    }

    Path database() {
        return root.resolve("database");
    }

    Path store() {
        return root.resolve("store");
    }

    Path streams() {
        return root.resolve("streams");
    }

    Path journal() {
        return root.resolve("decoding");
    }

    Path log() {
        return root.resolve("logs/winnow.log");
    }

    Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
