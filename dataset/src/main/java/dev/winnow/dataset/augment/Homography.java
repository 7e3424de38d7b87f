package dev.winnow.dataset.augment;

import java.util.Arrays;

/**
 * A map of the plane that keeps lines straight: a matrix of 3 × 3, up to a factor. It takes points of the source to points of the
 * target, both between pixels.
 */
public final class Homography {
    public static final Homography IDENTITY = affine(1, 0, 0, 0, 1, 0);

    /** Row by row; the last is 1 for affine maps. */
    private final double[] m;

    private Homography(double[] m) {
        this.m = m;
    }

    /** {@code x' = a·x + b·y + tx}, {@code y' = c·x + d·y + ty}. */
    public static Homography affine(double a, double b, double tx, double c, double d, double ty) {
        return new Homography(new double[] {a, b, tx, c, d, ty, 0, 0, 1});
    }

    public static Homography shift(double x, double y) {
        return affine(1, 0, x, 0, 1, y);
    }

    public static Homography scale(double x, double y) {
        return affine(x, 0, 0, 0, y, 0);
    }

    /** About the origin, counter-clockwise as seen with y downwards. */
    public static Homography rotation(double degrees) {
        double radians = Math.toRadians(degrees);
        double cos = StrictMath.cos(radians);
        double sin = StrictMath.sin(radians);
        return affine(cos, sin, 0, -sin, cos, 0);
    }

    /**
     * The map that takes four points to four points.
     *
     * @param from x and y of each in turn
     * @throws IllegalArgumentException where three of the points lie on one line
     */
    public static Homography between(double[] from, double[] to) {
        double[][] equations = new double[8][];
        for (int i = 0; i < 4; i++) {
            double x = from[2 * i];
            double y = from[2 * i + 1];
            double u = to[2 * i];
            double v = to[2 * i + 1];
            equations[2 * i] = new double[] {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
            equations[2 * i + 1] = new double[] {0, 0, 0, x, y, 1, -v * x, -v * y, v};
        }
        double[] solved = solved(equations);
        double[] m = Arrays.copyOf(solved, 9);
        m[8] = 1;
        return new Homography(m);
    }

    /** Gaussian elimination with the largest pivot. */
    private static double[] solved(double[][] rows) {
        int n = rows.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) {
                    pivot = row;
                }
            }
            if (Math.abs(rows[pivot][column]) < 1e-9) {
                throw new IllegalArgumentException("Three of the four corners lie on one line");
            }
            double[] taken = rows[pivot];
            rows[pivot] = rows[column];
            rows[column] = taken;
            for (int row = 0; row < n; row++) {
                double factor = row == column ? 0 : rows[row][column] / taken[column];
                for (int k = column; factor != 0 && k <= n; k++) {
                    rows[row][k] -= factor * taken[k];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = rows[i][n] / rows[i][i];
        }
        return solution;
    }

    /** This map first, then the other. */
    public Homography then(Homography next) {
        double[] product = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                for (int k = 0; k < 3; k++) {
                    product[3 * row + column] += next.m[3 * row + k] * m[3 * k + column];
                }
            }
        }
        return new Homography(product);
    }

    /** The same map about another origin. */
    public Homography about(double x, double y) {
        return shift(-x, -y).then(this).then(shift(x, y));
    }

    /** @throws IllegalArgumentException where the map squeezes the plane to a line or a point */
    public Homography inverse() {
        double a = m[4] * m[8] - m[5] * m[7];
        double b = m[5] * m[6] - m[3] * m[8];
        double c = m[3] * m[7] - m[4] * m[6];
        double determinant = m[0] * a + m[1] * b + m[2] * c;
        if (Math.abs(determinant) < 1e-12) {
            throw new IllegalArgumentException("The map squeezes the picture to a line: its scales must differ from 0");
        }
        double[] inverse = {
            a, m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            b, m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            c, m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
        };
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] /= determinant;
        }
        return new Homography(inverse);
    }

    public double x(double x, double y) {
        return (m[0] * x + m[1] * y + m[2]) / weight(x, y);
    }

    public double y(double x, double y) {
        return (m[3] * x + m[4] * y + m[5]) / weight(x, y);
    }

    /** What the two coordinates are divided by: 1 for affine maps, and not above 0 for points behind the horizon. */
    public double weight(double x, double y) {
        return isAffine() ? m[8] : m[6] * x + m[7] * y + m[8];
    }

    public boolean isAffine() {
        return m[6] == 0 && m[7] == 0;
    }

    /** Row by row, 9 numbers, for coordinates in which pixel centres are whole numbers, as OpenCV takes them. */
    public double[] forPixelCentres() {
        return shift(0.5, 0.5).then(this).then(shift(-0.5, -0.5)).m.clone();
    }

    /** The map between pixels for one given in coordinates in which pixel centres are whole numbers. */
    public static Homography ofPixelCentres(Homography centres) {
        return shift(-0.5, -0.5).then(centres).then(shift(0.5, 0.5));
    }

    /** Row by row, 9 numbers. */
    public double[] toArray() {
        return m.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Homography map && Arrays.equals(m, map.m);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(m);
    }

    @Override
    public String toString() {
        return Arrays.toString(m);
    }
}
