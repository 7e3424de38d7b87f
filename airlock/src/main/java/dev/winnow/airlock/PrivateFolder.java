package dev.winnow.airlock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder for temporary files that only this user can enter. One that a killed process left behind is removed by the next that
 * makes one: a lock in each tells whether its maker still lives.
 */
final class PrivateFolder implements AutoCloseable {
    private static final String PREFIX = "winnow-airlock-";
    private static final String LOCK = "lock";

    /** Opening and closing a lock of one's own would give it up. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel held;

    private PrivateFolder(Path path, FileChannel held) {
        this.path = path;
        this.held = held;
    }

    static PrivateFolder create() throws IOException {
        return createIn(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static PrivateFolder createIn(Path parent) throws IOException {
        Path path = Files.createTempDirectory(parent, PREFIX);
        OWN.add(path);
        FileChannel held = FileChannel.open(
                path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (held.tryLock() == null) {
            held.close();
            throw new IOException(path + " was taken by another process");
        }
        removeLeftOnes(parent);
        return new PrivateFolder(path, held);
    }

    private static void removeLeftOnes(Path parent) throws IOException {
        List<Path> all;
        try (Stream<Path> there = Files.list(parent)) {
            all = there.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(path -> !OWN.contains(path))
                    .filter(path -> Files.isWritable(path.resolve(LOCK)))
                    .toList();
        }
        for (Path folder : all) {
            try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    remove(folder);
                }
            } catch (IOException e) {
                // somebody else removes it too
            }
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** As far as it can be removed; the system's own cleaning comes to the rest. */
    static void remove(Path folder) {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // a child that is just ending may still write
        }
    }

    @Override
    public void close() {
        remove(path);
        OWN.remove(path);
        try {
            held.close();
        } catch (IOException e) {
            // it is gone
        }
    }
}
