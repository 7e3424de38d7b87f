package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.RunLengths;
import java.util.BitSet;

/** A mask that is put together pixel by pixel, one bit each. What lies outside the picture is left out. Not for several threads. */
public final class RowMask {
    private static final double MOST_PIXELS = 1 << 28;

    private final int width;
    private final int height;

    /** Column by column, as run lengths count. */
    private final BitSet pixels;

    public RowMask(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new BitSet();
    }

    /** Whether a picture of this size can be held. */
    public static boolean isRaster(double width, double height) {
        return width >= 1
                && height >= 1
                && width == Math.rint(width)
                && height == Math.rint(height)
                && width * height <= MOST_PIXELS
                && Math.max(width, height) <= MOST_PIXELS;
    }

    public void set(int x, int y) {
        if (x >= 0 && y >= 0 && x < width && y < height) {
            pixels.set(x * height + y);
        }
    }

    public RunLengths runs() {
        RunLengths.Builder runs = new RunLengths.Builder(width, height);
        int at = 0;
        int all = width * height;
        while (at < all) {
            int begin = pixels.nextSetBit(at);
            if (begin < 0) {
                break;
            }
            int end = pixels.nextClearBit(begin);
            runs.add(false, begin - at);
            runs.add(true, end - begin);
            at = end;
        }
        runs.add(false, all - at);
        return runs.build();
    }
}
