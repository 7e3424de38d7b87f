package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.imaging.hash.GrayColumns;
import dev.winnow.imaging.measure.Border;
import dev.winnow.imaging.measure.ColorSample;
import dev.winnow.imaging.measure.Histogram;
import dev.winnow.imaging.measure.Neighbourhoods;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.opencv.core.CvType;
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

    private final Mat gray = new Mat();
    private final MessageDigest digest = ContentHash.sha256();
    private final int[] counts = new int[4 * 256];
    private final Neighbourhoods neighbourhoods = new Neighbourhoods();
    private final ColorSample colors = new ColorSample();
    private final Border border = new Border();
    private byte[] bgrBand = new byte[0];
    private byte[] grayBand = new byte[0];
    private ContentHash hash;

    /**
     * @param columns started for the picture; receives all its gray values
     * @param keepGray whether {@link #gray} is wanted
     */
    void run(Mat bgr, GrayColumns columns, boolean keepGray) {
        int width = bgr.cols();
        int height = bgr.rows();
        int bandRows = bandRows(width, height);
        if (bgrBand.length < 3 * bandRows * width) {
            bgrBand = new byte[3 * bandRows * width];
            grayBand = new byte[bandRows * width];
        }
        if (keepGray) {
            gray.create(height, width, CvType.CV_8UC1);
        }
        Arrays.fill(counts, 0);
        neighbourhoods.start(width, height, bandRows);
        colors.start(width, height);
        border.start(width, height);
        digest.reset();
        digest.update(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
        int stripRows = columns.stripRows();
        for (int strip = 0; strip < height; strip += stripRows) {
            int stripEnd = Math.min(height, strip + stripRows);
            for (int top = strip; top < stripEnd; top += bandRows) {
                band(bgr, columns, strip, top, Math.min(bandRows, stripEnd - top), keepGray);
            }
            columns.narrow(strip, stripEnd - strip);
        }
        hash = ContentHash.of(digest);
    }

    /** A multiple of eight. */
    static int bandRows(int width, int height) {
        return Math.max(8, Math.min((height + 7) / 8, BAND_PIXELS / width / 8) * 8);
    }

    private void band(Mat bgr, GrayColumns columns, int strip, int top, int rows, boolean keepGray) {
        int width = bgr.cols();
        Mat band = bgr.rowRange(top, top + rows);
        band.get(0, 0, bgrBand);
        band.release();
        digest.update(bgrBand, 0, 3 * rows * width);
        countColors(bgrBand, 3 * rows * width, counts);
        short[] grays = neighbourhoods.rows();
        int first = neighbourhoods.offset(0);
        int stride = neighbourhoods.offset(1) - first;
        convert(bgrBand, width, rows, grays, first, stride, counts);
        columns.fill(grays, first, stride, top - strip, rows);
        for (int y = 0; y < rows; y++) {
            int at = neighbourhoods.offset(y);
            colors.row(bgrBand, 3 * y * width, grays, at, top + y, width);
            border.row(grays, at);
        }
        if (keepGray) {
            for (int y = 0; y < rows; y++) {
                narrow(grays, neighbourhoods.offset(y), grayBand, y * width, width);
            }
            Mat grayRows = gray.rowRange(top, top + rows);
            grayRows.put(0, 0, grayBand);
            grayRows.release();
        }
        neighbourhoods.add(rows);
    }

    private static void narrow(short[] from, int at, byte[] to, int begin, int width) {
        for (int x = 0; x < width; x++) {
            to[begin + x] = (byte) from[at + x];
        }
    }

    /**
     * Neighbouring pixels often have the same value; they are counted in different tables, so that one does not wait for the
     * other. The tables are made here because then the compiler knows how long they are.
     */
    private static void countColors(byte[] bgr, int length, int[] counts) {
        int[] blue = new int[256];
        int[] green = new int[256];
        int[] red = new int[256];
        int[] nextBlue = new int[256];
        int[] nextGreen = new int[256];
        int[] nextRed = new int[256];
        int at = 0;
        for (; at + 6 <= length; at += 6) {
            blue[bgr[at] & 0xFF]++;
            green[bgr[at + 1] & 0xFF]++;
            red[bgr[at + 2] & 0xFF]++;
            nextBlue[bgr[at + 3] & 0xFF]++;
            nextGreen[bgr[at + 4] & 0xFF]++;
            nextRed[bgr[at + 5] & 0xFF]++;
        }
        if (at < length) {
            blue[bgr[at] & 0xFF]++;
            green[bgr[at + 1] & 0xFF]++;
            red[bgr[at + 2] & 0xFF]++;
        }
        for (int value = 0; value < 256; value++) {
            counts[value] += blue[value] + nextBlue[value];
            counts[256 + value] += green[value] + nextGreen[value];
            counts[512 + value] += red[value] + nextRed[value];
        }
    }

    /** Gray values of a band, counted. */
    private static void convert(byte[] bgr, int width, int rows, short[] out, int first, int stride, int[] counts) {
        int[] zeroth = new int[256];
        int[] once = new int[256];
        int[] twice = new int[256];
        int[] thrice = new int[256];
        int at = 0;
        for (int y = 0; y < rows; y++) {
            int to = first + y * stride;
            int end = to + width;
            for (; to + 4 <= end; to += 4, at += 12) {
                int a = gray(bgr, at);
                int b = gray(bgr, at + 3);
                int c = gray(bgr, at + 6);
                int d = gray(bgr, at + 9);
                out[to] = (short) a;
                out[to + 1] = (short) b;
                out[to + 2] = (short) c;
                out[to + 3] = (short) d;
                zeroth[a & 0xFF]++;
                once[b & 0xFF]++;
                twice[c & 0xFF]++;
                thrice[d & 0xFF]++;
            }
            for (; to < end; to++, at += 3) {
                int value = gray(bgr, at);
                out[to] = (short) value;
                zeroth[value & 0xFF]++;
            }
        }
        for (int value = 0; value < 256; value++) {
            counts[768 + value] += zeroth[value] + once[value] + twice[value] + thrice[value];
        }
    }

    private static int gray(byte[] bgr, int at) {
        return (bgr[at] & 0xFF) * BLUE + (bgr[at + 1] & 0xFF) * GREEN + (bgr[at + 2] & 0xFF) * RED + HALF >> 16;
    }

    /** The gray picture of the last run that was asked for it. */
    Mat gray() {
        return gray;
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
        return new Histogram(Arrays.copyOfRange(counts, first, first + 256));
    }

    Neighbourhoods neighbourhoods() {
        return neighbourhoods;
    }

    ColorSample colors() {
        return colors;
    }

    Border border() {
        return border;
    }

    /** SHA-256 over width, height and pixels. */
    ContentHash hash() {
        return hash;
    }
}
