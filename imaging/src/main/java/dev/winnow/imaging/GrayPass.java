package dev.winnow.imaging;

import dev.winnow.imaging.hash.GrayColumns;
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
        int[] counts = new int[256];
        for (int top = 0; top < height; top += stripRows) {
            int rows = Math.min(stripRows, height - top);
            Mat strip = bgr.rowRange(top, top + rows);
            strip.get(0, 0, colors);
            strip.release();
            convert(width, rows, columns.columns(), counts);
            Mat grayStrip = gray.rowRange(top, top + rows);
            grayStrip.put(0, 0, grays);
            grayStrip.release();
            columns.narrow(top, rows);
        }
        histogram = new GrayHistogram(counts);
    }

    private void convert(int width, int rows, int[][] columns, int[] counts) {
        byte[] in = colors;
        byte[] out = grays;
        for (int y = 0; y < rows; y++) {
            int at = 3 * y * width;
            int to = y * width;
            for (int x = 0; x < width; x++, at += 3) {
                int value =
                        ((in[at] & 0xFF) * BLUE + (in[at + 1] & 0xFF) * GREEN + (in[at + 2] & 0xFF) * RED + HALF) >> 16;
                out[to + x] = (byte) value;
                columns[x][y] = value;
                counts[value]++;
            }
        }
    }

    /** The gray picture of the last run. */
    Mat mat() {
        return gray;
    }

    GrayHistogram histogram() {
        return histogram;
    }
}
