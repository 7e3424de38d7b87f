package dev.winnow.imaging.hash;

import java.util.Arrays;

/**
 * Scales a gray picture to several small ones at once. Pictures are handed over in strips of rows; a strip is kept by
 * columns of {@code int}, because then the innermost loop of the horizontal pass (column times weight, added to a column
 * of sums) is one that the JIT compiler turns into vector instructions.
 *
 * <p>Working memory for one thread at a time, reused from picture to picture.
 */
public final class GrayColumns {
    /** Gray values in a strip: its columns stay in a second-level cache of 1 MB, and are long enough for the vector loop to pay. */
    private static final int STRIP_PIXELS = 1 << 18;

    /** Values there is room for beyond what a picture needs. */
    private static final int MAX_VALUES_KEPT = 1 << 20;

    private int width;
    private int height;
    private int stripRows;
    private int[][] columns = new int[0][];
    private int[] sums = new int[0];
    private int[] rounded = new int[0];
    private ResizeKernel[] kernels = new ResizeKernel[0];
    /** By target and target column: the gray values of the picture's rows after the horizontal pass. */
    private int[][][] narrowed = new int[0][][];

    /**
     * Begins a picture.
     *
     * @param targets the horizontal kernels of the small pictures, all from {@code newWidth} columns
     */
    public void start(int newWidth, int newHeight, ResizeKernel... targets) {
        width = newWidth;
        height = newHeight;
        stripRows = Math.min(newHeight, Math.max(16, STRIP_PIXELS / newWidth / 16 * 16));
        if (sums.length < stripRows || columns.length < newWidth) {
            allocate();
        }
        kernels = targets;
        if (narrowed.length < targets.length) {
            narrowed = Arrays.copyOf(narrowed, targets.length);
        }
        for (int target = 0; target < targets.length; target++) {
            int[][] rows = narrowed[target];
            if (rows == null || rows.length != targets[target].outputs() || rows[0].length < newHeight) {
                narrowed[target] = new int[targets[target].outputs()][newHeight];
            }
        }
    }

    /** Room for wide and tall pictures in turn, unless they are so wide and so tall that no picture has as many pixels. */
    private void allocate() {
        int most = Math.max(columns.length, width);
        int longest = Math.max(sums.length, stripRows);
        boolean forAll = (long) most * longest <= MAX_VALUES_KEPT;
        sums = new int[forAll ? longest : stripRows];
        rounded = new int[sums.length];
        columns = new int[forAll ? most : width][sums.length];
    }

    /** Rows in each strip but the last, which may be shorter. */
    public int stripRows() {
        return stripRows;
    }

    /**
     * Fills in some rows of the strip, before {@link #narrow}.
     *
     * @param gray values 0 to 255, the first row's from {@code first} on, each row {@code stride} after the one above
     * @param top row of the strip
     */
    public void fill(short[] gray, int first, int stride, int top, int rows) {
        int row = 0;
        for (; row + 8 <= rows; row += 8) {
            fillEight(gray, first + row * stride, stride, width, columns, top + row);
        }
        for (; row < rows; row++) {
            int at = first + row * stride;
            for (int x = 0; x < width; x++) {
                columns[x][top + row] = gray[at + x];
            }
        }
    }

    /** Eight rows at a time, so that each column is looked up once for them. */
    private static void fillEight(short[] gray, int at, int stride, int width, int[][] columns, int top) {
        for (int x = 0; x < width; x++, at++) {
            int[] column = columns[x];
            column[top] = gray[at];
            column[top + 1] = gray[at + stride];
            column[top + 2] = gray[at + 2 * stride];
            column[top + 3] = gray[at + 3 * stride];
            column[top + 4] = gray[at + 4 * stride];
            column[top + 5] = gray[at + 5 * stride];
            column[top + 6] = gray[at + 6 * stride];
            column[top + 7] = gray[at + 7 * stride];
        }
    }

    /** A gray value of the strip, 0 to 255. */
    public int value(int x, int rowOfStrip) {
        return columns[x][rowOfStrip];
    }

    /** The horizontal pass over the strip that starts at row {@code top} and has {@code rows} rows. */
    public void narrow(int top, int rows) {
        for (int target = 0; target < kernels.length; target++) {
            ResizeKernel kernel = kernels[target];
            for (int i = 0; i < kernel.outputs(); i++) {
                Arrays.fill(sums, 0, rows, 1 << ResizeKernel.PRECISION - 1);
                int[] weights = kernel.weights(i);
                int first = kernel.first(i);
                int x = 0;
                for (; x + 4 <= weights.length; x += 4) {
                    addFour(
                            sums,
                            rows,
                            columns[first + x],
                            weights[x],
                            columns[first + x + 1],
                            weights[x + 1],
                            columns[first + x + 2],
                            weights[x + 2],
                            columns[first + x + 3],
                            weights[x + 3]);
                }
                for (; x < weights.length; x++) {
                    addOne(sums, rows, columns[first + x], weights[x]);
                }
                round(sums, rows, rounded);
                System.arraycopy(rounded, 0, narrowed[target][i], top, rows);
            }
        }
    }

    private static void addFour(
            int[] sums, int rows, int[] a, int wa, int[] b, int wb, int[] c, int wc, int[] d, int wd) {
        for (int y = 0; y < rows; y++) {
            sums[y] += a[y] * wa + b[y] * wb + c[y] * wc + d[y] * wd;
        }
    }

    private static void addOne(int[] sums, int rows, int[] a, int wa) {
        for (int y = 0; y < rows; y++) {
            sums[y] += a[y] * wa;
        }
    }

    /** As {@link ResizeKernel#rounded}, in a shape that becomes vector instructions. */
    private static void round(int[] sums, int rows, int[] rounded) {
        for (int y = 0; y < rows; y++) {
            int value = sums[y] >> ResizeKernel.PRECISION;
            int notNegative = value & ~(value >> 31);
            rounded[y] = (notNegative | (255 - notNegative) >> 31) & 255;
        }
    }

    /**
     * The vertical pass, once all strips are narrowed.
     *
     * @param target index into the horizontal kernels
     * @param kernel from the picture's rows to those of the small picture
     * @return gray values by row, then by column
     */
    public int[][] scaled(int target, ResizeKernel kernel) {
        int targetHeight = kernel.outputs();
        int[][] byColumn = narrowed[target];
        int[][] scaled = new int[targetHeight][byColumn.length];
        for (int j = 0; j < targetHeight; j++) {
            int[] weights = kernel.weights(j);
            int first = kernel.first(j);
            for (int i = 0; i < byColumn.length; i++) {
                int[] column = byColumn[i];
                int sum = 1 << ResizeKernel.PRECISION - 1;
                for (int y = 0; y < weights.length; y++) {
                    sum += column[first + y] * weights[y];
                }
                scaled[j][i] = ResizeKernel.rounded(sum);
            }
        }
        return scaled;
    }
}
