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

    private static final int CHANNELS = 4;
    private static final int TABLES = 2;

    private final Mat gray = new Mat();
    private final MessageDigest digest = ContentHash.sha256();
    private final int[] counts = new int[TABLES * CHANNELS * 256];
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
        short[] grays = neighbourhoods.rows();
        for (int y = 0; y < rows; y += 4) {
            int first = neighbourhoods.offset(y);
            int stride = neighbourhoods.offset(y + 1) - first;
            int[][] to = columns.columns();
            if (y + 4 <= rows) {
                fourRows(bgrBand, 3 * y * width, width, grays, first, stride, to, top - strip + y, counts);
            } else {
                for (int row = y; row < rows; row++) {
                    int at = first + (row - y) * stride;
                    oneRow(bgrBand, 3 * row * width, width, grays, at, to, top - strip + row, counts);
                }
            }
        }
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

    /** Four rows at a time: each column is looked up once for four values, and neighbouring rows count in different tables. */
    private static void fourRows(
            byte[] in, int at, int width, short[] out, int to, int stride, int[][] columns, int row, int[] counts) {
        int line = 3 * width;
        for (int x = 0; x < width; x++, at += 3, to++) {
            int first = pixel(in, at, counts, 0);
            int second = pixel(in, at + line, counts, 1024);
            int third = pixel(in, at + 2 * line, counts, 0);
            int fourth = pixel(in, at + 3 * line, counts, 1024);
            int[] column = columns[x];
            column[row] = first;
            column[row + 1] = second;
            column[row + 2] = third;
            column[row + 3] = fourth;
            out[to] = (short) first;
            out[to + stride] = (short) second;
            out[to + 2 * stride] = (short) third;
            out[to + 3 * stride] = (short) fourth;
        }
    }

    private static void oneRow(
            byte[] in, int at, int width, short[] out, int to, int[][] columns, int row, int[] counts) {
        for (int x = 0; x < width; x++) {
            int value = pixel(in, at + 3 * x, counts, 0);
            columns[x][row] = value;
            out[to + x] = (short) value;
        }
    }

    /** Counts a pixel and returns its gray. */
    private static int pixel(byte[] bgr, int at, int[] counts, int table) {
        int blue = bgr[at] & 0xFF;
        int green = bgr[at + 1] & 0xFF;
        int red = bgr[at + 2] & 0xFF;
        int value = blue * BLUE + green * GREEN + red * RED + HALF >> 16;
        counts[table + blue]++;
        counts[table + 256 + green]++;
        counts[table + 512 + red]++;
        counts[table + 768 + value]++;
        return value;
    }

    /** The gray picture of the last run that was asked for it. */
    Mat gray() {
        return gray;
    }

    Histogram blueHistogram() {
        return Histogram.summed(counts, 0, 1024);
    }

    Histogram greenHistogram() {
        return Histogram.summed(counts, 256, 1024);
    }

    Histogram redHistogram() {
        return Histogram.summed(counts, 512, 1024);
    }

    Histogram grayHistogram() {
        return Histogram.summed(counts, 768, 1024);
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
