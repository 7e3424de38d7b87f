package dev.winnow.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** An EXIF block, or a TIFF file, put together tag by tag. */
final class DrawnExif {
    static final int FIRST = 0;
    static final int EXIF = 0x8769;
    static final int GPS = 0x8825;
    static final int INTEROPERABILITY = 0xA005;

    private final ByteOrder order;
    private final Map<Integer, TreeMap<Integer, Entry>> directories = new LinkedHashMap<>();
    private byte[] pixels = {};

    DrawnExif(ByteOrder order) {
        this.order = order;
        directories.put(FIRST, new TreeMap<>());
    }

    private record Entry(int type, int count, byte[] data) {}

    /** A camera in Kyiv, held upright to the left (orientation 6). */
    static DrawnExif typical(ByteOrder order) {
        return new DrawnExif(order)
                .shorts(FIRST, 0x0112, 6)
                .text(FIRST, 0x010F, "Apparatus")
                .text(FIRST, 0x0110, "Apparatus One")
                .text(FIRST, 0x013B, "Олена Ö.")
                .text(FIRST, 0x8298, "© 2024 Olena")
                .text(EXIF, 0x9003, "2024:02:29 23:58:07")
                .text(EXIF, 0x9011, "+02:00")
                .text(EXIF, 0x9291, "250")
                .text(GPS, 1, "N")
                .rationals(GPS, 2, 50, 1, 27, 1, 90, 10)
                .text(GPS, 3, "E")
                .rationals(GPS, 4, 30, 1, 31, 1, 0, 1);
    }

    DrawnExif text(int directory, int tag, String text) {
        byte[] utf8 = (text + "\0").getBytes(StandardCharsets.UTF_8);
        return put(directory, tag, new Entry(2, utf8.length, utf8));
    }

    DrawnExif shorts(int directory, int tag, int... values) {
        ByteBuffer data = ByteBuffer.allocate(2 * values.length).order(order);
        for (int value : values) {
            data.putShort((short) value);
        }
        return put(directory, tag, new Entry(3, values.length, data.array()));
    }

    /** Numerators and denominators in turn. */
    DrawnExif rationals(int directory, int tag, int... parts) {
        return fractions(directory, tag, 5, parts);
    }

    /** Numerators and denominators in turn, each with a sign. */
    DrawnExif signedRationals(int directory, int tag, int... parts) {
        return fractions(directory, tag, 10, parts);
    }

    private DrawnExif fractions(int directory, int tag, int type, int... parts) {
        ByteBuffer data = ByteBuffer.allocate(4 * parts.length).order(order);
        for (int part : parts) {
            data.putInt(part);
        }
        return put(directory, tag, new Entry(type, parts.length / 2, data.array()));
    }

    DrawnExif bytes(int directory, int tag, byte[] data) {
        return put(directory, tag, new Entry(7, data.length, data));
    }

    /** An entry as hostile as wanted: nothing is checked, {@code value} stands where the value or its offset belongs. */
    DrawnExif raw(int directory, int tag, int type, int count, int value) {
        byte[] data = ByteBuffer.allocate(4).order(order).putInt(value).array();
        return put(directory, tag, new Entry(type, count, data));
    }

    private DrawnExif put(int directory, int tag, Entry entry) {
        directories.computeIfAbsent(directory, any -> new TreeMap<>()).put(tag, entry);
        return this;
    }

    /** Makes it a file of 3×2 gray pixels. */
    DrawnExif withPixels() {
        pixels = "abcdef".getBytes(StandardCharsets.US_ASCII);
        return shorts(FIRST, 256, 3)
                .shorts(FIRST, 257, 2)
                .shorts(FIRST, 258, 8)
                .shorts(FIRST, 259, 1)
                .shorts(FIRST, 262, 1)
                .shorts(FIRST, 273, 8)
                .shorts(FIRST, 277, 1)
                .shorts(FIRST, 278, 2)
                .shorts(FIRST, 279, 6);
    }

    byte[] block() {
        Map<Integer, Integer> offsets = new LinkedHashMap<>();
        for (int directory : directories.keySet()) {
            if (directory != FIRST) {
                raw(directory == INTEROPERABILITY ? EXIF : FIRST, directory, 4, 1, 0);
            }
        }
        int at = 8 + pixels.length;
        for (Map.Entry<Integer, TreeMap<Integer, Entry>> directory : directories.entrySet()) {
            offsets.put(directory.getKey(), at);
            at += size(directory.getValue());
        }
        offsets.forEach((directory, offset) -> {
            if (directory != FIRST) {
                raw(directory == INTEROPERABILITY ? EXIF : FIRST, directory, 4, 1, offset);
            }
        });
        ByteBuffer block = ByteBuffer.allocate(at).order(order);
        block.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
        block.putShort((short) 42).putInt(8 + pixels.length).put(pixels);
        directories.forEach((name, entries) -> write(block, entries));
        return block.array();
    }

    private static int size(TreeMap<Integer, Entry> entries) {
        int size = 2 + 12 * entries.size() + 4;
        for (Entry entry : entries.values()) {
            size += entry.data().length > 4 ? entry.data().length : 0;
        }
        return size;
    }

    private static void write(ByteBuffer block, TreeMap<Integer, Entry> entries) {
        int values = block.position() + 2 + 12 * entries.size() + 4;
        block.putShort((short) entries.size());
        for (Map.Entry<Integer, Entry> tag : entries.entrySet()) {
            Entry entry = tag.getValue();
            block.putShort(tag.getKey().shortValue())
                    .putShort((short) entry.type())
                    .putInt(entry.count());
            if (entry.data().length > 4) {
                block.putInt(values);
                values += entry.data().length;
            } else {
                block.put(entry.data()).put(new byte[4 - entry.data().length]);
            }
        }
        block.putInt(0);
        for (Entry entry : entries.values()) {
            if (entry.data().length > 4) {
                block.put(entry.data());
            }
        }
    }
}
