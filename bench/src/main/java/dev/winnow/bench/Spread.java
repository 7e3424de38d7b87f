package dev.winnow.bench;

import java.util.Collection;

/** Several measurements of one thing: the lowest, the middle and the highest. Of an even number, the middle is the mean of two. */
public record Spread(double lowest, double median, double highest) {

    /** @throws IllegalArgumentException if there are none */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A spread needs at least one measurement");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }
}
