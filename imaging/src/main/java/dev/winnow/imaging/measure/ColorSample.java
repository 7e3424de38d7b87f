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
    /** Samples whose sums fit 32 bits. */
    private static final int CHUNK = 8_192;
    /** Weights of R², G² and B², in thousandths (HSP colour model). */
    private static final int RED = 241;

    private static final int GREEN = 691;
    private static final int BLUE = 68;
    private static final int[] RED_SQUARED = squares(RED);
    private static final int[] GREEN_SQUARED = squares(GREEN);
    private static final int[] BLUE_SQUARED = squares(BLUE);
    /**
     * Thousandfold squares of luminance are counted by the leading bits of the floating-point number: a bin is at most 1/256
     * of its value wide, and half of that in the square root.
     */
    private static final int BIN_SHIFT = 15;

    private static final int FIRST_BIN = Float.floatToRawIntBits(1) >> BIN_SHIFT;
    private static final int BINS = bin(1000 * 255 * 255) + 1;

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

    private static int bin(int square) {
        return (Float.floatToRawIntBits(square + 1) >> BIN_SHIFT) - FIRST_BIN;
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
        int samples = first < width ? (width - 1 - first) / step + 1 : 0;
        for (int from = 0; from < samples; from += CHUNK) {
            int chunk = Math.min(CHUNK, samples - from);
            int x = first + from * step;
            chunk(bgr, offset + 3 * x, gray, grayOffset + x, chunk);
        }
        pixels += samples;
    }

    private void chunk(byte[] bgr, int offset, short[] gray, int grayOffset, int samples) {
        int[] lum = luminance;
        int[] gr = grays;
        int stride = step;
        int rg = 0;
        int yb = 0;
        int rgSquared = 0;
        int ybSquared = 0;
        int at = offset;
        int atGray = grayOffset;
        for (int i = 0; i < samples; i++) {
            int blue = bgr[at] & 0xFF;
            int green = bgr[at + 1] & 0xFF;
            int red = bgr[at + 2] & 0xFF;
            lum[bin(RED_SQUARED[red] + GREEN_SQUARED[green] + BLUE_SQUARED[blue])]++;
            int opponent = red - green;
            int twice = red + green - 2 * blue;
            rg += opponent;
            yb += twice;
            rgSquared += opponent * opponent;
            ybSquared += twice * twice;
            gr[gray[atGray]]++;
            at += 3 * stride;
            atGray += stride;
        }
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
        double lower = Float.intBitsToFloat(bin + FIRST_BIN << BIN_SHIFT) - 1;
        double upper = Float.intBitsToFloat(bin + 1 + FIRST_BIN << BIN_SHIFT) - 1;
        return Math.sqrt(bin == 0 ? 0 : (lower + upper) / 2000);
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
