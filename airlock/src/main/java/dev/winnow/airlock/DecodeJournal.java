package dev.winnow.airlock;

import dev.winnow.dataset.ContentHash;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Remembers, in a file that survives the process, what is being decoded. What was being decoded when the process went down has
 * one end of it to answer for; what has two is {@linkplain #condemned condemned}, until the file is deleted.
 *
 * <p>Whoever ends the process by force ends it too, and whatever was being decoded counts. That is why it takes two, and why a
 * decode that comes to its end clears the count. A process that {@linkplain #close closes} the journal leaves nothing behind.
 *
 * <p>The file is memory that the kernel writes back: noting a decode costs two writes to memory, and they survive any end of the
 * process, though not a loss of power. Safe for use by several threads, of one process at a time.
 */
public final class DecodeJournal implements AutoCloseable {
    /** Ends of the process after which content is no longer decoded. */
    public static final int ENDS = 2;

    private static final System.Logger LOG = System.getLogger(DecodeJournal.class.getName());
    private static final long MAGIC = 0x57_4A_52_4E_4C_00_00_01L; // WJRNL, version 1
    private static final int ENTRY = 40; // 32 bytes of hash, 8 of count or state
    private static final int COUNT = 32;
    private static final int SLOTS = 256;
    private static final int SUSPECTS = 4096;
    private static final int SLOTS_AT = 8;
    private static final int SUSPECTS_AT = SLOTS_AT + SLOTS * ENTRY;
    private static final int LENGTH = SUSPECTS_AT + SUSPECTS * ENTRY;

    private final FileChannel channel;
    private final FileLock lock;
    private final MappedByteBuffer file;
    private final ConcurrentLinkedQueue<Integer> free = new ConcurrentLinkedQueue<>();

    /** By content, in the order of the file; guarded by itself. */
    private final Map<ContentHash, Long> ends = new LinkedHashMap<>();

    private volatile boolean closed;

    private DecodeJournal(FileChannel channel, FileLock lock) throws IOException {
        this.channel = channel;
        this.lock = lock;
        this.file = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        if (file.getLong(0) != MAGIC) {
            file.put(0, new byte[LENGTH]);
            file.putLong(0, MAGIC);
        }
        readSuspects();
        countEnds();
        for (int slot = 0; slot < SLOTS; slot++) {
            free.add(slot);
        }
    }

    /**
     * Opens the file, making it where it is missing, and counts what the process before left in it.
     *
     * @throws IOException naming the file, if it cannot be opened or another process has it
     */
    public static DecodeJournal open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        try {
            Files.createDirectories(absolute.getParent());
            FileChannel channel = FileChannel.open(
                    absolute, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw new IOException("another process uses it");
                }
                return new DecodeJournal(channel, lock);
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new IOException("it is open in this process already", e);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("Cannot use the journal " + absolute + ": " + e.getMessage(), e);
        }
    }

    private void readSuspects() {
        for (int at = SUSPECTS_AT; at < LENGTH; at += ENTRY) {
            long count = file.getLong(at + COUNT);
            if (count > 0) {
                ends.put(contentAt(at), count);
            }
        }
    }

    private void countEnds() {
        boolean counted = false;
        for (int at = SLOTS_AT; at < SUSPECTS_AT; at += ENTRY) {
            if (file.getLong(at + COUNT) != 0) {
                ContentHash content = contentAt(at);
                long count = ends.merge(content, 1L, Long::sum);
                counted = true;
                LOG.log(
                        Level.WARNING,
                        "this process went down while an image was decoded content={0} times={1}",
                        content,
                        count);
            }
        }
        if (counted) {
            writeSuspects();
            // Before the slots are cleared: an end in between counts once more, and none is lost.
            VarHandle.fullFence();
            for (int at = SLOTS_AT; at < SUSPECTS_AT; at += ENTRY) {
                file.putLong(at + COUNT, 0);
            }
        }
    }

    /** The oldest go where there are too many, those of a single end first. */
    private void writeSuspects() {
        while (ends.size() > SUSPECTS) {
            ContentHash oldest = ends.entrySet().stream()
                    .filter(entry -> entry.getValue() < ENDS)
                    .findFirst()
                    .orElseGet(() -> ends.entrySet().iterator().next())
                    .getKey();
            ends.remove(oldest);
        }
        int at = SUSPECTS_AT;
        for (Map.Entry<ContentHash, Long> entry : ends.entrySet()) {
            file.putLong(at + COUNT, 0);
            file.put(at, HexFormat.of().parseHex(entry.getKey().hex()));
            VarHandle.releaseFence();
            file.putLong(at + COUNT, entry.getValue());
            at += ENTRY;
        }
        for (; at < LENGTH; at += ENTRY) {
            file.putLong(at + COUNT, 0);
        }
    }

    private ContentHash contentAt(int at) {
        byte[] hash = new byte[COUNT];
        file.get(at, hash);
        return new ContentHash(HexFormat.of().formatHex(hash));
    }

    /** How often the process went down while this content was decoded, without a decode that came to its end since. */
    public long endsOf(ContentHash content) {
        synchronized (ends) {
            return ends.getOrDefault(content, 0L);
        }
    }

    /** Whether the content is no longer to be decoded. */
    public boolean condemned(ContentHash content) {
        return endsOf(content) >= ENDS;
    }

    /**
     * Notes that a decode begins.
     *
     * @return for {@link #ended}; negative where there is no room, or the journal is closed, and nothing was noted
     */
    int begun(ContentHash content) {
        Integer slot = closed ? null : free.poll();
        if (slot == null) {
            return -1;
        }
        int at = SLOTS_AT + slot * ENTRY;
        file.put(at, HexFormat.of().parseHex(content.hex()));
        VarHandle.releaseFence();
        file.putLong(at + COUNT, 1);
        return slot;
    }

    /** Notes that a decode came to its end, whatever the end. */
    void ended(int slot, ContentHash content) {
        if (slot >= 0) {
            file.putLong(SLOTS_AT + slot * ENTRY + COUNT, 0);
            free.add(slot);
        }
        synchronized (ends) {
            if (ends.remove(content) != null) {
                writeSuspects();
            }
        }
    }

    /** Ends the noting: what is being decoded now is not the reason why this process ends. */
    @Override
    public void close() throws IOException {
        closed = true;
        for (int at = SLOTS_AT; at < SUSPECTS_AT; at += ENTRY) {
            file.putLong(at + COUNT, 0);
        }
        lock.release();
        channel.close();
    }
}
