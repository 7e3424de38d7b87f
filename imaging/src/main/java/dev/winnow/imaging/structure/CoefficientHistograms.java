package dev.winnow.imaging.structure;

/** How often each quantised value occurs among the first AC coefficients of luminance blocks. */
final class CoefficientHistograms {
    /** The last coefficient counted, in zigzag order. */
    static final int LAST = 5;
    /** Values beyond ± this are not counted. */
    static final int RANGE = 63;

    private final int[][] counts = new int[LAST + 1][2 * RANGE + 1];

    void add(int coefficient, int value) {
        if (coefficient <= LAST && value >= -RANGE && value <= RANGE) {
            counts[coefficient][RANGE + value]++;
        }
    }

    /** Counts of the values −{@link #RANGE} to {@link #RANGE}; zeros are not counted. */
    int[] of(int coefficient) {
        return counts[coefficient];
    }
}
