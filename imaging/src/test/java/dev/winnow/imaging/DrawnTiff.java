package dev.winnow.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A TIFF file written tag by tag, with its strips or tiles as they are given. */
final class DrawnTiff {
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int STRIP_OFFSETS = 273;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int COLORS = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;

    private static final int LONG = 4;
    private static final int SHORT = 3;

    private final ByteOrder order;
    private final Map<Integer, long[]> tags = new TreeMap<>();
    private final List<byte[]> pieces = new ArrayList<>();
    private int offsets = STRIP_OFFSETS;
    private int sizes = STRIP_BYTES;

    /** @param photometric 0 and 1 gray, 2 RGB, 3 palette */
    DrawnTiff(ByteOrder order, int width, int height, int photometric, int... bits) {
        this.order = order;
        tag(256, width).tag(257, height).tag(COMPRESSION, 1).tag(PHOTOMETRIC, photometric);
        long[] each = new long[bits.length];
        for (int i = 0; i < bits.length; i++) {
            each[i] = bits[i];
        }
        tag(BITS, each).tag(SAMPLES, bits.length).tag(ROWS_PER_STRIP, height);
    }

    DrawnTiff tag(int tag, long... values) {
        tags.put(tag, values);
        return this;
    }

    DrawnTiff without(int tag) {
        tags.put(tag, null);
        return this;
    }

    DrawnTiff strip(byte[] data) {
        pieces.add(data);
        return this;
    }

    DrawnTiff tile(byte[] data) {
        offsets = TILE_OFFSETS;
        sizes = TILE_BYTES;
        tags.remove(ROWS_PER_STRIP);
        pieces.add(data);
        return this;
    }

    byte[] bytes() {
        long[] at = new long[pieces.size()];
        long[] length = new long[pieces.size()];
        int end = 8;
        for (int i = 0; i < at.length; i++) {
            at[i] = end;
            length[i] = pieces.get(i).length;
            end += pieces.get(i).length + (pieces.get(i).length & 1);
        }
        tags.putIfAbsent(offsets, at);
        if (!tags.containsKey(sizes)) {
            tags.put(sizes, length);
        }
        tags.values().removeIf(values -> values == null);
        int directory = end;
        int outside = directory + 2 + 12 * tags.size() + 4;
        int total = outside;
        for (Map.Entry<Integer, long[]> tag : tags.entrySet()) {
            int bytes = tag.getValue().length * width(tag.getKey());
            total += bytes > 4 ? bytes : 0;
        }
        ByteBuffer file = ByteBuffer.allocate(total).order(order);
        file.put(order == ByteOrder.LITTLE_ENDIAN ? new byte[] {'I', 'I'} : new byte[] {'M', 'M'});
        file.putShort((short) 42).putInt(directory);
        for (int i = 0; i < at.length; i++) {
            file.position((int) at[i]);
            file.put(pieces.get(i));
        }
        file.position(directory);
        file.putShort((short) tags.size());
        for (Map.Entry<Integer, long[]> tag : tags.entrySet()) {
            long[] values = tag.getValue();
            int width = width(tag.getKey());
            file.putShort((short) (int) tag.getKey());
            file.putShort((short) (width == 4 ? LONG : SHORT)).putInt(values.length);
            int next = file.position() + 4;
            if (values.length * width > 4) {
                file.putInt(outside);
                file.position(outside);
                outside += values.length * width;
            }
            for (long value : values) {
                if (width == 4) {
                    file.putInt((int) value);
                } else {
                    file.putShort((short) value);
                }
            }
            file.position(next);
        }
        return file.array();
    }

    private static int width(int tag) {
        return tag == STRIP_OFFSETS || tag == STRIP_BYTES || tag == TILE_OFFSETS || tag == TILE_BYTES ? 4 : 2;
    }
}
