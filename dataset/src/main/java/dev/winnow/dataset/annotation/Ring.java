package dev.winnow.dataset.annotation;

import java.util.Arrays;

/**
 * Points in order: of an outline, whose last point joins its first and is not repeated, or of a line. Immutable; compared by its
 * numbers. As submitted it may repeat points, or have fewer than three.
 */
public final class Ring {
    private final double[] xy;

    private Ring(double[] xy) {
        this.xy = xy;
    }

    /**
     * @param xy x and y of each point in turn
     * @throws IllegalArgumentException for an odd count; a reader reports it as {@link LabelIssue#POLYGON_ODD_COUNT}
     */
    public static Ring of(double... xy) {
        if (xy.length % 2 != 0) {
            throw new IllegalArgumentException("A point has an x and a y, and " + xy.length + " numbers are not pairs");
        }
        return new Ring(xy.clone());
    }

    /** How many points there are. */
    public int size() {
        return xy.length / 2;
    }

    public double x(int point) {
        return xy[2 * point];
    }

    public double y(int point) {
        return xy[2 * point + 1];
    }

    /** x and y of each point in turn. */
    public double[] toArray() {
        return xy.clone();
    }

    public boolean allFinite() {
        for (double value : xy) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ring ring && Arrays.equals(xy, ring.xy);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(xy);
    }

    @Override
    public String toString() {
        return Arrays.toString(xy);
    }
}
