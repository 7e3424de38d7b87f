package dev.winnow.dataset.annotation;

import java.util.Arrays;

/** Cuts shapes to a rectangle or to a convex outline (Sutherland and Hodgman, 1974). */
public final class Clipping {

    private Clipping() {}

    /** The part of an outline inside the picture; no points where nothing is. */
    public static Ring toPicture(Ring outline, PictureSize picture) {
        return clip(outline, 0, 0, picture.width(), picture.height());
    }

    /** The part of an outline between four edges. */
    static Ring clip(Ring outline, double left, double top, double right, double bottom) {
        double[] xy = outline.toArray();
        xy = half(xy, 1, 0, left);
        xy = half(xy, -1, 0, -right);
        xy = half(xy, 0, 1, top);
        xy = half(xy, 0, -1, -bottom);
        return Ring.of(xy);
    }

    /** The part of an outline inside a convex one. */
    static Ring inside(Ring outline, Ring convex) {
        double[] xy = outline.toArray();
        double direction = Math.signum(signedArea(convex));
        for (int i = 0; i < convex.size(); i++) {
            int next = (i + 1) % convex.size();
            double dx = convex.x(next) - convex.x(i);
            double dy = convex.y(next) - convex.y(i);
            double a = -dy * direction;
            double b = dx * direction;
            xy = half(xy, a, b, a * convex.x(i) + b * convex.y(i));
        }
        return Ring.of(xy);
    }

    private static double signedArea(Ring ring) {
        double twice = 0;
        for (int i = 0; i < ring.size(); i++) {
            int next = (i + 1) % ring.size();
            twice += (ring.x(i) - ring.x(0)) * (ring.y(next) - ring.y(0))
                    - (ring.x(next) - ring.x(0)) * (ring.y(i) - ring.y(0));
        }
        return twice / 2;
    }

    /** Keeps where a·x + b·y ≥ c. */
    private static double[] half(double[] xy, double a, double b, double c) {
        double[] kept = new double[xy.length * 2 + 4];
        int count = 0;
        for (int i = 0; i < xy.length; i += 2) {
            int last = i == 0 ? xy.length - 2 : i - 2;
            double before = a * xy[last] + b * xy[last + 1] - c;
            double here = a * xy[i] + b * xy[i + 1] - c;
            if (before < 0 != here < 0) {
                double share = before / (before - here);
                // an edge of the picture is met exactly
                kept[count++] = b == 0 ? c / a : xy[last] + share * (xy[i] - xy[last]);
                kept[count++] = a == 0 ? c / b : xy[last + 1] + share * (xy[i + 1] - xy[last + 1]);
            }
            if (here >= 0) {
                kept[count++] = xy[i];
                kept[count++] = xy[i + 1];
            }
        }
        return Arrays.copyOf(kept, count);
    }
}
