package dev.winnow.imaging.measure;

import dev.winnow.dataset.DetailThumbnail;
import java.util.Arrays;

/**
 * The colours of a picture's parts, 8×8 of them, in CIE L*a*b* without the lightness (sRGB, D65): each of the mean of 16×16 pixels
 * evenly spread over the part, or as many times each pixel as it takes in small pictures.
 *
 * <p>Working memory for one picture at a time.
 */
public final class ColorField {
    private static final int FIELD = DetailThumbnail.FIELD;
    private static final int SAMPLES = 16;
    private static final int LINES = FIELD * SAMPLES;
    private static final double[] WHITE = {0.950456, 1, 1.088754};

    private final int[] columns = new int[LINES];

    /** Blue, green and red of each part. */
    private final int[] sums = new int[3 * FIELD * FIELD];

    private int height;
    private int line;

    /** Begins a picture. */
    public void start(int width, int newHeight) {
        height = newHeight;
        line = 0;
        Arrays.fill(sums, 0);
        for (int i = 0; i < LINES; i++) {
            columns[i] = 3 * place(i, width);
        }
    }

    private static int place(int line, int length) {
        return (int) ((2L * line + 1) * length / (2 * LINES));
    }

    /**
     * @param bgr holds the picture's row {@code y}, blue, green, red, from {@code offset} on; rows come in order
     */
    public void row(byte[] bgr, int offset, int y) {
        while (line < LINES && place(line, height) == y) {
            int part = line / SAMPLES * FIELD * 3;
            for (int i = 0; i < LINES; part += 3) {
                int blue = 0;
                int green = 0;
                int red = 0;
                for (int end = i + SAMPLES; i < end; i++) {
                    int at = offset + columns[i];
                    blue += bgr[at] & 0xFF;
                    green += bgr[at + 1] & 0xFF;
                    red += bgr[at + 2] & 0xFF;
                }
                sums[part] += blue;
                sums[part + 1] += green;
                sums[part + 2] += red;
            }
            line++;
        }
    }

    /** a* and b* of each part, row by row, rounded to whole numbers from −128 to 127. */
    public byte[] colors() {
        byte[] colors = new byte[2 * FIELD * FIELD];
        for (int part = 0; part < FIELD * FIELD; part++) {
            double blue = linear(sums[3 * part]);
            double green = linear(sums[3 * part + 1]);
            double red = linear(sums[3 * part + 2]);
            double x = lightness((0.412453 * red + 0.357580 * green + 0.180423 * blue) / WHITE[0]);
            double y = lightness((0.212671 * red + 0.715160 * green + 0.072169 * blue) / WHITE[1]);
            double z = lightness((0.019334 * red + 0.119193 * green + 0.950227 * blue) / WHITE[2]);
            colors[2 * part] = rounded(500 * (x - y));
            colors[2 * part + 1] = rounded(200 * (y - z));
        }
        return colors;
    }

    private static double linear(int sum) {
        double value = sum / (255.0 * SAMPLES * SAMPLES);
        return value <= 0.04045 ? value / 12.92 : StrictMath.pow((value + 0.055) / 1.055, 2.4);
    }

    private static double lightness(double ratio) {
        return ratio > 216.0 / 24_389 ? StrictMath.cbrt(ratio) : 841.0 / 108 * ratio + 4.0 / 29;
    }

    private static byte rounded(double value) {
        return (byte) Math.max(-128, Math.min(127, Math.round(value)));
    }
}
