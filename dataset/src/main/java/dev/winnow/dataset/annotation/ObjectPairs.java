package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Which object of one annotator is which of another's, whatever class they give it: as many pairs as possible whose overlap reaches a
 * threshold, and among those the greatest sum of overlaps (Hungarian method). Taking the best pair first can find one where two are.
 *
 * @param pairs by their first member
 * @param left how many objects the first annotator has
 * @param right how many objects the second annotator has
 */
public record ObjectPairs(List<Pair> pairs, int left, int right) {
    /** The threshold at which agreement is reported. */
    public static final double THRESHOLD = 0.5;

    public ObjectPairs {
        pairs = List.copyOf(pairs);
    }

    /** Two objects by their places in their lists. */
    public record Pair(int left, int right, double iou) {}

    /** @param ious of each object of the first annotator with each of the second */
    public static ObjectPairs of(double[][] ious, int right, double threshold) {
        int left = ious.length;
        int n = Math.max(left, right);
        double[][] costs = new double[n][n];
        for (int i = 0; i < left; i++) {
            for (int j = 0; j < right; j++) {
                if (ious[i][j] >= threshold) {
                    costs[i][j] = -(1 + ious[i][j] / (Math.min(left, right) + 1));
                }
            }
        }
        int[] columns = assign(costs);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < left; i++) {
            if (columns[i] < right && ious[i][columns[i]] >= threshold) {
                pairs.add(new Pair(i, columns[i], ious[i][columns[i]]));
            }
        }
        pairs.sort(Comparator.comparingInt(Pair::left));
        return new ObjectPairs(pairs, left, right);
    }

    /** Boxes that overlap by half or more. */
    public static ObjectPairs of(List<Shape.Box> left, List<Shape.Box> right) {
        double[][] ious = new double[left.size()][right.size()];
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                ious[i][j] = Overlap.iou(left.get(i), right.get(j));
            }
        }
        return of(ious, right.size(), THRESHOLD);
    }

    /** F1 of either annotator against the other, 0 to 1: the share of objects that both found. 1 where both found nothing. */
    public double f1() {
        return left + right == 0 ? 1 : 2.0 * pairs.size() / (left + right);
    }

    /** The mean overlap of the pairs; empty without one. */
    public OptionalDouble meanIou() {
        return pairs.stream().mapToDouble(Pair::iou).average();
    }

    /** The column of each row in the assignment of the least sum (Jonker and Volgenant, 1987). */
    private static int[] assign(double[][] costs) {
        int n = costs.length;
        double[] rowPotential = new double[n + 1];
        double[] columnPotential = new double[n + 1];
        int[] rowOf = new int[n + 1];
        int[] previous = new int[n + 1];
        for (int row = 1; row <= n; row++) {
            rowOf[0] = row;
            int column = 0;
            double[] least = new double[n + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            boolean[] done = new boolean[n + 1];
            do {
                done[column] = true;
                int at = rowOf[column];
                double delta = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int j = 1; j <= n; j++) {
                    if (!done[j]) {
                        double reduced = costs[at - 1][j - 1] - rowPotential[at] - columnPotential[j];
                        if (reduced < least[j]) {
                            least[j] = reduced;
                            previous[j] = column;
                        }
                        if (least[j] < delta) {
                            delta = least[j];
                            next = j;
                        }
                    }
                }
                for (int j = 0; j <= n; j++) {
                    if (done[j]) {
                        rowPotential[rowOf[j]] += delta;
                        columnPotential[j] -= delta;
                    } else {
                        least[j] -= delta;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            while (column != 0) {
                int from = previous[column];
                rowOf[column] = rowOf[from];
                column = from;
            }
        }
        int[] columns = new int[n];
        for (int j = 1; j <= n; j++) {
            columns[rowOf[j] - 1] = j - 1;
        }
        return columns;
    }
}
