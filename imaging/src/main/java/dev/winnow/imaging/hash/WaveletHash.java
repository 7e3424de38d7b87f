package dev.winnow.imaging.hash;

import java.util.Arrays;

/**
 * {@code whash}: which of 8×8 parts of a picture are brighter than the median part, after the picture was scaled to a square
 * whose side is a power of two. Imagehash takes the parts' brightness by Haar wavelets: the mean is removed by a full
 * decomposition and its inverse, and what a second decomposition leaves at 8×8 is compared.
 *
 * <p>Without rounding that is a comparison of the sums of gray values in the parts. Those are integers, and the rounding of
 * the wavelets is smaller by many powers of ten than the step from one integer to the next, so that the sums decide wherever
 * the two in the middle differ. Where they are equal (a white background) imagehash's bits are its rounding; then the
 * wavelets are computed as PyWavelets computes them.
 *
 * <p>Working memory for one picture at a time.
 */
public final class WaveletHash {
    private static final int SIDE = 8;

    private int side;
    private int row;
    private ResizeKernel horizontal;
    private ResizeKernel vertical;
    private int[] narrowed = new int[0];
    /** Sums of the rows of the square that are under way, by row modulo their number. */
    private int[][] sums = new int[0][];

    /** The first row of the square whose sums are under way, and the one after the last. */
    private int firstOpen;

    private int opened;
    private byte[][] square = new byte[0][];

    /** Begins a picture. */
    public void start(int width, int height) {
        side = Math.max(Integer.highestOneBit(Math.min(width, height)), SIDE);
        horizontal = ResizeKernel.lanczos(width, side);
        vertical = ResizeKernel.lanczos(height, side);
        row = 0;
        firstOpen = 0;
        opened = 0;
        if (square.length != side) {
            narrowed = new int[side];
            sums = new int[0][];
            square = new byte[side][side];
        }
    }

    /** The next row of the picture: gray values 0 to 255 from {@code at} on. */
    public void add(short[] gray, int at) {
        narrow(gray, at);
        while (opened < side && vertical.first(opened) <= row) {
            open();
        }
        for (int j = firstOpen; j < opened; j++) {
            int[] weights = vertical.weights(j);
            int tap = row - vertical.first(j);
            if (tap < weights.length) {
                addRow(sums[j % sums.length], narrowed, weights[tap], side);
            }
        }
        row++;
        while (firstOpen < opened && vertical.first(firstOpen) + vertical.weights(firstOpen).length <= row) {
            close();
        }
    }

    private void narrow(short[] gray, int at) {
        for (int i = 0; i < side; i++) {
            int[] weights = horizontal.weights(i);
            int from = at + horizontal.first(i);
            int sum = 1 << ResizeKernel.PRECISION - 1;
            for (int x = 0; x < weights.length; x++) {
                sum += gray[from + x] * weights[x];
            }
            narrowed[i] = ResizeKernel.rounded(sum);
        }
    }

    private static void addRow(int[] sums, int[] values, int weight, int length) {
        for (int x = 0; x < length; x++) {
            sums[x] += values[x] * weight;
        }
    }

    private void open() {
        if (opened - firstOpen == sums.length) {
            int[][] more = new int[2 * sums.length + 8][];
            for (int j = firstOpen; j < opened; j++) {
                more[j % more.length] = sums[j % sums.length];
            }
            for (int i = 0; i < more.length; i++) {
                more[i] = more[i] == null ? new int[side] : more[i];
            }
            sums = more;
        }
        Arrays.fill(sums[opened % sums.length], 1 << ResizeKernel.PRECISION - 1);
        opened++;
    }

    private void close() {
        int[] sum = sums[firstOpen % sums.length];
        byte[] line = square[firstOpen];
        for (int x = 0; x < side; x++) {
            line[x] = (byte) ResizeKernel.rounded(sum[x]);
        }
        firstOpen++;
    }

    /** Once all rows were added. */
    public long hash() {
        int part = side / SIDE;
        double[][] parts = new double[SIDE][SIDE];
        for (int y = 0; y < side; y++) {
            byte[] line = square[y];
            double[] partsOfRow = parts[y / part];
            for (int i = 0; i < SIDE; i++) {
                int sum = 0;
                for (int x = i * part; x < (i + 1) * part; x++) {
                    sum += line[x] & 0xFF;
                }
                partsOfRow[i] += sum;
            }
        }
        double[] sorted =
                Arrays.stream(parts).flatMapToDouble(Arrays::stream).sorted().toArray();
        boolean decided = sorted[SIDE * SIDE / 2 - 1] != sorted[SIDE * SIDE / 2];
        return PerceptualHashes.aboveMedian(decided ? parts : wavelets());
    }

    /** The 8×8 of the second decomposition, rounding and all, a part of the square after the other. */
    private double[][] wavelets() {
        double[][] low = new double[SIDE][SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                low[i][j] = HaarTransform.decomposed(part(i, j))[0];
            }
        }
        double[] whole = Arrays.stream(low).flatMapToDouble(Arrays::stream).toArray();
        double[] decomposed = HaarTransform.decomposed(whole);
        decomposed[0] = 0;
        double[] withoutMean = HaarTransform.composed(decomposed);
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                double[] coefficients = HaarTransform.decomposed(part(i, j));
                coefficients[0] = withoutMean[i * SIDE + j];
                low[i][j] = HaarTransform.decomposed(HaarTransform.composed(coefficients))[0];
            }
        }
        return low;
    }

    private double[] part(int i, int j) {
        int part = side / SIDE;
        double[] values = new double[part * part];
        for (int y = 0; y < part; y++) {
            byte[] line = square[i * part + y];
            for (int x = 0; x < part; x++) {
                values[y * part + x] = (line[j * part + x] & 0xFF) / 255.0;
            }
        }
        return values;
    }
}
