package dev.winnow.dataset.annotation;

import java.util.Arrays;
import java.util.Comparator;

/** Convex hulls (Andrew's monotone chain, 1979), and the smallest rectangle around points. */
final class Hull {

    private Hull() {}

    /** The corners of the convex hull, without points on its edges. */
    static Ring of(Ring points) {
        int n = points.size();
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        Arrays.sort(order, Comparator.<Integer>comparingDouble(points::x).thenComparingDouble(points::y));
        double[] hull = new double[4 * n + 4];
        int size = 0;
        for (int i = 0; i < n; i++) {
            size = push(hull, size, 2, points, order[i]);
        }
        int lower = size;
        for (int i = n - 2; i >= 0; i--) {
            size = push(hull, size, lower + 1, points, order[i]);
        }
        return Ring.of(Arrays.copyOf(hull, 2 * Math.max(Math.min(size, 1), size - 1)));
    }

    private static int push(double[] hull, int count, int least, Ring points, int point) {
        int size = count;
        double x = points.x(point);
        double y = points.y(point);
        while (size >= least) {
            double ax = hull[2 * size - 4];
            double ay = hull[2 * size - 3];
            double bx = hull[2 * size - 2];
            double by = hull[2 * size - 1];
            if ((bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0) {
                break;
            }
            size--;
        }
        hull[2 * size] = x;
        hull[2 * size + 1] = y;
        return size + 1;
    }

    /** The rectangle of the least area around the points; one of its sides lies on an edge of their hull. */
    static Shape.RotatedBox smallestRectangle(Ring points) {
        Ring hull = of(points);
        Shape.RotatedBox best = null;
        for (int i = 0; i < hull.size(); i++) {
            int next = (i + 1) % hull.size();
            double angle = Math.atan2(hull.y(next) - hull.y(i), hull.x(next) - hull.x(i));
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            double[] turned = new double[2 * hull.size()];
            for (int k = 0; k < hull.size(); k++) {
                turned[2 * k] = hull.x(k) * cos + hull.y(k) * sin;
                turned[2 * k + 1] = hull.y(k) * cos - hull.x(k) * sin;
            }
            Shape.Box box = Ring.of(turned).bounds();
            if (best == null || box.area() < best.width() * best.height()) {
                double x = box.x() + box.width() / 2;
                double y = box.y() + box.height() / 2;
                best = new Shape.RotatedBox(
                        x * cos - y * sin, x * sin + y * cos, box.width(), box.height(), Math.toDegrees(angle));
            }
        }
        return best;
    }
}
