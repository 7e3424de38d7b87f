package dev.winnow.gateway.quality;

import dev.winnow.dataset.Measure;

/**
 * An axis divided into bins, evenly by value or by order of magnitude.
 *
 * @param low where the first bin begins; above 0 on a logarithmic axis
 * @param high where the last bin ends
 */
record Axis(double low, double high, int bins, Measure.Scale scale) {

    /** A logarithmic axis reaches down no more than so many times: what is smaller may as well be 0. */
    private static final double LONGEST = 1e7;

    Axis {
        if (!(low < high) || (scale == Measure.Scale.LOG && low <= 0)) {
            throw new IllegalArgumentException("No axis leads from " + low + " to " + high);
        }
    }

    /**
     * The axis that shows all values of a measure.
     *
     * @param min the least value
     * @param leastPositive the least value above 0, or infinity where there is none
     * @param max the greatest value
     */
    static Axis over(Measure measure, double min, double leastPositive, double max, int bins) {
        if (measure.scale() == Measure.Scale.LINEAR) {
            return min < max
                    ? new Axis(min, max, bins, Measure.Scale.LINEAR)
                    : new Axis(min, min + (measure.max() - measure.min()) / bins, bins, Measure.Scale.LINEAR);
        }
        double low = leastPositive < max ? Math.max(leastPositive, max / LONGEST) : max > 0 ? max / 2 : 1 / LONGEST;
        return new Axis(low, max > 0 ? max : 1, bins, Measure.Scale.LOG);
    }

    double[] edges() {
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            double share = (double) i / bins;
            edges[i] = scale == Measure.Scale.LOG ? low * Math.pow(high / low, share) : low + (high - low) * share;
        }
        edges[bins] = high; // whatever rounding says
        return edges;
    }
}
