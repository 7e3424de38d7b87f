package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Groups records by key without holding them. A file names its images in one place and their annotations in another, in any order; an
 * image is complete only at the file's end.
 *
 * <p>Records of one key are in one of {@value #PARTITIONS} partitions. Partitions are chains of blocks, in memory until
 * {@value #IN_MEMORY} bytes are there, and in one temporary file from then on. Reading holds one partition at a time. With all records in
 * memory, keys come in the order in which they were added first; otherwise in an order that depends on the keys alone. The temporary
 * file has no name once it is open, so that nothing is left behind. Not safe for use by several threads.
 */
public final class Spool implements Closeable {
    private static final int PARTITIONS = 256;
    private static final int BLOCK = 1 << 14;
    private static final int IN_MEMORY = 16 << 20;

    /** Bytes of one partition that is read. Only one image with most of the labels can reach it. */
    private static final long MOST_IN_A_PARTITION = 128L << 20;

    private byte[] memory = new byte[BLOCK];
    private int inMemory;
    private Partition[] partitions;
    private FileChannel file;
    private long fileEnd;

    /** Blocks that are full lie in the file; the last one is here. */
    private static final class Partition {
        private final byte[] open = new byte[BLOCK];
        private int used;
        private long[] blocks = new long[4];
        private int count;

        long bytes() {
            return (long) count * BLOCK + used;
        }
    }

    /** Takes the records of one key, in the order in which they were added. */
    public interface Group {
        /** @throws IOException when the temporary file fails */
        void record(String key, Records records) throws IOException;
    }

    /** The records of one key. */
    public interface Records {
        /** The next record, or null after the last. Its bytes are valid until the group ends. */
        ByteBuffer next();
    }

    /**
     * Adds a record of a key.
     *
     * @throws IOException when the temporary file fails
     */
    public void add(String key, byte[] bytes, int length) throws IOException {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(8 + name.length);
        head.putInt(name.length).putInt(length).put(name);
        if (partitions == null && (long) inMemory + head.capacity() + length > IN_MEMORY) {
            moveToFile();
        }
        if (partitions == null) {
            keep(head.array(), head.capacity());
            keep(bytes, length);
        } else {
            Partition partition = partitions[partition(name, 0, name.length)];
            write(partition, head.array(), 0, head.capacity());
            write(partition, bytes, 0, length);
        }
    }

    private void keep(byte[] bytes, int length) {
        if (inMemory + length > memory.length) {
            memory = Arrays.copyOf(memory, Math.max(inMemory + length, Math.min(2 * memory.length, IN_MEMORY)));
        }
        System.arraycopy(bytes, 0, memory, inMemory, length);
        inMemory += length;
    }

    private void moveToFile() throws IOException {
        Path path = Files.createTempFile("winnow-labels", ".spool");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        partitions = new Partition[PARTITIONS];
        Arrays.setAll(partitions, i -> new Partition());
        ByteBuffer all = ByteBuffer.wrap(memory, 0, inMemory);
        while (all.hasRemaining()) {
            int at = all.position();
            int name = all.getInt();
            int length = 8 + name + all.getInt();
            write(partitions[partition(memory, at + 8, name)], memory, at, length);
            all.position(at + length);
        }
        memory = new byte[0];
        inMemory = 0;
    }

    private static int partition(byte[] name, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + name[i];
        }
        hash *= 0x9E3779B9;
        return hash >>> 24;
    }

    private void write(Partition partition, byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, BLOCK - partition.used);
            System.arraycopy(bytes, from + done, partition.open, partition.used, part);
            partition.used += part;
            done += part;
            if (partition.used == BLOCK) {
                if (partition.count == partition.blocks.length) {
                    partition.blocks = Arrays.copyOf(partition.blocks, 2 * partition.count);
                }
                partition.blocks[partition.count++] = fileEnd;
                ByteBuffer block = ByteBuffer.wrap(partition.open);
                while (block.hasRemaining()) {
                    fileEnd += file.write(block, fileEnd);
                }
                partition.used = 0;
            }
        }
    }

    /**
     * Goes through all keys.
     *
     * @throws UnreadableFileException where one image has more labels than fit into memory
     */
    public void each(Group group) throws IOException {
        if (partitions == null) {
            each(memory, inMemory, group);
            return;
        }
        for (Partition partition : partitions) {
            if (partition.bytes() > MOST_IN_A_PARTITION) {
                throw new UnreadableFileException(
                        LabelIssue.NOT_THE_EXPECTED_KIND,
                        "One picture has more than " + MOST_IN_A_PARTITION + " bytes of labels: they are not read.");
            }
            byte[] bytes = new byte[(int) partition.bytes()];
            for (int i = 0; i < partition.count; i++) {
                ByteBuffer block = ByteBuffer.wrap(bytes, i * BLOCK, BLOCK);
                long at = partition.blocks[i];
                while (block.hasRemaining()) {
                    int read = file.read(block, at);
                    if (read < 0) {
                        throw new IOException("The temporary file of labels was cut");
                    }
                    at += read;
                }
            }
            System.arraycopy(partition.open, 0, bytes, partition.count * BLOCK, partition.used);
            each(bytes, bytes.length, group);
        }
    }

    /** The places of one key's records. */
    private static final class Places {
        private int[] at = new int[2];
        private int count;

        void add(int place) {
            if (count == at.length) {
                at = Arrays.copyOf(at, 2 * count);
            }
            at[count++] = place;
        }
    }

    private static void each(byte[] bytes, int length, Group group) throws IOException {
        Map<String, Places> groups = new LinkedHashMap<>();
        ByteBuffer all = ByteBuffer.wrap(bytes, 0, length);
        while (all.hasRemaining()) {
            int at = all.position();
            int name = all.getInt();
            int record = all.getInt();
            groups.computeIfAbsent(new String(bytes, at + 8, name, StandardCharsets.UTF_8), k -> new Places())
                    .add(at);
            all.position(at + 8 + name + record);
        }
        for (Map.Entry<String, Places> entry : groups.entrySet()) {
            Places places = entry.getValue();
            int[] next = {0};
            group.record(entry.getKey(), () -> {
                if (next[0] == places.count) {
                    return null;
                }
                int at = places.at[next[0]++];
                int name = all.getInt(at);
                int record = all.getInt(at + 4);
                return ByteBuffer.wrap(bytes, at + 8 + name, record).slice();
            });
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
