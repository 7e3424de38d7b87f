package dev.winnow.gateway.quality;

import java.util.Arrays;

/**
 * The values of one measure on many images. Kept as {@code float}: raw values have six significant digits, which that holds, and
 * takes half the room.
 */
final class Values {
    private static final int DIGIT_BITS = 11;
    private static final int DIGIT = (1 << DIGIT_BITS) - 1;

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

    /** Brings the values, none of which is NaN, in ascending order, which what follows needs. In three passes over their bits. */
    void sort() {
        int[] keys = new int[count];
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            keys[i] = bits ^ ((bits >> 31) | Integer.MIN_VALUE); // ordered as numbers without a sign
        }
        int[] sorted = new int[count];
        for (int shift = 0; shift < Integer.SIZE; shift += DIGIT_BITS) {
            int[] places = new int[(1 << DIGIT_BITS) + 1];
            for (int key : keys) {
                places[(key >>> shift & DIGIT) + 1]++;
            }
            for (int i = 0; i < DIGIT; i++) {
                places[i + 1] += places[i];
            }
            for (int key : keys) {
                sorted[places[key >>> shift & DIGIT]++] = key;
            }
            int[] before = keys;
            keys = sorted;
            sorted = before;
        }
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(keys[i] ^ ((~keys[i] >> 31) | Integer.MIN_VALUE));
        }
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
