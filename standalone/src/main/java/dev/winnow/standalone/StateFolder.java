package dev.winnow.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that holds everything: the broker's log, the database, the store, the state of the streams and the log file.
 * One process at a time holds it.
 */
final class StateFolder implements AutoCloseable {
    /** Raised when an older folder can no longer be read. */
    private static final String LAYOUT = "winnow state 1";

    private static final List<String> PARTS = List.of("broker", "database", "store", "streams", "logs");

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private StateFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder, making it where it is absent.
     *
     * @throws Failure when another process holds it, or it is no state folder, or cannot be written
     */
    static StateFolder take(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            Path marker = root.resolve("winnow-state");
            if (!Files.exists(marker)) {
                try (Stream<Path> there = Files.list(root)) {
                    if (there.findAny().isPresent()) {
                        throw Failure.askedWrong(root + " holds other files and is no state folder of Winnow:"
                                + " name an empty or new folder with --data");
                    }
                }
            }
            FileChannel channel = FileChannel.open(
                    marker, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            if (lock == null) {
                channel.close();
                throw Failure.askedWrong("The state folder " + root + " is in use by another run of Winnow:"
                        + " end that one, or name another folder with --data");
            }
            check(root, marker, channel);
            for (String part : PARTS) {
                Files.createDirectories(root.resolve(part));
            }
            return new StateFolder(root, channel, lock);
        } catch (IOException e) {
            throw Failure.askedWrong(
                    "Cannot use " + root + " as state folder: " + Reasons.of(e)
                            + ". Name a folder you can write to with --data",
                    e);
        }
    }

    private static void check(Path root, Path marker, FileChannel channel) throws IOException {
        String found = Files.readString(marker, StandardCharsets.UTF_8).strip();
        if (found.isEmpty()) {
            channel.write(StandardCharsets.UTF_8.encode(LAYOUT + "\n"), 0);
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

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
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
        lock.release();
        channel.close();
    }
}
