package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape;
import java.util.List;

/** Ellipses and circles as outlines. */
public final class Approximation {
    private static final int LEAST_POINTS = 36;
    private static final int MOST_POINTS = 3_600;

    /** How far the outline may be from the curve, in pixels. */
    private static final double MOST_ERROR = 0.1;

    private Approximation() {}

    /**
     * An ellipse as an outline whose points lie on it, among them the ends of both axes.
     *
     * @param degrees clockwise, about the centre
     */
    public static Shape.Polygon ellipse(
            double centreX, double centreY, double radiusX, double radiusY, double degrees) {
        double radius = Math.max(Math.abs(radiusX), Math.abs(radiusY));
        double points = radius > 2 * MOST_ERROR ? Math.PI / Math.acos(1 - MOST_ERROR / radius) : LEAST_POINTS;
        int count = points > LEAST_POINTS ? 4 * (int) Math.ceil(Math.min(points, MOST_POINTS) / 4) : LEAST_POINTS;
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double[] xy = new double[2 * count];
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * i / count;
            double x = radiusX * Math.cos(angle);
            double y = radiusY * Math.sin(angle);
            xy[2 * i] = centreX + x * cos - y * sin;
            xy[2 * i + 1] = centreY + x * sin + y * cos;
        }
        return new Shape.Polygon(List.of(Ring.of(xy)));
    }

    /** That a shape of some kind became an outline. */
    public static Finding finding(String kind, Shape.Polygon outline, Origin origin) {
        return Found.of(
                LabelIssue.SHAPE_APPROXIMATED,
                Outcome.FIXED,
                origin,
                "A" + (kind.startsWith("e") ? "n " : " ") + kind + " is turned into an outline of "
                        + outline.parts().get(0).size() + " points.");
    }
}
