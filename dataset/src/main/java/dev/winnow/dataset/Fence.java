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

    /** The least value within so many interquartile ranges. */
    public double low(double ranges) {
        return firstQuartile - ranges * (thirdQuartile - firstQuartile);
    }

    /** The greatest value within so many interquartile ranges. */
    public double high(double ranges) {
        return thirdQuartile + ranges * (thirdQuartile - firstQuartile);
    }
}
