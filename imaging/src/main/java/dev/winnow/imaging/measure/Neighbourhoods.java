package dev.winnow.imaging.measure;

import java.util.Arrays;

/**
 * Measures that look at a gray value and its neighbours: sharpness, noise, defective pixels, steps at block borders. Pictures
 * come in bands of rows, from the top: all of them, or some of a large picture. All of these measures are means over pixels,
 * and evenly spread bands have the same means but for chance.
 *
 * <p>A band lies in one array of {@code short}, row after row with some room between them, and each step is one loop over
 * arrays of the same index, because that is what the JIT compiler turns into vector instructions: neighbours are looked at
 * in shifted copies, columns that do not count are masked.
 *
 * <p>Working memory for one picture at a time.
 */
public final class Neighbourhoods {
    /** By how much a defective pixel differs from all its neighbours. */
    static final int DEFECT = 64;

    private static final int BLOCK = 8;
    /** Columns of room before each row, so that its pixels keep their place in a block. */
    private static final int MARGIN = 8;

    /** Bands after which 32-bit sums are taken over to 64-bit ones, before they can overflow. */
    private static final int BANDS_PER_SUM = 200;

    private int width;
    private int height;
    private int bandRows;
    private int stride;
    /** Rows in the buffer from bands before: none, or two, of which the second is not measured yet. */
    private int held;
    /** Row of the picture that is measured next. */
    private int next;

    private int bandsSummed;
    private boolean sampled;
    /** Rows measured; of them, those below another row, those that begin a block, those that noise is measured in. */
    private long measuredRows;

    private long steppedRows;
    private long blockRows;
    private long noiseRows;

    private short[] rows = new short[0];
    private short[] up = new short[0];
    private short[] down;
    private short[] left;
    private short[] right;
    private short[] middle;
    private short[] first;
    private short[] second;
    private short[] third;
    private short[] laplacian;
    private short[] inside;
    private short[] core;
    private short[] one;
    private short[] besideColumn;
    private short[] blockColumn;
    private short[] zero;

    private final Sum laplacians = new Sum();
    private final Sum laplacianSquares = new Sum();
    private final Sum gradientSquares = new Sum();
    private final Sum noise = new Sum();
    private final Sum steps = new Sum();
    private final Sum columnSteps = new Sum();
    private final Sum rowSteps = new Sum();
    private long hot;
    private long dead;

    /**
     * Begins a picture.
     *
     * @param newBandRows rows in each band but the last, which may have fewer
     * @param newSampled whether {@link #addAlone} follows, and not {@link #add}
     */
    public void start(int newWidth, int newHeight, int newBandRows, boolean newSampled) {
        sampled = newSampled;
        measuredRows = 0;
        steppedRows = 0;
        blockRows = 0;
        noiseRows = 0;
        boolean same = newWidth == width && newBandRows == bandRows;
        width = newWidth;
        height = newHeight;
        bandRows = newBandRows;
        held = 0;
        next = 0;
        bandsSummed = 0;
        hot = 0;
        dead = 0;
        stride = (MARGIN + width + 1 + BLOCK - 1) / BLOCK * BLOCK;
        int size = (bandRows + 1) * stride;
        if (up.length < size) {
            allocate(size);
            same = false;
        }
        if (!same) {
            if (rows.length < (bandRows + 3) * stride) {
                rows = new short[(bandRows + 3) * stride];
            }
            fillMasks(size);
        }
        for (Sum sum : new Sum[] {laplacians, laplacianSquares, gradientSquares, noise, steps, columnSteps, rowSteps}) {
            sum.start(size / 2);
        }
    }

    private void allocate(int size) {
        up = new short[size];
        down = new short[size];
        left = new short[size];
        right = new short[size];
        middle = new short[size];
        first = new short[size];
        second = new short[size];
        third = new short[size];
        laplacian = new short[size];
        inside = new short[size];
        core = new short[size];
        one = new short[size];
        besideColumn = new short[size];
        blockColumn = new short[size];
        zero = new short[size];
    }

    private void fillMasks(int size) {
        Arrays.fill(one, 0, size, (short) 1);
        for (int at = 0; at < size; at += stride) {
            for (int i = at; i < at + stride; i++) {
                int x = i - at - MARGIN;
                inside[i] = (short) (x >= 0 && x < width ? -1 : 0);
                core[i] = (short) (x > 0 && x < width - 1 ? -1 : 0);
                besideColumn[i] = (short) (x > 0 && x < width ? 1 : 0);
                blockColumn[i] = (short) (x > 0 && x < width && x % BLOCK == 0 ? 1 : 0);
            }
        }
    }

    /** Where the next band goes, each row from its {@link #offset} on. */
    public short[] rows() {
        return rows;
    }

    /** @param row of the band that is filled in next, from 0 */
    public int offset(int row) {
        return (sampled ? row : Math.max(1, held) + row) * stride + MARGIN;
    }

    /**
     * Measures the rows just written to {@link #rows} but the first and the last, whose neighbours are not there.
     *
     * @param top row of the picture
     * @param count at least three
     */
    public void addAlone(int top, int count) {
        reflectSides(0, count);
        next = top + 1;
        measure(count - 2);
    }

    /** Measures what the rows just written to {@link #rows} complete. */
    public void add(int count) {
        int begin = Math.max(1, held);
        reflectSides(begin, begin + count);
        int filled = begin + count;
        if (held == 0) {
            copyRow(height > 1 ? 2 : 1, 0);
        }
        boolean last = next + filled - 2 >= height - 1;
        if (last) {
            copyRow(height > 1 ? filled - 2 : filled - 1, filled);
            filled++;
        }
        measure(filled - 2);
        next += filled - 2;
        System.arraycopy(rows, (filled - 2) * stride, rows, 0, 2 * stride);
        held = 2;
    }

    /** The neighbour of a border pixel is the pixel on its other side, as OpenCV's default border has it. */
    private void reflectSides(int from, int to) {
        for (int row = from; row < to; row++) {
            int at = row * stride + MARGIN;
            rows[at + width] = rows[at + Math.max(0, width - 2)];
            rows[at - 1] = rows[at + Math.min(1, width - 1)];
        }
    }

    private void copyRow(int from, int to) {
        System.arraycopy(rows, from * stride, rows, to * stride, stride);
    }

    /** @param count rows from {@link #next} on; the row above the first of them is at the front of the buffer */
    private void measure(int count) {
        if (count <= 0) {
            return;
        }
        int size = count * stride;
        int at = stride;
        System.arraycopy(rows, at - stride, up, 0, size);
        System.arraycopy(rows, at + stride, down, 0, size);
        System.arraycopy(rows, at, middle, 0, size);
        System.arraycopy(rows, at, left, 1, size - 1);
        System.arraycopy(rows, at + 1, right, 0, size - 1);

        // The second difference down the columns, then along the rows: the mask of Immerkær.
        secondDifference(up, middle, down, first, size);
        shift(first, size);
        secondDifference(second, first, third, second, size);
        secondDifferenceMore(left, middle, right, first, inside, laplacian, size);
        defects(count, size);
        laplacians.add(laplacian, one, size);
        laplacianSquares.add(laplacian, laplacian, size);
        magnitude(second, core, first, size);
        int top = next == 0 ? stride : 0;
        int bottom = next + count == height ? size - stride : size;
        noise.add(first, one, top, bottom);

        weighted(up, middle, down, first, size);
        shift(first, size);
        difference(third, second, inside, first, size);
        gradientSquares.add(first, first, size);
        subtract(down, up, first, size);
        shift(first, size);
        weighted(second, first, third, second, size);
        mask(second, inside, third, size);
        gradientSquares.add(third, third, size);

        System.arraycopy(rows, at, left, 1, size - 1);
        subtract(middle, left, second, size);
        magnitude(second, inside, first, size);
        steps.add(first, besideColumn, size);
        columnSteps.add(first, blockColumn, size);
        subtract(middle, up, second, size);
        magnitude(second, inside, first, size);
        steps.add(first, one, top, size);
        measuredRows += count;
        steppedRows += next == 0 ? count - 1 : count;
        noiseRows += count - (next == 0 ? 1 : 0) - (next + count == height ? 1 : 0);
        for (int row = (BLOCK - next % BLOCK) % BLOCK; row < count; row += BLOCK) {
            if (next + row > 0) {
                blockRows++;
                rowSteps.add(first, one, row * stride, (row + 1) * stride);
            }
        }
        if (++bandsSummed % BANDS_PER_SUM == 0) {
            for (Sum sum :
                    new Sum[] {laplacians, laplacianSquares, gradientSquares, noise, steps, columnSteps, rowSteps}) {
                sum.carry();
            }
        }
    }

    /** Puts the neighbours along the row into {@link #second}, those to the left, and {@link #third}, those to the right. */
    private void shift(short[] values, int size) {
        System.arraycopy(values, 0, second, 1, size - 1);
        System.arraycopy(values, 1, third, 0, size - 1);
    }

    private static void secondDifference(short[] a, short[] b, short[] c, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) (a[i] - 2 * b[i] + c[i]);
        }
    }

    private static void secondDifferenceMore(
            short[] a, short[] b, short[] c, short[] more, short[] mask, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) ((a[i] - 2 * b[i] + c[i] + more[i]) & mask[i]);
        }
    }

    private static void weighted(short[] a, short[] b, short[] c, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) (a[i] + 2 * b[i] + c[i]);
        }
    }

    private static void difference(short[] a, short[] b, short[] mask, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) ((a[i] - b[i]) & mask[i]);
        }
    }

    private static void subtract(short[] a, short[] b, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) (a[i] - b[i]);
        }
    }

    private static void mask(short[] a, short[] mask, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) (a[i] & mask[i]);
        }
    }

    private static void magnitude(short[] a, short[] mask, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) (Math.abs(a[i]) & mask[i]);
        }
    }

    /**
     * A pixel that differs from all eight neighbours by 64 in one direction differs by 256 from the sum of the four beside it
     * and from that of the four diagonal ones. Few pixels do; those are looked at one by one.
     */
    private void defects(int count, int size) {
        // L is the sum over the four beside less four times the middle, D that over the diagonal ones.
        // The mask of Immerkær is D − 2 L.
        excess(laplacian, second, left, size);
        magnitude(left, core, third, size);
        magnitude(laplacian, core, left, size);
        bothLarge(left, third, first, size);
        int at = next == 0 ? stride : 0;
        int end = next + count == height ? size - stride : size;
        while (at < end) {
            int found = Arrays.mismatch(first, at, end, zero, at, end);
            if (found < 0) {
                return;
            }
            at += found;
            judge(stride + at);
            at++;
        }
    }

    private static void excess(short[] lap, short[] mixed, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) (mixed[i] + 2 * lap[i]);
        }
    }

    /** Not 0 where both values are 256 or more; they are at most 1020. */
    private static void bothLarge(short[] a, short[] b, short[] out, int size) {
        for (int i = 0; i < size; i++) {
            out[i] = (short) ((a[i] >> 8) * (b[i] >> 8));
        }
    }

    private void judge(int at) {
        int value = rows[at];
        int least = 255;
        int greatest = 0;
        for (int line = at - stride; line <= at + stride; line += stride) {
            for (int x = line - 1; x <= line + 1; x++) {
                if (x != at) {
                    least = Math.min(least, rows[x]);
                    greatest = Math.max(greatest, rows[x]);
                }
            }
        }
        if (value - greatest >= DEFECT) {
            hot++;
        } else if (least - value >= DEFECT) {
            dead++;
        }
    }

    /** Variance of the 3×3 Laplacian. */
    public double laplacianVariance() {
        double pixels = (double) width * measuredRows;
        double mean = laplacians.total() / pixels;
        return Math.max(0, laplacianSquares.total() / pixels - mean * mean);
    }

    /** Mean of Gx² + Gy², 3×3 Sobel. */
    public double tenengrad() {
        return gradientSquares.total() / ((double) width * measuredRows);
    }

    /** Standard deviation of additive noise after Immerkær; 0 where the picture is narrower or lower than three pixels. */
    public double noiseSigma() {
        if (width < 3 || height < 3) {
            return 0;
        }
        return StrictMath.sqrt(Math.PI / 2) * noise.total() / (6.0 * (width - 2) * noiseRows);
    }

    /** Share of pixels far above all eight neighbours. */
    public double hotPixels() {
        return hot / ((double) width * measuredRows);
    }

    /** Share of pixels far below all eight neighbours. */
    public double deadPixels() {
        return dead / ((double) width * measuredRows);
    }

    /** Mean step at the borders of 8×8 blocks over mean step elsewhere. */
    public double blockiness() {
        long columns = (width - 1) / BLOCK * measuredRows;
        long lines = blockRows * width;
        long all = (width - 1) * measuredRows + steppedRows * width;
        long atBorders = columns + lines;
        if (atBorders == 0) {
            return 1;
        }
        long stepsAtBorders = columnSteps.total() + rowSteps.total();
        double atBlocks = (double) stepsAtBorders / atBorders;
        double elsewhere = (double) (steps.total() - stepsAtBorders) / (all - atBorders);
        return (atBlocks + STEP_FLOOR) / (elsewhere + STEP_FLOOR);
    }

    /** Gray levels added to both mean steps, so that a picture of hardly any steps has no ratio of chance. */
    static final double STEP_FLOOR = 0.25;

    /** A sum of products, kept in as many lanes as a band has pairs of pixels. */
    private static final class Sum {
        private int[] lanes = new int[0];
        private int used;
        private long carried;

        void start(int size) {
            if (lanes.length < size) {
                lanes = new int[size];
            } else {
                Arrays.fill(lanes, 0, Math.max(used, size), 0);
            }
            used = size;
            carried = 0;
        }

        void add(short[] a, short[] b, int size) {
            products(a, b, lanes, size / 2);
        }

        /** From one even index to another. */
        void add(short[] a, short[] b, int from, int to) {
            productsFrom(a, b, lanes, from / 2, to / 2);
        }

        void carry() {
            for (int i = 0; i < used; i++) {
                carried += lanes[i];
                lanes[i] = 0;
            }
        }

        long total() {
            carry();
            return carried;
        }

        /** The shape that becomes the instruction for sums of two 16-bit products. */
        private static void products(short[] a, short[] b, int[] sums, int pairs) {
            for (int i = 0; i < pairs; i++) {
                sums[i] += a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
            }
        }

        private static void productsFrom(short[] a, short[] b, int[] sums, int from, int to) {
            for (int i = from; i < to; i++) {
                sums[i] += a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
            }
        }
    }
}
