package dev.winnow.imaging;

import dev.winnow.imaging.hash.GrayColumns;
import java.util.Arrays;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * The one pass over the colour pixels: makes Pillow's gray ({@code Convert.c}), which OpenCV's differs from in a few
 * pixels of a hundred, and hands it to whoever needs it: as a Mat, as columns to hash, and counted in a histogram.
 *
 * <p>Working memory for one picture at a time.
 */
final class GrayPass {
    private static final int RED = 19_595;
    private static final int GREEN = 38_470;
    private static final int BLUE = 7_471;
    private static final int HALF = 0x8000;

    private final Mat gray = new Mat();
    private byte[] colors = new byte[0];
    private byte[] grays = new byte[0];
    private final int[] counts = new int[4 * 256];
    private GrayHistogram histogram;

    void run(Mat bgr, GrayColumns columns) {
        int width = bgr.cols();
        int height = bgr.rows();
        int stripRows = columns.stripRows();
        gray.create(height, width, CvType.CV_8UC1);
        if (grays.length < stripRows * width) {
            grays = new byte[stripRows * width];
            colors = new byte[3 * grays.length];
        }
        Arrays.fill(counts, 0);
        for (int top = 0; top < height; top += stripRows) {
            int rows = Math.min(stripRows, height - top);
            Mat strip = bgr.rowRange(top, top + rows);
            strip.get(0, 0, colors);
            strip.release();
            convert(width, rows, columns.columns());
            Mat grayStrip = gray.rowRange(top, top + rows);
            grayStrip.put(0, 0, grays);
            grayStrip.release();
            columns.narrow(top, rows);
        }
        int[] total = new int[256];
        for (int i = 0; i < counts.length; i++) {
            total[i & 0xFF] += counts[i];
        }
        histogram = new GrayHistogram(total);
    }

    /** Four rows at a time: each column is looked up once for four values, and each row counts in a table of its own. */
    private void convert(int width, int rows, int[][] columns) {
        int y = 0;
        for (; y + 4 <= rows; y += 4) {
            convertFourRows(colors, grays, width, y, columns, counts);
        }
        for (; y < rows; y++) {
            convertRow(colors, grays, width, y, columns, counts);
        }
    }

    private static void convertFourRows(byte[] in, byte[] out, int width, int y, int[][] columns, int[] counts) {
        int line = 3 * width;
        for (int x = 0; x < width; x++) {
            int at = y * line + 3 * x;
            int to = y * width + x;
            int first = gray(in, at);
            int second = gray(in, at + line);
            int third = gray(in, at + 2 * line);
            int fourth = gray(in, at + 3 * line);
            int[] column = columns[x];
            column[y] = first;
            column[y + 1] = second;
            column[y + 2] = third;
            column[y + 3] = fourth;
            out[to] = (byte) first;
            out[to + width] = (byte) second;
            out[to + 2 * width] = (byte) third;
            out[to + 3 * width] = (byte) fourth;
            counts[first]++;
            counts[256 + second]++;
            counts[512 + third]++;
            counts[768 + fourth]++;
        }
    }

    private static void convertRow(byte[] in, byte[] out, int width, int y, int[][] columns, int[] counts) {
        for (int x = 0; x < width; x++) {
            int value = gray(in, 3 * (y * width + x));
            columns[x][y] = value;
            out[y * width + x] = (byte) value;
            counts[value]++;
        }
    }

    private static int gray(byte[] bgr, int at) {
        return ((bgr[at] & 0xFF) * BLUE + (bgr[at + 1] & 0xFF) * GREEN + (bgr[at + 2] & 0xFF) * RED + HALF) >> 16;
    }

    /** The gray picture of the last run. */
    Mat mat() {
        return gray;
    }

    GrayHistogram histogram() {
        return histogram;
    }
}
