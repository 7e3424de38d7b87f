package dev.winnow.imaging.structure;

import java.util.Arrays;

/**
 * A hint that a JPEG was made from a JPEG (after Popescu &amp; Farid 2004). Values that were multiples of one step and are
 * rounded to multiples of another leave gaps and peaks in the histogram of a coefficient at even distances; those of a
 * picture compressed once fall off smoothly.
 *
 * <p>Each histogram is compared with a smooth one through it. The hint is the largest amplitude of any period of the
 * difference, as a share of all values counted and less what chance would make of so few: 0 for none, 1 if all values stand at
 * even distances. Of the coefficients, the mean of the two with the strongest periods counts.
 */
final class DoubleCompression {
    /** Fewer values than this in a histogram say nothing. */
    private static final int MIN_VALUES = 100;

    private static final double LOWEST_FREQUENCY = 0.12;
    private static final int FREQUENCIES = 40;
    /** Standard deviations of a random amplitude that are put down to chance. */
    private static final double CHANCE = 3.5;

    private static final int SMOOTHED_OVER = 2;

    /** By frequency and value. */
    private static final double[][] COSINES = new double[FREQUENCIES][CoefficientHistograms.RANGE + 1];

    private static final double[][] SINES = new double[FREQUENCIES][CoefficientHistograms.RANGE + 1];

    static {
        for (int i = 0; i < FREQUENCIES; i++) {
            double frequency = LOWEST_FREQUENCY + (0.5 - LOWEST_FREQUENCY) * i / (FREQUENCIES - 1);
            for (int value = 0; value <= CoefficientHistograms.RANGE; value++) {
                // Strict, so that the hint is the same on every machine.
                COSINES[i][value] = StrictMath.cos(2 * Math.PI * frequency * value);
                SINES[i][value] = StrictMath.sin(2 * Math.PI * frequency * value);
            }
        }
    }

    private DoubleCompression() {}

    /** @return 0 to 1, or null where there are too few values to tell */
    static Double of(CoefficientHistograms histograms) {
        double[] strengths = new double[CoefficientHistograms.LAST];
        int told = 0;
        for (int coefficient = 1; coefficient <= CoefficientHistograms.LAST; coefficient++) {
            double strength = strength(magnitudes(histograms.of(coefficient)));
            if (!Double.isNaN(strength)) {
                strengths[told++] = strength;
            }
        }
        if (told < 2) {
            return null;
        }
        Arrays.sort(strengths, 0, told);
        return (strengths[told - 1] + strengths[told - 2]) / 2;
    }

    private static double[] magnitudes(int[] counts) {
        double[] magnitudes = new double[CoefficientHistograms.RANGE + 1];
        for (int value = 1; value <= CoefficientHistograms.RANGE; value++) {
            magnitudes[value] =
                    counts[CoefficientHistograms.RANGE + value] + counts[CoefficientHistograms.RANGE - value];
        }
        return magnitudes;
    }

    /** @param counts by magnitude, of which 0 is not looked at */
    private static double strength(double[] counts) {
        double total = 0;
        double sum = 0;
        int last = 0;
        for (int value = 1; value < counts.length; value++) {
            total += counts[value];
            sum += counts[value] * value;
            last = counts[value] > 0 ? value : last;
        }
        if (total < MIN_VALUES || sum < 1.5 * total) { // nearly all values are 1
            return Double.NaN;
        }
        double[] differences = differences(counts, 1 - total / sum);
        double strongest = 0;
        for (int i = 0; i < FREQUENCIES; i++) {
            double cosine = 0;
            double sine = 0;
            for (int value = 1; value <= Math.min(last + SMOOTHED_OVER, CoefficientHistograms.RANGE); value++) {
                cosine += differences[value] * COSINES[i][value];
                sine += differences[value] * SINES[i][value];
            }
            strongest = Math.max(strongest, cosine * cosine + sine * sine);
        }
        double chance = CHANCE * Math.sqrt(total / 2);
        return Math.max(0, Math.min(1, (Math.sqrt(strongest) - chance) / (total - chance)));
    }

    /**
     * From a smooth histogram: coefficients fall off as a geometric distribution, and what departs from it slowly, is followed.
     */
    private static double[] differences(double[] counts, double ratio) {
        double[] powers = new double[2 * SMOOTHED_OVER + 1];
        powers[SMOOTHED_OVER] = 1;
        for (int i = 1; i <= SMOOTHED_OVER; i++) {
            powers[SMOOTHED_OVER + i] = powers[SMOOTHED_OVER + i - 1] * ratio;
            powers[SMOOTHED_OVER - i] = powers[SMOOTHED_OVER - i + 1] / ratio;
        }
        double[] differences = new double[counts.length];
        for (int value = 1; value < counts.length; value++) {
            double seen = 0;
            double expected = 0;
            int from = Math.max(1, value - SMOOTHED_OVER);
            for (int near = from; near <= value + SMOOTHED_OVER && near < counts.length; near++) {
                seen += counts[near];
                expected += powers[near - value + SMOOTHED_OVER];
            }
            differences[value] = counts[value] - seen / expected;
        }
        return differences;
    }
}
