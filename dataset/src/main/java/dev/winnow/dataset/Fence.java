package dev.winnow.dataset;

/**
 * Where the middle half of a dataset's values of a measure lies.
 *
 * @param version grows whenever the dataset has changed enough for its images to be judged again; 1 is the first
 * @param count values that it was taken from
 * @param firstQuartile a quarter of the values is no greater
 * @param thirdQuartile a quarter of the values is no less
 */
public record Fence(int version, long count, double firstQuartile, double thirdQuartile) {

    public Fence {
        if (!(firstQuartile <= thirdQuartile)) {
            throw new IllegalArgumentException(
                    "The first quartile " + firstQuartile + " lies above the third, " + thirdQuartile);
        }
    }

    /** Fewer values than this say nothing of the rest. */
    public static final int LEAST_COUNT = 30;

    /** A quartile that moved by more than this share of itself has moved. */
    private static final double MOVED = 0.05;

    /**
     * The fence of these values.
     *
     * @throws IllegalArgumentException when there are fewer than {@link #LEAST_COUNT}
     */
    public static Fence around(QuantileSketch values, int version) {
        if (values.count() < LEAST_COUNT) {
            throw new IllegalArgumentException(
                    "A fence is taken from " + LEAST_COUNT + " values or more, not " + values.count());
        }
        return new Fence(version, values.count(), values.quantile(0.25), values.quantile(0.75));
    }

    /**
     * Whether the dataset has changed enough for another fence while images keep coming: it has half as many values more, or a
     * third fewer, or a quartile moved by more than a twentieth of itself.
     *
     * @param values that the dataset has now, at least {@link #LEAST_COUNT}
     */
    public boolean isOutlived(QuantileSketch values) {
        return 2 * values.count() >= 3 * count
                || 3 * values.count() <= 2 * count
                || moved(firstQuartile, values.quantile(0.25))
                || moved(thirdQuartile, values.quantile(0.75));
    }

    /** Whether these values, {@link #LEAST_COUNT} or more, give this very fence, version and count aside. */
    public boolean isAround(QuantileSketch values) {
        return firstQuartile == values.quantile(0.25) && thirdQuartile == values.quantile(0.75);
    }

    private static boolean moved(double before, double now) {
        return Math.abs(now - before) > MOVED * Math.abs(before);
    }

    /** The least value within so many interquartile ranges. */
    public double low(double ranges) {
        return firstQuartile - ranges * (thirdQuartile - firstQuartile);
    }

    /** The greatest value within so many interquartile ranges. */
    public double high(double ranges) {
        return thirdQuartile + ranges * (thirdQuartile - firstQuartile);
    }
}
