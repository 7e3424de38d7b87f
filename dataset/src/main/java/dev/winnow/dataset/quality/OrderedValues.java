package dev.winnow.dataset.quality;

import dev.winnow.dataset.QuantileSketch;
import java.util.Arrays;

/**
 * The values of one measure, each as often as it occurs. A {@link QuantileSketch} cannot take a value back, because it forgets all of a
 * bucket but its least value. This one can, and gives the very sketch of the values that remain. It takes eight bytes a value: they
 * are kept sorted, and changes are merged in when there are many of them, or when the sketch is asked for.
 */
final class OrderedValues {
    private static final int FEW = 1_024;

    private double[] sorted = {};
    private final Buffer added = new Buffer();
    private final Buffer removed = new Buffer();

    void add(double value) {
        added.append(value);
        mergeWhereMany();
    }

    /** The value has to be there; {@link #sketch} finds out. */
    void remove(double value) {
        removed.append(value);
        mergeWhereMany();
    }

    /**
     * Takes time by the number of values.
     *
     * @throws IllegalStateException when a value was removed that was not there
     */
    QuantileSketch sketch() {
        merge();
        int distinct = 0;
        double[] values = new double[sorted.length];
        long[] counts = new long[sorted.length];
        for (double value : sorted) {
            if (distinct == 0 || Double.compare(values[distinct - 1], value) != 0) {
                values[distinct++] = value;
            }
            counts[distinct - 1]++;
        }
        return QuantileSketch.of(Arrays.copyOf(values, distinct), Arrays.copyOf(counts, distinct));
    }

    private void mergeWhereMany() {
        if (added.size + removed.size > FEW + sorted.length / 4) {
            merge();
        }
    }

    private void merge() {
        if (added.size == 0 && removed.size == 0) {
            return;
        }
        double[] in = added.take();
        double[] out = removed.take();
        double[] merged = new double[Math.max(0, sorted.length + in.length - out.length)];
        int size = 0;
        int gone = 0;
        for (int i = 0, j = 0; i < sorted.length || j < in.length; ) {
            boolean kept = j == in.length || i < sorted.length && Double.compare(sorted[i], in[j]) <= 0;
            double value = kept ? sorted[i++] : in[j++];
            if (gone < out.length && Double.compare(out[gone], value) == 0) {
                gone++;
            } else if (size < merged.length) {
                merged[size++] = value;
            } else {
                break;
            }
        }
        if (gone < out.length) {
            throw new IllegalStateException(out[gone] + " was to be removed from values among which it is not");
        }
        sorted = merged;
    }

    /** Values that wait to be merged in. */
    private static final class Buffer {
        private double[] values = new double[16];
        private int size;

        void append(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        /** All of them, ascending; none is left. */
        double[] take() {
            double[] taken = Arrays.copyOf(values, size);
            Arrays.sort(taken);
            values = new double[16];
            size = 0;
            return taken;
        }
    }
}
