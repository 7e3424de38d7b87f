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
        int place = Arrays.binarySearch(values, 0, count, Float.MIN_VALUE);
        int first = place < 0 ? -place - 1 : place;
        while (first > 0 && values[first - 1] > 0) { // of several equal ones any may have been found
            first--;
        }
        return first < count ? at(first) : Double.POSITIVE_INFINITY;
    }

    /** The least value that so large a share of all values is no greater than (nearest rank). */
    double quantile(double share) {
        return at((int) Math.max(0, Math.ceil(share * count) - 1));
    }

    long[] counts(Axis axis) {
        return axis.counts(values, 0, count);
    }

    /** The decimal number that the value was written as. */
    private double at(int place) {
        return Double.parseDouble(Float.toString(values[place]));
    }
}
