package dev.winnow.dataset;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How a dataset's values of a measure are distributed, as rules that compare an image with the rest of its dataset need it.
 *
 * <p>A value stands out when it lies many <em>robust standard deviations</em> from the median. On each side the deviation is
 * 1.4826 times the distance between the median and the quartile of that side, which is the standard deviation of a normal
 * distribution (the double median absolute deviation: Rousseeuw &amp; Croux 1993). It has a floor, so that nothing stands out of a
 * tight distribution by little: {@link #LEAST_RATIO} where values are {@linkplain Measure#comparedByRatio compared by ratio}, else
 * {@link #LEAST_SHARE} of the measure's range.
 *
 * @param version grows whenever the dataset has changed enough for its images to be judged again; 1 is the first
 * @param count values that it was taken from
 * @param centiles 101 values, ascending: no more than so many hundredths of the values are below each
 */
public record Fence(int version, long count, List<Double> centiles) {

    public Fence {
        centiles = List.copyOf(centiles);
        if (centiles.size() != 101) {
            throw new IllegalArgumentException("A fence has 101 centiles, not " + centiles.size());
        }
        for (int i = 1; i < centiles.size(); i++) {
            if (!(centiles.get(i - 1) <= centiles.get(i))) {
                throw new IllegalArgumentException("Centile " + (i - 1) + " is " + centiles.get(i - 1)
                        + ", above centile " + i + ", which is " + centiles.get(i));
            }
        }
    }

    /** Fewer values than this say nothing of the rest. */
    public static final int LEAST_COUNT = 30;

    /** Least robust standard deviation of the logarithms of values that are compared by ratio. */
    public static final double LEAST_RATIO = 0.35;

    /** Least robust standard deviation of other values, as a share of their measure's range. */
    public static final double LEAST_SHARE = 0.05;

    /** Standard deviations of a normal distribution in the distance between its median and a quartile. */
    private static final double NORMAL = 1.4826;

    /** A quartile that moved by more than this share of itself, and by more than the next, has moved. */
    private static final double MOVED = 0.05;

    /** Of the distance between the quartiles. */
    private static final double MOVED_RANGE = 0.2;

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
        return new Fence(version, values.count(), centiles(values));
    }

    private static List<Double> centiles(QuantileSketch values) {
        return IntStream.rangeClosed(0, 100)
                .mapToObj(i -> values.quantile(i / 100.0))
                .toList();
    }

    /** A quarter of the values is no greater. */
    public double firstQuartile() {
        return centiles.get(25);
    }

    /** Half of the values is no greater. */
    public double median() {
        return centiles.get(50);
    }

    /** A quarter of the values is no less. */
    public double thirdQuartile() {
        return centiles.get(75);
    }

    /**
     * Whether the dataset has changed enough for another fence while images keep coming: it has half as many values more, or a
     * third fewer, or a quartile moved by more than a twentieth of itself and a fifth of the distance between the quartiles.
     *
     * @param values that the dataset has now, at least {@link #LEAST_COUNT}
     */
    public boolean isOutlived(QuantileSketch values) {
        return 2 * values.count() >= 3 * count
                || 3 * values.count() <= 2 * count
                || moved(firstQuartile(), values.quantile(0.25))
                || moved(thirdQuartile(), values.quantile(0.75));
    }

    /** Whether these values, {@link #LEAST_COUNT} or more, give this very fence, version and count aside. */
    public boolean isAround(QuantileSketch values) {
        return centiles.equals(centiles(values));
    }

    private boolean moved(double before, double now) {
        double by = Math.abs(now - before);
        return by > MOVED * Math.abs(before) && by > MOVED_RANGE * (thirdQuartile() - firstQuartile());
    }

    /** The least value within so many interquartile ranges. */
    public double low(double ranges) {
        return firstQuartile() - ranges * (thirdQuartile() - firstQuartile());
    }

    /** The greatest value within so many interquartile ranges. */
    public double high(double ranges) {
        return thirdQuartile() + ranges * (thirdQuartile() - firstQuartile());
    }

    /**
     * The value below which a value stands out.
     *
     * @param measure that the fence is of
     * @param deviations robust standard deviations below the median
     * @param most the largest share of values, 0.01 to 0.5, that may stand out: of more the least ones do
     * @return negative infinity where no value can stand out
     */
    public double farBelow(Measure measure, double deviations, double most) {
        double far = measure.comparedByRatio()
                ? farByRatio(-deviations, Math.log(median() / firstQuartile()))
                : median() - deviations * Math.max(leastShare(measure), NORMAL * (median() - firstQuartile()));
        return Math.min(far, centiles.get((int) Math.floor(100 * most + 1e-9)));
    }

    /**
     * The value above which a value stands out.
     *
     * @param measure that the fence is of
     * @param deviations robust standard deviations above the median
     * @param most the largest share of values, 0.01 to 0.5, that may stand out: of more the greatest ones do
     * @return infinity where no value can stand out
     */
    public double farAbove(Measure measure, double deviations, double most) {
        double far = measure.comparedByRatio()
                ? farByRatio(deviations, Math.log(thirdQuartile() / median()))
                : median() + deviations * Math.max(leastShare(measure), NORMAL * (thirdQuartile() - median()));
        // A sketch gives the least value of a bucket; others of that bucket are greater by its relative error at most.
        double cap = centiles.get(100 - (int) Math.floor(100 * most + 1e-9)) / (1 - QuantileSketch.RELATIVE_ERROR);
        return Math.max(far, cap);
    }

    private double farByRatio(double deviations, double quartile) {
        if (median() == 0) {
            return deviations < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return median() * Math.exp(deviations * Math.max(LEAST_RATIO, NORMAL * quartile));
    }

    private static double leastShare(Measure measure) {
        return LEAST_SHARE * (measure.max() - measure.min());
    }
}
