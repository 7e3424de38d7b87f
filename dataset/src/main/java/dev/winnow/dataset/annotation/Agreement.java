package dev.winnow.dataset.annotation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How far annotators agree beyond chance, 1 at most. A value is undefined, and empty, where the expected agreement is 1 already: when
 * everybody says the same of everything. Equal to scikit-learn, statsmodels and the package krippendorff.
 */
public final class Agreement {
    private static final double CERTAIN = 1 - 1e-15;

    private Agreement() {}

    /** The share of items of which both annotators say the same; empty without items. */
    public static <T> OptionalDouble observed(List<T> a, List<T> b) {
        requireSameItems(a, b);
        int same = 0;
        for (int i = 0; i < a.size(); i++) {
            same += a.get(i).equals(b.get(i)) ? 1 : 0;
        }
        return a.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) same / a.size());
    }

    /** Cohen's κ (1960) of what two annotators say of the same items. */
    public static <T> OptionalDouble cohenKappa(List<T> a, List<T> b) {
        requireSameItems(a, b);
        if (a.isEmpty()) {
            return OptionalDouble.empty();
        }
        double observed = observed(a, b).getAsDouble();
        double expected = expected(a, b);
        return expected > CERTAIN ? OptionalDouble.empty() : OptionalDouble.of((observed - expected) / (1 - expected));
    }

    private static <T> double expected(List<T> a, List<T> b) {
        Map<T, Integer> counts = new HashMap<>();
        a.forEach(value -> counts.merge(value, 1, Integer::sum));
        long products = 0;
        for (T value : b) {
            products += counts.getOrDefault(value, 0);
        }
        return products / ((double) a.size() * a.size());
    }

    /** The standard error of Cohen's κ, by its simple approximation. */
    public static <T> OptionalDouble cohenStandardError(List<T> a, List<T> b) {
        if (cohenKappa(a, b).isEmpty()) {
            return OptionalDouble.empty();
        }
        double observed = observed(a, b).getAsDouble();
        double free = 1 - expected(a, b);
        return OptionalDouble.of(Math.sqrt(observed * (1 - observed) / (a.size() * free * free)));
    }

    /** How much a difference of grades weighs. */
    public enum Weights {
        LINEAR,
        QUADRATIC
    }

    /** Cohen's weighted κ (1968). @param grades in order; each value is one of them */
    public static <T> OptionalDouble weightedKappa(List<T> a, List<T> b, List<T> grades, Weights weights) {
        requireSameItems(a, b);
        int k = grades.size();
        double[] rows = new double[k];
        double[] columns = new double[k];
        double seen = 0;
        for (int i = 0; i < a.size(); i++) {
            int row = grades.indexOf(a.get(i));
            int column = grades.indexOf(b.get(i));
            rows[row]++;
            columns[column]++;
            seen += weight(row, column, weights);
        }
        double chance = 0;
        for (int row = 0; row < k; row++) {
            for (int column = 0; column < k; column++) {
                chance += weight(row, column, weights) * rows[row] * columns[column] / a.size();
            }
        }
        return chance == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - seen / chance);
    }

    private static double weight(int row, int column, Weights weights) {
        double difference = Math.abs(row - column);
        return weights == Weights.LINEAR ? difference : difference * difference;
    }

    /**
     * Fleiss' κ (1971).
     *
     * @param counts of each item: how many annotators chose each class. Every item has the same number of annotators, else the value is
     *     undefined; Krippendorff's α is for those
     */
    public static OptionalDouble fleissKappa(int[][] counts) {
        if (counts.length == 0) {
            return OptionalDouble.empty();
        }
        int raters = java.util.Arrays.stream(counts[0]).sum();
        double[] classes = new double[counts[0].length];
        double agreement = 0;
        for (int[] item : counts) {
            long squares = 0;
            int ratings = 0;
            for (int j = 0; j < item.length; j++) {
                squares += (long) item[j] * item[j];
                ratings += item[j];
                classes[j] += item[j];
            }
            if (ratings != raters || raters < 2) {
                return OptionalDouble.empty();
            }
            agreement += (double) (squares - raters) / ((double) raters * (raters - 1));
        }
        double chance = 0;
        for (double count : classes) {
            double share = count / ((double) raters * counts.length);
            chance += share * share;
        }
        return chance > CERTAIN
                ? OptionalDouble.empty()
                : OptionalDouble.of((agreement / counts.length - chance) / (1 - chance));
    }

    /** How far two values are apart, for Krippendorff's α. */
    public enum Difference {
        NOMINAL,
        ORDINAL,
        INTERVAL,
        RATIO
    }

    /**
     * Krippendorff's α (2011) of classes; annotators may have left items out.
     *
     * @param units of each item: the classes that annotators gave it, in any order
     */
    public static <T> OptionalDouble krippendorffAlpha(List<List<T>> units) {
        Map<T, Double> numbers = new LinkedHashMap<>();
        units.forEach(unit -> unit.forEach(value -> numbers.putIfAbsent(value, (double) numbers.size())));
        return krippendorffAlpha(
                units.stream()
                        .map(unit -> unit.stream().mapToDouble(numbers::get).toArray())
                        .toList(),
                Difference.NOMINAL);
    }

    /** Krippendorff's α of numbers. @param units of each item: the values that annotators gave it */
    public static OptionalDouble krippendorffAlpha(List<double[]> units, Difference difference) {
        double[] values = units.stream()
                .filter(unit -> unit.length > 1)
                .flatMapToDouble(java.util.Arrays::stream)
                .distinct()
                .sorted()
                .toArray();
        int k = values.length;
        double[][] coincidences = new double[k][k];
        for (double[] unit : units) {
            for (int i = 0; i < unit.length && unit.length > 1; i++) {
                for (int j = 0; j < unit.length; j++) {
                    if (i != j) {
                        int c = java.util.Arrays.binarySearch(values, unit[i]);
                        int d = java.util.Arrays.binarySearch(values, unit[j]);
                        coincidences[c][d] += 1.0 / (unit.length - 1);
                    }
                }
            }
        }
        double[] totals = new double[k];
        double all = 0;
        for (int c = 0; c < k; c++) {
            totals[c] = java.util.Arrays.stream(coincidences[c]).sum();
            all += totals[c];
        }
        double seen = 0;
        double chance = 0;
        for (int c = 0; c < k; c++) {
            for (int d = c + 1; d < k; d++) {
                double apart = squaredDifference(values, totals, c, d, difference);
                seen += coincidences[c][d] * apart;
                chance += totals[c] * totals[d] * apart;
            }
        }
        return chance == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - (all - 1) * seen / chance);
    }

    private static double squaredDifference(double[] values, double[] totals, int c, int d, Difference difference) {
        double apart = switch (difference) {
            case NOMINAL -> 1;
            case INTERVAL -> values[c] - values[d];
            case RATIO -> (values[c] - values[d]) / (values[c] + values[d]);
            case ORDINAL -> {
                double between = 0;
                for (int g = c; g <= d; g++) {
                    between += totals[g];
                }
                yield between - (totals[c] + totals[d]) / 2;
            }
        };
        return apart * apart;
    }

    private static void requireSameItems(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            throw new IllegalArgumentException(
                    "Two annotators are compared on the same items, not on " + a.size() + " and " + b.size());
        }
    }
}
