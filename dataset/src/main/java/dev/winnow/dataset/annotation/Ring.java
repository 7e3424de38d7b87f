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

    /** The smallest box around the points; it has NaN where a point has. */
    public Shape.Box bounds() {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xy.length; i += 2) {
            left = Math.min(left, xy[i]);
            right = Math.max(right, xy[i]);
            top = Math.min(top, xy[i + 1]);
            bottom = Math.max(bottom, xy[i + 1]);
        }
        return xy.length == 0 ? new Shape.Box(0, 0, 0, 0) : Shape.Box.between(left, top, right, bottom);
    }

    /** The area by the shoelace formula; parts of an outline that crosses itself cancel each other. */
    public double area() {
        double twice = 0;
        int last = xy.length - 2;
        for (int i = 0; i < xy.length; last = i, i += 2) {
            // relative to the first point, so that nothing is lost far from the origin
            twice += (xy[last] - xy[0]) * (xy[i + 1] - xy[1]) - (xy[i] - xy[0]) * (xy[last + 1] - xy[1]);
        }
        return Math.abs(twice) / 2;
    }

    /** The length of the closed outline. */
    public double perimeter() {
        double length = 0;
        int last = xy.length - 2;
        for (int i = 0; i < xy.length; last = i, i += 2) {
            length += Math.hypot(xy[i] - xy[last], xy[i + 1] - xy[last + 1]);
        }
        return length;
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
