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

    private int width;
    private int height;
    private int stripRows;
    private int[][] columns = new int[0][];
    private int[] sums = new int[0];
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
            sums = new int[Math.max(sums.length, stripRows)];
            columns = new int[Math.max(columns.length, newWidth)][sums.length];
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

    /** Rows in each strip but the last, which may be shorter. */
    public int stripRows() {
        return stripRows;
    }

    /** The strip to fill before {@link #narrow}: gray values 0 to 255 by column, then by row of the strip. */
    public int[][] columns() {
        return columns;
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
                int[] result = narrowed[target][i];
                for (int y = 0; y < rows; y++) {
                    result[top + y] = ResizeKernel.rounded(sums[y]);
                }
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
