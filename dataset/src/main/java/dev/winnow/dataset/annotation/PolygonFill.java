package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns outlines into pixels, with the result of pycocotools' {@code rleFrPoly}: on a grid of fifths of a pixel, half open, so that a
 * pixel is set where its centre lies inside. Other tools include both borders; never mix the two in one dataset's numbers.
 */
public final class PolygonFill {
    private static final int SCALE = 5;

    /** Steps of the grid that one outline may take; what is longer is cut to the picture's surroundings first. */
    private static final double MOST_STEPS = 2e7;

    private PolygonFill() {}

    /** The union of the parts of a polygon of finite numbers. */
    public static RunLengths fill(Shape.Polygon polygon, int width, int height) {
        List<RunLengths> parts = new ArrayList<>(polygon.parts().size());
        for (Ring part : polygon.parts()) {
            parts.add(fill(part, width, height));
        }
        return parts.isEmpty() ? RunLengths.of(width, height, width * height) : RunLengths.union(parts);
    }

    /** The inside of one outline, by the even-odd rule. */
    public static RunLengths fill(Ring outline, int width, int height) {
        Ring ring = outline;
        if (ring.perimeter() * SCALE > MOST_STEPS) {
            ring = Clipping.clip(ring, -1, -1, width + 1.0, height + 1.0);
        }
        int n = ring.size();
        if (n == 0) {
            return RunLengths.of(width, height, width * height);
        }
        Positions positions = new Positions(width, height);
        long firstX = grid(ring.x(0));
        long firstY = grid(ring.y(0));
        long xs = firstX;
        long ys = firstY;
        for (int i = 1; i <= n; i++) {
            long xe = i == n ? firstX : grid(ring.x(i));
            long ye = i == n ? firstY : grid(ring.y(i));
            walk(xs, ys, xe, ye, positions);
            xs = xe;
            ys = ye;
        }
        return positions.runs();
    }

    private static int grid(double coordinate) {
        return (int) (SCALE * coordinate + 0.5);
    }

    private static void walk(long fromX, long fromY, long toX, long toY, Positions positions) {
        long dx = Math.abs(toX - fromX);
        long dy = Math.abs(toY - fromY);
        boolean flat = dx >= dy;
        boolean swapped = flat ? fromX > toX : fromY > toY;
        long xs = swapped ? toX : fromX;
        long ys = swapped ? toY : fromY;
        long xe = swapped ? fromX : toX;
        long ye = swapped ? fromY : toY;
        double slope = flat ? (double) (ye - ys) / dx : (double) (xe - xs) / dy;
        long steps = flat ? dx : dy;
        for (long step = 0; step <= steps; step++) {
            long t = swapped ? steps - step : step;
            if (flat) {
                positions.point((int) (t + xs), (int) (ys + slope * t + 0.5));
            } else {
                positions.point((int) (xs + slope * t + 0.5), (int) (t + ys));
            }
        }
    }

    /** Where the walk crosses the centre lines of columns of pixels. */
    private static final class Positions {
        private final int width;
        private final int height;
        private long[] crossings = new long[64];
        private int count;
        private int lastU;
        private int lastV;
        private boolean started;

        Positions(int width, int height) {
            this.width = width;
            this.height = height;
        }

        void point(int u, int v) {
            if (started && u != lastU) {
                // (c + 0.5) / 5 - 0.5 is a whole number for these c alone
                int c = (u < lastU ? u : u - 1) - 2;
                if (Math.floorMod(c, SCALE) == 0) {
                    int x = Math.floorDiv(c, SCALE);
                    if (x >= 0 && x < width) {
                        add(x, Math.floorDiv(Math.min(v, lastV) + 2, SCALE));
                    }
                }
            }
            started = true;
            lastU = u;
            lastV = v;
        }

        private void add(int x, int y) {
            if (count == crossings.length) {
                crossings = Arrays.copyOf(crossings, 2 * count);
            }
            crossings[count++] = (long) x * height + Math.max(0, Math.min(height, y));
        }

        RunLengths runs() {
            Arrays.sort(crossings, 0, count);
            RunLengths.Builder builder = new RunLengths.Builder(width, height);
            long at = 0;
            boolean inside = false;
            for (int i = 0; i < count; i++) {
                builder.add(inside, crossings[i] - at);
                at = crossings[i];
                inside = !inside;
            }
            builder.add(inside, (long) width * height - at);
            return builder.build();
        }
    }
}
