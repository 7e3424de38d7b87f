package dev.winnow.formats.tfrecord;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@code tf.train.Example} in protocol buffers. Features are sorted by name, numbers are packed. Not safe for use by several threads. */
final class Example {
    private static final int DELIMITED = 2;
    private static final int BYTES_LIST = 1;
    private static final int FLOAT_LIST = 2;
    private static final int INT64_LIST = 3;

    private final Map<String, byte[]> features = new TreeMap<>();

    Example bytes(String name, byte[]... values) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (byte[] value : values) {
            field(list, 1, value);
        }
        return feature(name, BYTES_LIST, list.toByteArray());
    }

    Example text(String name, List<String> values) {
        return bytes(
                name,
                values.stream()
                        .map(value -> value.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
    }

    Example text(String name, String value) {
        return text(name, List.of(value));
    }

    Example floats(String name, float... values) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (float value : values) {
            int bits = Float.floatToIntBits(value);
            for (int shift = 0; shift < 32; shift += 8) {
                packed.write(bits >> shift);
            }
        }
        return packed(name, FLOAT_LIST, packed, values.length);
    }

    Example numbers(String name, long... values) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (long value : values) {
            varint(packed, value);
        }
        return packed(name, INT64_LIST, packed, values.length);
    }

    private Example packed(String name, int kind, ByteArrayOutputStream packed, int count) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        if (count > 0) {
            field(list, 1, packed.toByteArray());
        }
        return feature(name, kind, list.toByteArray());
    }

    private Example feature(String name, int kind, byte[] list) {
        ByteArrayOutputStream feature = new ByteArrayOutputStream();
        field(feature, kind, list);
        features.put(name, feature.toByteArray());
        return this;
    }

    byte[] toBytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        features.forEach((name, feature) -> {
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            field(entry, 1, name.getBytes(StandardCharsets.UTF_8));
            field(entry, 2, feature);
            field(all, 1, entry.toByteArray());
        });
        ByteArrayOutputStream example = new ByteArrayOutputStream();
        field(example, 1, all.toByteArray());
        return example.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        varint(out, number << 3 | DELIMITED);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
