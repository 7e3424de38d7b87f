package dev.winnow.imaging.measure;

import java.util.Arrays;

/**
 * Makes a gray picture smaller by the mean of the pixels under each new one, row by row from the top, in the arithmetic of
 * OpenCV's {@code INTER_AREA} ({@code resize.cpp}) without fused operations: the same values bit for bit as on x86-64, on
 * every machine. Rows that nobody wants cost nothing.
 *
 * <p>Working memory for one picture at a time.
 */
public final class AreaScale {
    /** A part of a pixel that is passed over. */
    private static final double NEGLIGIBLE = 1e-3;

    private static final Axis NONE = new Axis(0, 0, true);

    private Axis horizontal = NONE;
    private Axis vertical = NONE;
    /** Whether sums are of whole pixels, to be divided by how many there are. */
    private boolean whole;

    private float areaShare;
    /** The row of the picture that comes next, and the first scaled row that is not complete. */
    private int row;

    private int open;
    private float[] narrowed = new float[0];
    /** Of the scaled rows that a row of the picture has a part in, of which there are two at most, by their lowest bit. */
    private final float[][] sums = new float[2][0];

    private short[] scaled = new short[0];

    /** Who takes the scaled rows. */
    public interface Target {
        /** Always the same for a row. */
        boolean wants(int y);

        /** @param gray 0 to 255, as many as the scaled picture is wide, perhaps more; overwritten afterwards */
        void row(int y, short[] gray);
    }

    /** The pixels under each pixel of a scaled axis, and their weights. */
    private static final class Axis {
        final int in;
        final int out;
        final boolean whole;
        final int[] first;
        /** By output: where its weights end; they begin where those of the one before end. */
        final int[] ends;

        final float[] weights;

        /** @param whole whether all weights are 1 */
        Axis(int in, int out, boolean whole) {
            this.in = in;
            this.out = out;
            this.whole = whole;
            first = new int[out];
            ends = new int[out];
            weights = new float[in + 2 * out];
            double scale = ratio(in, out);
            int count = 0;
            for (int i = 0; i < out; i++) {
                double from = i * scale;
                double to = from + scale;
                double covered = Math.min(scale, in - from);
                int last = Math.min((int) Math.floor(to), in - 1);
                int start = Math.min((int) Math.ceil(from), last);
                first[i] = start;
                if (start - from > NEGLIGIBLE) {
                    first[i] = start - 1;
                    weights[count++] = (float) ((start - from) / covered);
                }
                for (int x = start; x < last; x++) {
                    weights[count++] = (float) (1 / covered);
                }
                if (to - last > NEGLIGIBLE) {
                    weights[count++] = (float) (Math.min(Math.min(to - last, 1), covered) / covered);
                }
                ends[i] = count;
            }
            if (whole) {
                Arrays.fill(weights, 1);
            }
        }

        static double ratio(int in, int out) {
            return 1 / ((double) out / in);
        }

        boolean fits(int otherIn, int otherOut, boolean otherWhole) {
            return in == otherIn && out == otherOut && whole == otherWhole;
        }

        int begin(int output) {
            return output == 0 ? 0 : ends[output - 1];
        }
    }

    /** Begins a picture. No side grows. */
    public void start(int width, int height, int newWidth, int newHeight) {
        double across = Axis.ratio(width, newWidth);
        double down = Axis.ratio(height, newHeight);
        whole = isWhole(across) && isWhole(down);
        areaShare = 1f / (int) (Math.rint(across) * Math.rint(down));
        if (!horizontal.fits(width, newWidth, whole)) {
            horizontal = new Axis(width, newWidth, whole);
        }
        if (!vertical.fits(height, newHeight, whole)) {
            vertical = new Axis(height, newHeight, whole);
        }
        if (narrowed.length < newWidth) {
            narrowed = new float[newWidth];
            sums[0] = new float[newWidth];
            sums[1] = new float[newWidth];
            scaled = new short[newWidth];
        }
        row = 0;
        open = 0;
    }

    private static boolean isWhole(double ratio) {
        return Math.abs(ratio - Math.rint(ratio)) < Math.ulp(1.0);
    }

    /** The next row of the picture: gray values 0 to 255 from {@code at} on. Hands over each scaled row it completes. */
    public void add(short[] gray, int at, Target target) {
        boolean isNarrowed = false;
        for (int y = open; y < vertical.out && vertical.first[y] <= row; y++) {
            int weight = vertical.begin(y) + row - vertical.first[y];
            boolean wanted = target.wants(y);
            if (wanted && !isNarrowed) {
                narrow(gray, at, horizontal.first, horizontal.ends, horizontal.weights, horizontal.out, narrowed);
                isNarrowed = true;
            }
            if (wanted && row == vertical.first[y]) {
                begin(sums[y & 1], narrowed, vertical.weights[weight], horizontal.out);
            } else if (wanted) {
                add(sums[y & 1], narrowed, vertical.weights[weight], horizontal.out);
            }
            if (weight + 1 == vertical.ends[y]) {
                open = y + 1;
                if (wanted) {
                    round(sums[y & 1]);
                    target.row(y, scaled);
                }
            }
        }
        row++;
    }

    private static void narrow(
            short[] gray, int at, int[] first, int[] ends, float[] weights, int outputs, float[] narrowed) {
        int weight = 0;
        for (int i = 0; i < outputs; i++) {
            float sum = 0;
            int x = at + first[i];
            int end = ends[i];
            for (; weight < end; weight++, x++) {
                sum += gray[x] * weights[weight];
            }
            narrowed[i] = sum;
        }
    }

    private static void begin(float[] sums, float[] values, float weight, int size) {
        for (int i = 0; i < size; i++) {
            sums[i] = values[i] * weight;
        }
    }

    private static void add(float[] sums, float[] values, float weight, int size) {
        for (int i = 0; i < size; i++) {
            sums[i] += values[i] * weight;
        }
    }

    /** Halves go to the even neighbour, but up for blocks of two by two. */
    private void round(float[] sums) {
        for (int i = 0; i < horizontal.out; i++) {
            if (!whole) {
                scaled[i] = (short) Math.min(255, Math.rint(sums[i]));
            } else if (areaShare == 0.25f && horizontal.in == 2 * horizontal.out) {
                scaled[i] = (short) ((int) sums[i] + 2 >> 2);
            } else {
                scaled[i] = (short) Math.min(255, Math.rint(sums[i] * areaShare));
            }
        }
    }
}
