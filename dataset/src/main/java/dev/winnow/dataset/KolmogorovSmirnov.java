package dev.winnow.dataset;

import java.util.Arrays;

/** How far two samples lie apart: the largest difference of their empirical distribution functions. */
public final class KolmogorovSmirnov {

    /** c(α) for α = 0.05: √(−ln(α ÷ 2) ÷ 2). */
    private static final double C_OF_5_PERCENT = Math.sqrt(-Math.log(0.025) / 2);

    private KolmogorovSmirnov() {}

    /**
     * The two-sample statistic.
     *
     * @param one values in any order, at least one; left as they are
     * @param other likewise
     * @return 0 for equal distributions to 1 for samples that do not overlap
     */
    public static double distance(double[] one, double[] other) {
        if (one.length == 0 || other.length == 0) {
            throw new IllegalArgumentException("An empty sample has no distribution");
        }
        double[] a = one.clone();
        double[] b = other.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double distance = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            double value = Math.min(a[i], b[j]);
            while (i < a.length && a[i] <= value) {
                i++;
            }
            while (j < b.length && b[j] <= value) {
                j++;
            }
            distance = Math.max(distance, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return distance;
    }

    /**
     * Whether two samples of one distribution would lie this far apart less often than once in twenty times, by the asymptotic
     * bound c(0.05) × √((n + m) ÷ (n × m)).
     */
    public static boolean isSignificant(double distance, int n, int m) {
        return distance > C_OF_5_PERCENT * Math.sqrt((n + (double) m) / ((double) n * m));
    }
}
