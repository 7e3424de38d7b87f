package dev.winnow.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a folder for one process. The lock is a file that holds the process id of its owner; the operating system releases it
 * with the process, however that ends.
 *
 * <p>A process loses a POSIX lock as soon as it closes <em>any</em> descriptor of the file. So nothing else in the owner's
 * process may open the file, and a second {@link #take} in the same process is refused before it opens it.
 */
public final class FolderLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /** Another process, or another part of this one, holds the lock. */
    public static final class HeldException extends IOException {
        private static final long serialVersionUID = 1;

        private final long owner;

        HeldException(Path file, long owner) {
            super(file + " is held by " + (owner == 0 ? "another process" : "process " + owner));
            this.owner = owner;
        }

        /** The id of the process that holds the lock, where it has written it already. */
        public OptionalLong owner() {
            return owner == 0 ? OptionalLong.empty() : OptionalLong.of(owner);
        }
    }

    /**
     * Takes the lock and does not wait for it.
     *
     * @param file in a folder that exists; it stays there when the lock is released
     * @throws HeldException when the lock is held
     */
    public static FolderLock take(Path file) throws IOException {
        Path real = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        if (!HELD_HERE.add(real)) {
            throw new HeldException(real, ProcessHandle.current().pid());
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    real,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PrivateFiles.FILE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new HeldException(real, owner(channel));
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
            return new FolderLock(real, channel, lock);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            HELD_HERE.remove(real);
            throw e;
        }
    }

    /** 0 where the owner has taken the lock and not yet written its id. */
    private static long owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        String digits = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }

    @Override
    public void close() throws IOException {
        if (!lock.isValid()) {
            return;
        }
        try {
            channel.truncate(0);
            lock.release();
            channel.close();
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
