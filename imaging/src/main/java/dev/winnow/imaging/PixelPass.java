package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.imaging.hash.GrayColumns;
import dev.winnow.imaging.hash.PdqPicture;
import dev.winnow.imaging.hash.PolarPicture;
import dev.winnow.imaging.hash.WaveletHash;
import dev.winnow.imaging.measure.Border;
import dev.winnow.imaging.measure.ColorField;
import dev.winnow.imaging.measure.ColorSample;
import dev.winnow.imaging.measure.Histogram;
import dev.winnow.imaging.measure.Neighbourhoods;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.opencv.core.Mat;

/**
 * The one read of the colour pixels, a band of rows at a time, so that each band is in the processor's cache for all that is
 * done with it: its SHA-256, its channels' histograms, and Pillow's gray ({@code Convert.c}), which OpenCV's differs from in
 * a few pixels of a thousand, for whoever needs that.
 *
 * <p>Working memory for one picture at a time.
 */
final class PixelPass {
    private static final int RED = 19_595;
    private static final int GREEN = 38_470;
    private static final int BLUE = 7_471;
    private static final int HALF = 0x8000;
    /** Pixels in a band: its gray values as {@code short} and a few copies of them stay in a second-level cache. */
    private static final int BAND_PIXELS = 1 << 13;
    /** Pixels of a picture from which on its neighbourhoods are measured in one band of so many, evenly spread. */
    private static final int NEIGHBOURHOOD_PIXELS = 3 << 15;

    private static final int TABLES = 16 * 256;

    private final MessageDigest digest = ContentHash.sha256();
    /** Four times the counts of blue, green, red and gray. */
    private final int[] counts = new int[TABLES];

    private final Neighbourhoods neighbourhoods = new Neighbourhoods();
    private final ColorSample colors = new ColorSample();
    private final ColorField colorField = new ColorField();
    private final Border border = new Border();
    private int bandsPerMeasured;
    private int bandNumber;
    private byte[] bgrBand = new byte[0];
    private FixedScale fixed;
    private WaveletHash wavelet;
    private PdqPicture pdq;
    private PolarPicture polar;

    /**
     * @param columns started for the picture; receives all its gray values
     * @param fixedScale started for the picture; receives its gray rows; or null
     * @param waveletHash started for the picture; receives its gray rows; or null
     * @param pdqPicture started for the picture; receives its colour rows; or null
     * @param polarPicture started for the picture; receives its gray rows; or null
     */
    void run(
            Mat bgr,
            GrayColumns columns,
            FixedScale fixedScale,
            WaveletHash waveletHash,
            PdqPicture pdqPicture,
            PolarPicture polarPicture) {
        fixed = fixedScale;
        wavelet = waveletHash;
        pdq = pdqPicture;
        polar = polarPicture;
        int width = bgr.cols();
        int height = bgr.rows();
        int bandRows = bandRows(width, height);
        if (bgrBand.length != 3 * bandRows * width) {
            bgrBand = new byte[3 * bandRows * width];
        }
        Arrays.fill(counts, 0);
        bandsPerMeasured = bandsPerMeasured(width, height);
        bandNumber = 0;
        neighbourhoods.start(width, height, bandRows, bandsPerMeasured > 1);
        colors.start(width, height);
        colorField.start(width, height);
        border.start(width, height);
        digest.reset();
        digest.update(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
        int stripRows = columns.stripRows();
        for (int strip = 0; strip < height; strip += stripRows) {
            int stripEnd = Math.min(height, strip + stripRows);
            for (int top = strip; top < stripEnd; top += bandRows) {
                read(bgr, columns, strip, top, Math.min(bandRows, stripEnd - top));
            }
            columns.narrow(strip, stripEnd - strip);
        }
    }

    /** A multiple of eight. */
    static int bandRows(int width, int height) {
        return Math.max(8, Math.min((height + 7) / 8, BAND_PIXELS / width / 8) * 8);
    }

    /** 1 where neighbourhoods are measured everywhere; never more than there are whole bands, so that one is measured. */
    static int bandsPerMeasured(int width, int height) {
        long wanted = ((long) width * height + NEIGHBOURHOOD_PIXELS - 1) / NEIGHBOURHOOD_PIXELS;
        return (int) Math.max(1, Math.min(wanted, height / bandRows(width, height)));
    }

    /** Whether a band counts, by its number from the top: the middle one of so many. */
    static boolean measured(int band, int rows, int bandsPerMeasured) {
        return band % bandsPerMeasured == bandsPerMeasured / 2 && rows >= 3;
    }

    private void read(Mat bgr, GrayColumns columns, int strip, int top, int rows) {
        int width = bgr.cols();
        bgr.get(top, 0, bgrBand); // as many rows as it has room for, or as there are left
        digest.update(bgrBand, 0, 3 * rows * width);
        short[] grays = neighbourhoods.rows();
        int first = neighbourhoods.offset(0);
        int stride = neighbourhoods.offset(1) - first;
        convert(bgrBand, width, rows, grays, first, stride, counts);
        columns.fill(grays, first, stride, top - strip, rows);
        for (int y = 0; y < rows; y++) {
            int at = neighbourhoods.offset(y);
            colors.row(bgrBand, 3 * y * width, grays, at, top + y, width);
            colorField.row(bgrBand, 3 * y * width, top + y);
            border.row(grays, at);
        }
        if (fixed != null) {
            for (int y = 0; y < rows; y++) {
                fixed.add(grays, neighbourhoods.offset(y));
            }
        }
        if (wavelet != null) {
            for (int y = 0; y < rows; y++) {
                wavelet.add(grays, neighbourhoods.offset(y));
            }
        }
        if (pdq != null) {
            for (int y = 0; y < rows; y++) {
                pdq.add(bgrBand, 3 * y * width);
            }
        }
        if (polar != null) {
            for (int y = 0; y < rows; y++) {
                polar.add(grays, neighbourhoods.offset(y));
            }
        }
        if (bandsPerMeasured == 1) {
            neighbourhoods.add(rows);
        } else if (measured(bandNumber, rows, bandsPerMeasured)) {
            neighbourhoods.addAlone(top, rows);
        }
        bandNumber++;
    }

    /**
     * Gray values of a band, counted, and those of its channels. Neighbouring pixels often have the same value; four in a row are
     * counted in different tables, so that none waits for another. The tables are one array, of a length that the compiler
     * knows, because then it needs one register for all and no checks.
     */
    private static void convert(byte[] bgr, int width, int rows, short[] out, int first, int stride, int[] tables) {
        if (tables.length != TABLES) {
            throw new IllegalArgumentException("Counts are " + TABLES + ", not " + tables.length);
        }
        for (int y = 0; y < rows; y++) {
            int at = 3 * y * width;
            int to = first + y * stride;
            int x = 0;
            for (; x + 4 <= width; x += 4, at += 12) {
                int b = bgr[at] & 0xFF;
                int g = bgr[at + 1] & 0xFF;
                int r = bgr[at + 2] & 0xFF;
                int value = gray(b, g, r);
                out[to + x] = (short) value;
                tables[b]++;
                tables[256 + g]++;
                tables[512 + r]++;
                tables[768 + (value & 0xFF)]++;
                b = bgr[at + 3] & 0xFF;
                g = bgr[at + 4] & 0xFF;
                r = bgr[at + 5] & 0xFF;
                value = gray(b, g, r);
                out[to + x + 1] = (short) value;
                tables[1024 + b]++;
                tables[1280 + g]++;
                tables[1536 + r]++;
                tables[1792 + (value & 0xFF)]++;
                b = bgr[at + 6] & 0xFF;
                g = bgr[at + 7] & 0xFF;
                r = bgr[at + 8] & 0xFF;
                value = gray(b, g, r);
                out[to + x + 2] = (short) value;
                tables[2048 + b]++;
                tables[2304 + g]++;
                tables[2560 + r]++;
                tables[2816 + (value & 0xFF)]++;
                b = bgr[at + 9] & 0xFF;
                g = bgr[at + 10] & 0xFF;
                r = bgr[at + 11] & 0xFF;
                value = gray(b, g, r);
                out[to + x + 3] = (short) value;
                tables[3072 + b]++;
                tables[3328 + g]++;
                tables[3584 + r]++;
                tables[3840 + (value & 0xFF)]++;
            }
            for (; x < width; x++, at += 3) {
                int b = bgr[at] & 0xFF;
                int g = bgr[at + 1] & 0xFF;
                int r = bgr[at + 2] & 0xFF;
                int value = gray(b, g, r);
                out[to + x] = (short) value;
                tables[b]++;
                tables[256 + g]++;
                tables[512 + r]++;
                tables[768 + (value & 0xFF)]++;
            }
        }
    }

    /** Pillow's gray of a colour, 0 to 255. */
    static int gray(int blue, int green, int red) {
        return blue * BLUE + green * GREEN + red * RED + HALF >> 16;
    }

    Histogram blueHistogram() {
        return histogram(0);
    }

    Histogram greenHistogram() {
        return histogram(256);
    }

    Histogram redHistogram() {
        return histogram(512);
    }

    Histogram grayHistogram() {
        return histogram(768);
    }

    private Histogram histogram(int first) {
        int[] sums = new int[256];
        for (int value = 0; value < 256; value++) {
            int at = first + value;
            sums[value] = counts[at] + counts[1024 + at] + counts[2048 + at] + counts[3072 + at];
        }
        return new Histogram(sums);
    }

    Neighbourhoods neighbourhoods() {
        return neighbourhoods;
    }

    ColorSample colors() {
        return colors;
    }

    ColorField colorField() {
        return colorField;
    }

    Border border() {
        return border;
    }

    /**
     * SHA-256 over width, height and pixels, and alpha behind them; to be asked for once after each run.
     *
     * @param alpha of the same picture, or null where all of it is opaque
     */
    ContentHash hash(Mat alpha) {
        if (alpha != null) {
            byte[] rows = new byte[Math.max(BAND_PIXELS, alpha.cols()) / alpha.cols() * alpha.cols()];
            for (int y = 0; y < alpha.rows(); y += rows.length / alpha.cols()) {
                digest.update(rows, 0, alpha.get(y, 0, rows));
            }
        }
        return ContentHash.of(digest);
    }
}
