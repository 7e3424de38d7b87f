package dev.winnow.imaging.metadata;

import java.util.Arrays;

/**
 * The red, green and blue of a colour space as chromaticities x and y (CIE 1931), and the white they were measured under.
 *
 * @param d50 whether they are adapted to D50, as in ICC profiles; otherwise they are taken as under D65
 */
record Primaries(double redX, double redY, double greenX, double greenY, double blueX, double blueY, boolean d50) {
    /** IEC 61966-2-1. */
    static final Primaries SRGB = new Primaries(0.64, 0.33, 0.30, 0.60, 0.15, 0.06, false);
    /** The colorants that profiles of sRGB carry, adapted by the Bradford transform. */
    private static final Primaries SRGB_D50 =
            ofXyz(0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.71410);

    /** Profiles of sRGB-like displays differ by a few percent; the next wider space in use, Adobe RGB, reaches 17 % beyond. */
    private static final double TOLERANCE = 0.08;

    /** @return null where the colorants are none: not finite, or without brightness */
    static Primaries ofXyz(
            double rX, double rY, double rZ, double gX, double gY, double gZ, double bX, double bY, double bZ) {
        double red = rX + rY + rZ;
        double green = gX + gY + gZ;
        double blue = bX + bY + bZ;
        if (red < 1e-3 || green < 1e-3 || blue < 1e-3) {
            return null;
        }
        // Together they make white. Some old profiles give it as D65 (Z = 1.09) where D50 (Z = 0.82) is asked for.
        boolean d50 = (rZ + gZ + bZ) / Math.max(1e-3, rY + gY + bY) < 0.95;
        return new Primaries(rX / red, rY / red, gX / green, gY / green, bX / blue, bY / blue, d50);
    }

    boolean wide() {
        return beyondSrgb() > TOLERANCE;
    }

    /**
     * The area of the triangle that lies outside sRGB's, as a share of sRGB's area, on the CIE 1976 u′v′ diagram, where equal
     * distances look more alike than on x and y.
     */
    double beyondSrgb() {
        double[] own = uv();
        double[] srgb = (d50 ? SRGB_D50 : SRGB).uv();
        double beyond = area(own) - area(intersection(own, srgb));
        return Double.isFinite(beyond) ? Math.max(0, beyond / area(srgb)) : 0;
    }

    /** Six numbers, counter-clockwise. */
    private double[] uv() {
        double[] uv = {
            u(redX, redY), v(redX, redY), u(greenX, greenY), v(greenX, greenY), u(blueX, blueY), v(blueX, blueY)
        };
        return signedArea(uv) >= 0 ? uv : new double[] {uv[4], uv[5], uv[2], uv[3], uv[0], uv[1]};
    }

    private static double u(double x, double y) {
        return 4 * x / (-2 * x + 12 * y + 3);
    }

    private static double v(double x, double y) {
        return 9 * y / (-2 * x + 12 * y + 3);
    }

    /** Cuts one polygon along each side of another, both convex and counter-clockwise (Sutherland and Hodgman 1974). */
    private static double[] intersection(double[] polygon, double[] by) {
        double[] left = polygon;
        for (int side = 0; side < by.length && left.length > 0; side += 2) {
            int end = (side + 2) % by.length;
            left = cut(left, by[side], by[side + 1], by[end], by[end + 1]);
        }
        return left;
    }

    private static double[] cut(double[] polygon, double fromX, double fromY, double toX, double toY) {
        double[] kept = new double[2 * polygon.length + 4];
        int size = 0;
        for (int i = 0; i < polygon.length; i += 2) {
            int next = (i + 2) % polygon.length;
            double here = side(fromX, fromY, toX, toY, polygon[i], polygon[i + 1]);
            double there = side(fromX, fromY, toX, toY, polygon[next], polygon[next + 1]);
            if (here >= 0) {
                kept[size++] = polygon[i];
                kept[size++] = polygon[i + 1];
            }
            if (here >= 0 != there >= 0) {
                double share = here / (here - there);
                kept[size++] = polygon[i] + share * (polygon[next] - polygon[i]);
                kept[size++] = polygon[i + 1] + share * (polygon[next + 1] - polygon[i + 1]);
            }
        }
        return Arrays.copyOf(kept, size);
    }

    /** Positive to the left of the line. */
    private static double side(double fromX, double fromY, double toX, double toY, double x, double y) {
        return (toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX);
    }

    private static double area(double[] polygon) {
        return Math.abs(signedArea(polygon));
    }

    private static double signedArea(double[] polygon) {
        double twice = 0;
        for (int i = 0; i < polygon.length; i += 2) {
            int next = (i + 2) % polygon.length;
            twice += polygon[i] * polygon[next + 1] - polygon[next] * polygon[i + 1];
        }
        return twice / 2;
    }
}
