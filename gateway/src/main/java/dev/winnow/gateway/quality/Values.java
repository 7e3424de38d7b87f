package dev.winnow.gateway.quality;

import java.util.Arrays;

/**
 * The values of one measure on many images. Kept as {@code float}: raw values have six significant digits, which that holds, and
 * takes half the room.
 */
final class Values {
    private float[] values = new float[256];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = (float) value;
    }

    int count() {
        return count;
    }

    /** Brings the values in ascending order, which what follows needs. */
    void sort() {
        Arrays.sort(values, 0, count);
    }

    double min() {
        return at(0);
    }

    double max() {
        return at(count - 1);
    }

    /** Infinity where no value is above 0. */
    double leastPositive() {
        int first = below(Float.MIN_VALUE, 0);
        return first < count ? at(first) : Double.POSITIVE_INFINITY;
    }

    /** The least value that so large a share of all values is no greater than (nearest rank). */
    double quantile(double share) {
        return at((int) Math.max(0, Math.ceil(share * count) - 1));
    }

    /** How many of the values lie in each bin, its lower edge included; what lies beyond the axis counts at its end. */
    long[] counts(Axis axis) {
        double[] edges = axis.edges();
        long[] counts = new long[axis.bins()];
        int before = 0;
        for (int i = 0; i < counts.length; i++) {
            int upTo = i == counts.length - 1 ? count : below(edges[i + 1], before);
            counts[i] = upTo - before;
            before = upTo;
        }
        return counts;
    }

    /** How many values are less, of which there are at least so many. */
    private int below(double limit, int atLeast) {
        int low = atLeast;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The decimal number that the value was written as. */
    private double at(int place) {
        return Double.parseDouble(Float.toString(values[place]));
    }
}
