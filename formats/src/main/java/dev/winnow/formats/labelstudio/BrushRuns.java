package dev.winnow.formats.labelstudio;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.RowMask;

/**
 * Label Studio's masks: a stream of bits, most significant first, of the picture's RGBA values row by row. It begins with the number of
 * values, the size of one, and the widths of four fields of run lengths; then runs of one repeated value and of different ones alternate.
 * A pixel belongs to the mask where its alpha is above 0.
 */
final class BrushRuns {
    private static final int CHANNELS = 4;

    private final double[] bytes;
    private long bit;

    private BrushRuns(double[] bytes) {
        this.bytes = bytes;
    }

    /** The mask, or why it cannot be read. */
    static Shape read(double[] bytes, int width, int height) {
        for (double value : bytes) {
            if (!(value >= 0 && value <= 255) || value != Math.rint(value)) {
                return broken("a byte is " + value);
            }
        }
        return new BrushRuns(bytes).read(width, height);
    }

    private static Shape broken(String why) {
        return new Shape.Unreadable(LabelIssue.RLE_BROKEN, "The mask cannot be read: " + why + "; mask dropped.", "");
    }

    private Shape read(int width, int height) {
        if (bytes.length < 7) {
            return broken("it has " + bytes.length + " bytes and not even a beginning");
        }
        long values = bits(32);
        int size = (int) bits(5) + 1;
        int[] widths = new int[4];
        for (int i = 0; i < 4; i++) {
            widths[i] = (int) bits(4) + 1;
        }
        long expected = (long) CHANNELS * width * height;
        if (values != expected) {
            return new Shape.Unreadable(
                    LabelIssue.RLE_LENGTH,
                    "The mask's runs sum to " + values / CHANNELS + ", the picture has " + expected / CHANNELS
                            + " pixels; mask dropped.",
                    "");
        }
        RowMask mask = new RowMask(width, height);
        long at = 0;
        while (at < values) {
            if (left() < 3) {
                return broken("it ends after " + at / CHANNELS + " of " + values / CHANNELS + " pixels");
            }
            boolean repeated = bits(1) == 1;
            int field = widths[(int) bits(2)];
            if (left() < field) {
                return broken("it ends inside a run length");
            }
            long run = bits(field) + 1;
            if (at + run > values) {
                return broken("a run goes beyond the picture");
            }
            if (left() < (repeated ? size : run * size)) {
                return broken("it ends inside a run");
            }
            long word = repeated ? bits(size) : 0;
            for (long i = 0; i < run; i++, at++) {
                word = repeated ? word : bits(size);
                if (at % CHANNELS == CHANNELS - 1 && word > 0) {
                    long pixel = at / CHANNELS;
                    mask.set((int) (pixel % width), (int) (pixel / width));
                }
            }
        }
        return new Shape.Bitmap(mask.runs());
    }

    private long left() {
        return 8L * bytes.length - bit;
    }

    private long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++, bit++) {
            int at = (int) bytes[(int) (bit >> 3)];
            value = value << 1 | at >> 7 - (bit & 7) & 1;
        }
        return value;
    }
}
