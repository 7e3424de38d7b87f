package dev.winnow.imaging.measure;

import java.util.Arrays;

/**
 * What needs all three channels of a pixel at once, from an even sample of the pixels: one of so many in each row, each row
 * one column further on, 45,000 of them or a few more; all pixels of a small picture. Neighbours differ little, so that more
 * of them would not say more.
 *
 * <p>Working memory for one picture at a time.
 */
public final class ColorSample {
    private static final int SAMPLED_PIXELS = 45_000;
    /** Weights of R², G² and B², in thousandths (HSP colour model). */
    private static final int RED = 241;

    private static final int GREEN = 691;
    private static final int BLUE = 68;
    /** Bins of a level of luminance; a value is known to half a bin. */
    private static final int BINS_PER_LEVEL = 8;

    private static final int BINS = 255 * BINS_PER_LEVEL + 1;
    private static final int[] RED_SQUARED = squares(RED);
    private static final int[] GREEN_SQUARED = squares(GREEN);
    private static final int[] BLUE_SQUARED = squares(BLUE);
    /** The bin of 1000 times a luminance squared, by that over 1024. */
    private static final short[] BIN = bins();

    private static final int SQUARE_SHIFT = 10;

    private final int[] luminance = new int[BINS];
    private final int[] grays = new int[256];
    private int step;
    private long pixels;
    private long redGreen;
    private long yellowBlue;
    private long redGreenSquared;
    private long yellowBlueSquared;

    private static int[] squares(int weight) {
        int[] squares = new int[256];
        for (int value = 0; value < 256; value++) {
            squares[value] = weight * value * value;
        }
        return squares;
    }

    private static short[] bins() {
        short[] bins = new short[(1000 * 255 * 255 >> SQUARE_SHIFT) + 1];
        for (int square = 0; square < bins.length; square++) {
            double middle = Math.min((square + 0.5) * (1 << SQUARE_SHIFT) / 1000, 255 * 255);
            bins[square] = (short) Math.rint(Math.sqrt(middle) * BINS_PER_LEVEL);
        }
        bins[0] = 0;
        return bins;
    }

    /** Begins a picture. */
    public void start(int width, int height) {
        step = (int) Math.max(1, (long) width * height / SAMPLED_PIXELS);
        Arrays.fill(luminance, 0);
        Arrays.fill(grays, 0);
        pixels = 0;
        redGreen = 0;
        yellowBlue = 0;
        redGreenSquared = 0;
        yellowBlueSquared = 0;
    }

    /**
     * @param bgr holds the picture's row {@code y}, blue, green, red, from {@code offset} on
     * @param gray holds its gray values from {@code grayOffset} on
     */
    public void row(byte[] bgr, int offset, short[] gray, int grayOffset, int y, int width) {
        int first = step - 1 - y % step;
        long rg = 0;
        long yb = 0;
        long rgSquared = 0;
        long ybSquared = 0;
        int sampled = 0;
        for (int x = first; x < width; x += step) {
            int at = offset + 3 * x;
            int blue = bgr[at] & 0xFF;
            int green = bgr[at + 1] & 0xFF;
            int red = bgr[at + 2] & 0xFF;
            luminance[BIN[RED_SQUARED[red] + GREEN_SQUARED[green] + BLUE_SQUARED[blue] >> SQUARE_SHIFT]]++;
            int opponent = red - green;
            int twice = red + green - 2 * blue;
            rg += opponent;
            yb += twice;
            rgSquared += opponent * opponent;
            ybSquared += twice * twice;
            grays[gray[grayOffset + x]]++;
            sampled++;
        }
        pixels += sampled;
        redGreen += rg;
        yellowBlue += yb;
        redGreenSquared += rgSquared;
        yellowBlueSquared += ybSquared;
    }

    /**
     * A percentile of luminance, 0 to 1, between neighbouring values as NumPy does. Where the sample's gray has that
     * percentile elsewhere than the whole picture's gray, the sample's luminance is taken to be off by as much.
     *
     * @param allGray of the whole picture
     */
    public double luminance(double share, Histogram allGray) {
        double rank = share * (pixels - 1);
        long lower = (long) rank;
        double below = level(lower);
        double above = lower + 1 < pixels ? level(lower + 1) : below;
        double sampled = below + (above - below) * (rank - lower);
        double missed = allGray.interpolatedPercentile(share) - new Histogram(grays).interpolatedPercentile(share);
        return Math.max(0, Math.min(255, sampled + missed)) / 255;
    }

    private double level(long rank) {
        long below = 0;
        int bin = -1;
        while (below <= rank) {
            below += luminance[++bin];
        }
        return (double) bin / BINS_PER_LEVEL;
    }

    /** Colourfulness after Hasler and Süsstrunk. */
    public double colorfulness() {
        double n = pixels;
        double meanRg = redGreen / n;
        double meanYb = yellowBlue / (2 * n);
        double varianceRg = Math.max(0, redGreenSquared / n - meanRg * meanRg);
        double varianceYb = Math.max(0, yellowBlueSquared / (4 * n) - meanYb * meanYb);
        return Math.sqrt(varianceRg + varianceYb) + 0.3 * Math.sqrt(meanRg * meanRg + meanYb * meanYb);
    }
}
