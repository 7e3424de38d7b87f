package dev.winnow.split;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.split.AssignedItem;
import dev.winnow.dataset.split.SplitAssigner.Ledger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@link AssignedItem} lies in the store, big-endian: version (1 byte, 2), split and layout (1 byte each: 0 train, 1 val,
 * 2 test, −1 null), fold (1 byte, −1 for null), standing (1 byte: 0 kept, 1 duplicate, 2 quarantined), bridge (1 byte, 0 or 1),
 * specVersion (4), at and capturedAt (each 8 bytes of seconds since 1970, 4 of nanoseconds), arrival (8), since (8, −1 for null),
 * aspectRatio and merit (8 each, IEEE 754), content (32), and then unit, cluster, group and reason, each as its number of bytes
 * (4, −1 for null) and UTF-8, the number of labels (4) and each as those, and at last the JSON of the upload the same way. The
 * item's id is in the key.
 *
 * <p>Version 3 has, between labels and upload, the number of related items (4) and each as text. An item without any is written as
 * version 2.
 *
 * <p>Version 1 had version, split, specVersion, at, arrival, content, unit, cluster, group and one label, and no upload. A later
 * version is read beside these, never instead of them.
 */
final class AssignedItemFormat {
    private static final byte VERSION = 3;
    private static final byte WITHOUT_RELATED = 2;
    private static final byte LEDGER_VERSION = 2;
    private static final int FIXED_LENGTH = 6 + 4 + 12 + 12 + 8 + 8 + 8 + 8 + 32;
    private static final int NULL = -1;

    private AssignedItemFormat() {}

    static byte[] write(AssignedItem item, byte[] upload) {
        List<byte[]> texts = new ArrayList<>();
        texts.add(utf8(item.unit()));
        texts.add(utf8(item.cluster()));
        texts.add(utf8(item.group()));
        texts.add(utf8(item.reason()));
        List<byte[]> labels =
                item.labels().stream().map(AssignedItemFormat::utf8).toList();
        List<byte[]> related =
                item.related().stream().map(AssignedItemFormat::utf8).toList();
        int length = FIXED_LENGTH + Integer.BYTES + length(upload);
        if (!related.isEmpty()) {
            length += Integer.BYTES;
        }
        for (byte[] one : related) {
            length += length(one);
        }
        for (byte[] text : texts) {
            length += length(text);
        }
        for (byte[] label : labels) {
            length += length(label);
        }
        ByteBuffer out = ByteBuffer.allocate(length)
                .put(related.isEmpty() ? WITHOUT_RELATED : VERSION)
                .put(code(item.split()))
                .put(code(item.layout()))
                .put(item.fold() == null ? (byte) NULL : item.fold().byteValue())
                .put(code(item.standing()))
                .put((byte) (item.bridge() ? 1 : 0))
                .putInt(item.specVersion());
        put(out, item.at());
        put(out, item.capturedAt());
        out.putLong(item.arrival())
                .putLong(item.since() == null ? NULL : item.since())
                .putDouble(item.aspectRatio())
                .putDouble(item.merit());
        item.content().write(out);
        texts.forEach(text -> put(out, text));
        out.putInt(labels.size());
        labels.forEach(label -> put(out, label));
        if (!related.isEmpty()) {
            out.putInt(related.size());
            related.forEach(one -> put(out, one));
        }
        put(out, upload);
        return out.array();
    }

    static AssignedItem readItem(String item, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = version(item, in);
        return version == 1 ? readVersion1(item, in) : readLater(item, in, version);
    }

    /** The JSON of an item's upload; null where that is not known, as after version 1. */
    static byte[] readUpload(String item, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = version(item, in);
        if (version == 1) {
            return null;
        }
        readLater(item, in, version);
        return bytes(in);
    }

    private static byte version(String item, ByteBuffer in) {
        byte version = in.get();
        if (version < 1 || version > VERSION) {
            throw new IllegalStateException("The store holds item " + item + " in format " + version
                    + ", this program reads formats 1 to " + VERSION
                    + ": start the version that wrote it, or a later one");
        }
        return version;
    }

    private static AssignedItem readVersion1(String item, ByteBuffer in) {
        Split split = split(in.get());
        int specVersion = in.getInt();
        Instant at = instant(in);
        long arrival = in.getLong();
        ContentHash content = ContentHash.read(in);
        String unit = text(in);
        String cluster = text(in);
        String group = text(in);
        String label = text(in);
        return new AssignedItem(item, content, specVersion, at, arrival, label, group, cluster, unit, split);
    }

    /** Leaves the upload to be read. */
    private static AssignedItem readLater(String item, ByteBuffer in, byte version) {
        Split split = split(in.get());
        Split layout = split(in.get());
        byte fold = in.get();
        Standing standing = standing(in.get());
        boolean bridge = in.get() == 1;
        int specVersion = in.getInt();
        Instant at = instant(in);
        Instant capturedAt = instant(in);
        long arrival = in.getLong();
        long since = in.getLong();
        double aspectRatio = in.getDouble();
        double merit = in.getDouble();
        ContentHash content = ContentHash.read(in);
        String unit = text(in);
        String cluster = text(in);
        String group = text(in);
        String reason = text(in);
        List<String> labels = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            labels.add(text(in));
        }
        List<String> related = new ArrayList<>();
        for (int left = version == WITHOUT_RELATED ? 0 : in.getInt(); left > 0; left--) {
            related.add(text(in));
        }
        return new AssignedItem(
                item,
                content,
                specVersion,
                at,
                arrival,
                labels,
                group,
                cluster,
                unit,
                split,
                fold == NULL ? null : Integer.valueOf(fold),
                layout,
                capturedAt,
                aspectRatio,
                merit,
                standing,
                reason,
                bridge,
                since == NULL ? null : since,
                related);
    }

    /** What is kept of a dataset beside its items: version (1 byte, now 2), steps (8), frozenUpTo (8), specVersion (4), settledUpTo (8, not in version 1). */
    static byte[] write(Ledger ledger) {
        return ByteBuffer.allocate(29)
                .put(LEDGER_VERSION)
                .putLong(ledger.steps())
                .putLong(ledger.frozenUpTo())
                .putInt(ledger.specVersion())
                .putLong(ledger.settledUpTo())
                .array();
    }

    static Ledger readLedger(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != 1 && version != LEDGER_VERSION) {
            throw new IllegalStateException("The store holds a dataset's ledger in format " + version
                    + ", this program reads formats 1 and " + LEDGER_VERSION
                    + ": start the version that wrote it, or a later one");
        }
        return new Ledger(in.getLong(), in.getLong(), in.getInt(), version == 1 ? 0 : in.getLong());
    }

    private static byte code(Split split) {
        if (split == null) {
            return NULL;
        }
        return switch (split) {
            case TRAIN -> 0;
            case VAL -> 1;
            case TEST -> 2;
        };
    }

    private static Split split(byte code) {
        return switch (code) {
            case NULL -> null;
            case 0 -> Split.TRAIN;
            case 1 -> Split.VAL;
            case 2 -> Split.TEST;
            default -> throw new IllegalStateException("A stored split is 0, 1, 2 or -1, not " + code);
        };
    }

    private static byte code(Standing standing) {
        return switch (standing) {
            case KEPT -> 0;
            case DUPLICATE -> 1;
            case QUARANTINED -> 2;
        };
    }

    private static Standing standing(byte code) {
        return switch (code) {
            case 0 -> Standing.KEPT;
            case 1 -> Standing.DUPLICATE;
            case 2 -> Standing.QUARANTINED;
            default -> throw new IllegalStateException("A stored standing is 0, 1 or 2, not " + code);
        };
    }

    private static void put(ByteBuffer out, Instant instant) {
        out.putLong(instant.getEpochSecond()).putInt(instant.getNano());
    }

    private static Instant instant(ByteBuffer in) {
        return Instant.ofEpochSecond(in.getLong(), in.getInt());
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

    private static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length == NULL) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer in) {
        byte[] text = bytes(in);
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }
}
