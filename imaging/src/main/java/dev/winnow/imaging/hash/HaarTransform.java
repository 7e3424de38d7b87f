package dev.winnow.imaging.hash;

/**
 * The Haar wavelets of a square whose side is a power of two, to full depth, with the operations of PyWavelets in its order:
 * decomposed first down the columns, then along the rows; composed the other way round.
 *
 * <p>Values lie row by row. Coefficients of a square of side n: the one of the mean first; then, for k = 1, 2, 4, … n/2, three
 * times k² of them, for changes along the rows, down the columns, and along both, of squares of n/k pixels.
 */
final class HaarTransform {
    /** PyWavelets' 1/√2. */
    private static final double SCALE = 0x1.6a09e667f3bcdp-1;

    private HaarTransform() {}

    static double[] decomposed(double[] square) {
        double[] coefficients = new double[square.length];
        double[] low = square;
        for (int half = side(square) / 2; half >= 1; half /= 2) {
            double[] next = new double[half * half];
            int along = half * half;
            int down = 2 * half * half;
            int both = 3 * half * half;
            for (int y = 0, at = 0; y < half; y++) {
                int upper = 2 * y * 2 * half;
                int lower = upper + 2 * half;
                for (int x = 0; x < half; x++, at++, upper += 2, lower += 2) {
                    double lowLeft = SCALE * low[lower] + SCALE * low[upper];
                    double lowRight = SCALE * low[lower + 1] + SCALE * low[upper + 1];
                    double highLeft = -SCALE * low[lower] + SCALE * low[upper];
                    double highRight = -SCALE * low[lower + 1] + SCALE * low[upper + 1];
                    next[at] = SCALE * lowRight + SCALE * lowLeft;
                    coefficients[along + at] = -SCALE * lowRight + SCALE * lowLeft;
                    coefficients[down + at] = SCALE * highRight + SCALE * highLeft;
                    coefficients[both + at] = -SCALE * highRight + SCALE * highLeft;
                }
            }
            low = next;
        }
        coefficients[0] = low[0];
        return coefficients;
    }

    static double[] composed(double[] coefficients) {
        double[] low = {coefficients[0]};
        int side = side(coefficients);
        for (int half = 1; half < side; half *= 2) {
            double[] next = new double[4 * half * half];
            int along = half * half;
            int down = 2 * half * half;
            int both = 3 * half * half;
            for (int y = 0, at = 0; y < half; y++) {
                int upper = 2 * y * 2 * half;
                int lower = upper + 2 * half;
                for (int x = 0; x < half; x++, at++, upper += 2, lower += 2) {
                    double lowLeft = SCALE * low[at] + SCALE * coefficients[along + at];
                    double lowRight = SCALE * low[at] - SCALE * coefficients[along + at];
                    double highLeft = SCALE * coefficients[down + at] + SCALE * coefficients[both + at];
                    double highRight = SCALE * coefficients[down + at] - SCALE * coefficients[both + at];
                    next[upper] = SCALE * lowLeft + SCALE * highLeft;
                    next[upper + 1] = SCALE * lowRight + SCALE * highRight;
                    next[lower] = SCALE * lowLeft - SCALE * highLeft;
                    next[lower + 1] = SCALE * lowRight - SCALE * highRight;
                }
            }
            low = next;
        }
        return low;
    }

    private static int side(double[] square) {
        return (int) Math.sqrt(square.length);
    }
}
