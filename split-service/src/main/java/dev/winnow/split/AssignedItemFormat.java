package dev.winnow.split;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.split.AssignedItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * How {@link AssignedItem} lies in the store, big-endian: version (1 byte, now 1), split (1 byte: 0 train, 1 val, 2 test),
 * specVersion (4), at (8 bytes of seconds since 1970, 4 of nanoseconds), arrival (8), content (32), and then unit, cluster,
 * group and label, each as its number of bytes (4, -1 for null) and UTF-8. The item's id is in the key. A later version is read
 * beside this one, never instead of it.
 */
final class AssignedItemFormat {
    private static final byte VERSION = 1;
    private static final int FIXED_LENGTH = 58;
    private static final int NULL = -1;

    private AssignedItemFormat() {}

    static byte[] write(AssignedItem item) {
        byte[] unit = utf8(item.unit());
        byte[] cluster = utf8(item.cluster());
        byte[] group = utf8(item.group());
        byte[] label = utf8(item.label());
        ByteBuffer out = ByteBuffer.allocate(
                        FIXED_LENGTH + length(unit) + length(cluster) + length(group) + length(label))
                .put(VERSION)
                .put(code(item.split()))
                .putInt(item.specVersion())
                .putLong(item.at().getEpochSecond())
                .putInt(item.at().getNano())
                .putLong(item.arrival())
                .put(HexFormat.of().parseHex(item.content().hex()));
        put(out, unit);
        put(out, cluster);
        put(out, group);
        put(out, label);
        return out.array();
    }

    static AssignedItem read(String item, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("The store holds item " + item + " in format " + version
                    + ", this program reads format " + VERSION + ": start the version that wrote it, or a later one");
        }
        Split split = split(in.get());
        int specVersion = in.getInt();
        Instant at = Instant.ofEpochSecond(in.getLong(), in.getInt());
        long arrival = in.getLong();
        byte[] content = new byte[32];
        in.get(content);
        String unit = text(in);
        String cluster = text(in);
        String group = text(in);
        String label = text(in);
        return new AssignedItem(
                item,
                new ContentHash(HexFormat.of().formatHex(content)),
                specVersion,
                at,
                arrival,
                label,
                group,
                cluster,
                unit,
                split);
    }

    private static byte code(Split split) {
        return switch (split) {
            case TRAIN -> 0;
            case VAL -> 1;
            case TEST -> 2;
        };
    }

    private static Split split(byte code) {
        return switch (code) {
            case 0 -> Split.TRAIN;
            case 1 -> Split.VAL;
            case 2 -> Split.TEST;
            default -> throw new IllegalStateException("A stored split is 0, 1 or 2, not " + code);
        };
    }

    private static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static int length(byte[] text) {
        return Integer.BYTES + (text == null ? 0 : text.length);
    }

    private static void put(ByteBuffer out, byte[] text) {
        if (text == null) {
            out.putInt(NULL);
        } else {
            out.putInt(text.length).put(text);
        }
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length == NULL) {
            return null;
        }
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
