package dev.winnow.imaging.measure;

/**
 * How often each 8-bit value occurs. Sums are exact integers up to the last division, so that results are the same on every
 * machine.
 *
 * @param counts by value, 256 of them; at least one value occurs
 */
public record Histogram(int[] counts) {

    public double mean() {
        return (double) sum() / total();
    }

    public double standardDeviation() {
        long squares = 0;
        for (int value = 0; value < counts.length; value++) {
            squares += (long) value * value * counts[value];
        }
        double total = total();
        double mean = sum() / total;
        return Math.sqrt(Math.max(0, squares / total - mean * mean));
    }

    /** Shannon entropy in bits of several histograms set side by side: 0 for one value alone, 8 for all of one alike often. */
    public static double entropy(Histogram... sideBySide) {
        long total = 0;
        for (Histogram histogram : sideBySide) {
            total += histogram.total();
        }
        double sum = 0;
        for (Histogram histogram : sideBySide) {
            for (int count : histogram.counts) {
                if (count > 0) {
                    sum += count * StrictMath.log((double) count / total);
                }
            }
        }
        return Math.max(0, -sum / total / StrictMath.log(2));
    }

    /** Share of the values between two, both included. */
    public double share(int from, int to) {
        long inside = 0;
        for (int value = from; value <= to; value++) {
            inside += counts[value];
        }
        return (double) inside / total();
    }

    /** The least value that no less than this share of all values reach or stay below (nearest rank). */
    public int percentile(double share) {
        double wanted = share * total();
        long below = 0;
        for (int value = 0; value < counts.length; value++) {
            below += counts[value];
            if (below > 0 && below >= wanted) {
                return value;
            }
        }
        throw new IllegalArgumentException("A share is 0 to 1, not " + share);
    }

    /** As {@link #percentile}, with the values of each count spread evenly over half a level below and above. */
    double interpolatedPercentile(double share) {
        int value = percentile(share);
        long below = 0;
        for (int lower = 0; lower < value; lower++) {
            below += counts[lower];
        }
        return value - 0.5 + (share * total() - below) / counts[value];
    }

    /** The greatest value less the least. */
    public int range() {
        int least = 0;
        while (counts[least] == 0) {
            least++;
        }
        int greatest = counts.length - 1;
        while (counts[greatest] == 0) {
            greatest--;
        }
        return greatest - least;
    }

    public long total() {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        return total;
    }

    private long sum() {
        long sum = 0;
        for (int value = 0; value < counts.length; value++) {
            sum += (long) value * counts[value];
        }
        return sum;
    }
}
