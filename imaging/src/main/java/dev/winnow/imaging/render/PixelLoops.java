package dev.winnow.imaging.render;

import dev.winnow.dataset.augment.Rounding;
import dev.winnow.dataset.augment.Statistics;
import dev.winnow.dataset.augment.Table;
import org.opencv.core.Mat;

/** Changes that OpenCV has no exact function for, row by row in Java. Pixels are BGR. */
final class PixelLoops {
    private static final int BLUR_WEIGHT = 13;
    private static final int BLUR_CENTRE = 5;

    private PixelLoops() {}

    /** OpenCV's gray where values are rounded, torchvision's where they are cut off. */
    private static int gray(int red, int green, int blue, Rounding rounding) {
        return switch (rounding) {
            case HALF_UP -> red * 4899 + green * 9617 + blue * 1868 + (1 << 13) >> 14; // OpenCV's fixed point
            case DOWN -> (int) (0.2989 * red + 0.587 * green + 0.114 * blue);
        };
    }

    static Statistics statistics(Mat bgr) {
        long[][] counts = new long[3][Table.SIZE];
        long cut = 0;
        long rounded = 0;
        byte[] row = new byte[3 * bgr.cols()];
        for (int y = 0; y < bgr.rows(); y++) {
            bgr.get(y, 0, row);
            for (int i = 0; i < row.length; i += 3) {
                int blue = row[i] & 0xFF;
                int green = row[i + 1] & 0xFF;
                int red = row[i + 2] & 0xFF;
                counts[0][red]++;
                counts[1][green]++;
                counts[2][blue]++;
                cut += gray(red, green, blue, Rounding.DOWN);
                rounded += gray(red, green, blue, Rounding.HALF_UP);
            }
        }
        return new Statistics(counts, (double) cut / bgr.total(), (double) rounded / bgr.total());
    }

    /** Where values are rounded, in single precision with halves to even, as OpenCV's addWeighted does. */
    static void saturate(Mat from, Mat to, double factor, Rounding rounding) {
        to.create(from.size(), from.type());
        byte[] row = new byte[3 * from.cols()];
        float own = (float) factor;
        float grays = (float) (1 - factor);
        for (int y = 0; y < from.rows(); y++) {
            from.get(y, 0, row);
            for (int i = 0; i < row.length; i += 3) {
                float gray = grays * gray(row[i + 2] & 0xFF, row[i + 1] & 0xFF, row[i] & 0xFF, rounding);
                for (int k = i; k < i + 3; k++) {
                    float blended = own * (row[k] & 0xFF) + gray;
                    row[k] = (byte) rounding.toByte(rounding == Rounding.DOWN ? blended : Math.rint(blended));
                }
            }
            to.put(y, 0, row);
        }
    }

    static void turnHue(Mat from, Mat to, double share) {
        to.create(from.size(), from.type());
        byte[] row = new byte[3 * from.cols()];
        for (int y = 0; y < from.rows(); y++) {
            from.get(y, 0, row);
            for (int i = 0; i < row.length; i += 3) {
                turnHue(row, i, share);
            }
            to.put(y, 0, row);
        }
    }

    /** HSV and back as torchvision does it, with values from 0 to 1; {@code trunc(x · 255.999)} at the end. */
    private static void turnHue(byte[] bgr, int at, double share) {
        double blue = (bgr[at] & 0xFF) / 255.0;
        double green = (bgr[at + 1] & 0xFF) / 255.0;
        double red = (bgr[at + 2] & 0xFF) / 255.0;
        double value = Math.max(red, Math.max(green, blue));
        double range = value - Math.min(red, Math.min(green, blue));
        if (range == 0) {
            return;
        }
        double sixths;
        if (value == red) {
            sixths = (green - blue) / range;
        } else if (value == green) {
            sixths = 2 + (blue - red) / range;
        } else {
            sixths = 4 + (red - green) / range;
        }
        double hue = sixths / 6 + share;
        hue -= Math.floor(hue);
        double saturation = range / value;
        double sector = Math.floor(hue * 6);
        double rest = hue * 6 - sector;
        double low = value * (1 - saturation);
        double falling = value * (1 - saturation * rest);
        double rising = value * (1 - saturation * (1 - rest));
        double[] rgb = switch ((int) sector % 6) {
            case 0 -> new double[] {value, rising, low};
            case 1 -> new double[] {falling, value, low};
            case 2 -> new double[] {low, value, rising};
            case 3 -> new double[] {low, falling, value};
            case 4 -> new double[] {rising, low, value};
            default -> new double[] {value, low, falling};
        };
        bgr[at + 2] = (byte) Rounding.DOWN.toByte(rgb[0] * 255.999);
        bgr[at + 1] = (byte) Rounding.DOWN.toByte(rgb[1] * 255.999);
        bgr[at] = (byte) Rounding.DOWN.toByte(rgb[2] * 255.999);
    }

    /** The blur is a square of ones with 5 in the middle, rounded. */
    static void sharpen(Mat from, Mat to, double factor) {
        from.copyTo(to);
        int width = 3 * from.cols();
        byte[][] rows = {new byte[width], new byte[width], new byte[width]};
        byte[] out = new byte[width];
        if (from.rows() < 3 || from.cols() < 3) {
            return;
        }
        from.get(0, 0, rows[0]);
        from.get(1, 0, rows[1]);
        for (int y = 1; y < from.rows() - 1; y++) {
            byte[] above = rows[(y - 1) % 3];
            byte[] here = rows[y % 3];
            byte[] below = rows[(y + 1) % 3];
            from.get(y + 1, 0, below);
            System.arraycopy(here, 0, out, 0, width);
            for (int i = 3; i < width - 3; i++) {
                int sum = (BLUR_CENTRE - 1) * (here[i] & 0xFF);
                for (int k = i - 3; k <= i + 3; k += 3) {
                    sum += (above[k] & 0xFF) + (here[k] & 0xFF) + (below[k] & 0xFF);
                }
                double blurred = Math.rint((double) sum / BLUR_WEIGHT);
                out[i] = (byte) Rounding.DOWN.toByte(factor * (here[i] & 0xFF) + (1 - factor) * blurred);
            }
            to.put(y, 0, out);
        }
    }
}
