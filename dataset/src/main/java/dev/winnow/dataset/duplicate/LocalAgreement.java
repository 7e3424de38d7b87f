package dev.winnow.dataset.duplicate;

import java.util.Arrays;

/**
 * How well two pictures agree in each of their parts once one is laid on the other: what tells a copy, of which every part with
 * structure agrees, from a picture that merely looks alike as a whole. Brightness, contrast and gamma drop out, because only what
 * differs from its surroundings counts. Working memory for one pair at a time.
 */
final class LocalAgreement {
    private static final int GRID = 8;
    private static final double LEAST_INSIDE = 0.9;

    /** Mean square, in units of the picture's variance, below which a block shows nothing. */
    private static final float LEAST_STRUCTURE = 0.05f;

    private static final double PERCENTILE = 0.2;

    /** A block of more correlation agrees. */
    static final double AGREES = 0.4;

    private static final int LEAST_BLOCKS = 4;

    private final int side;
    private final int frame;
    private final Gaussian smoothing;
    private final Gaussian surroundings;
    private final Registration registration;
    private final float[] laid;
    private final float[] detail;
    private final boolean[] inside;
    private final double[] local = new double[GRID * GRID];

    /**
     * What two pictures have in common.
     *
     * @param percentile that four of five parts exceed: the 20th percentile of their correlations, −1 to 1
     * @param share of the parts that agree, 0 to 1
     * @param parts with structure
     * @param warp by which the second was laid on the first
     */
    record Agreement(double percentile, double share, int parts, Warp warp) {
        boolean isAtLeast(double leastPercentile, double leastShare) {
            return percentile >= leastPercentile && share >= leastShare;
        }
    }

    /** @param side of the pictures, a multiple of {@value #GRID} */
    LocalAgreement(int side) {
        this.side = side;
        frame = side * 5 / 64;
        smoothing = new Gaussian(side, side >= 64 ? 1.5 : 1.25);
        surroundings = new Gaussian(side, side / 32.0);
        registration = new Registration(side);
        laid = new float[side * side];
        detail = new float[side * side];
        inside = new boolean[side * side];
    }

    /** A picture with what every comparison of it needs. */
    final class View {
        private final float[] gray;
        private final float[] detail = new float[side * side];
        private final float[] smooth = new float[side * side];

        /** @param gray row by row; kept */
        View(float[] gray) {
            this.gray = gray;
            smoothing.smooth(gray, smooth);
            detail(gray, detail);
        }
    }

    /** As the two lie. */
    Agreement upright(View one, View other) {
        return agreement(one, other, Warp.IDENTITY);
    }

    /** With the other laid on the one by the best affine map; null where there is none. */
    Agreement registered(View one, View other) {
        Warp warp = registration.find(one.smooth, other.smooth);
        return warp == null ? null : agreement(one, other, warp);
    }

    private void detail(float[] picture, float[] detail) {
        surroundings.smooth(picture, detail);
        for (int i = 0; i < detail.length; i++) {
            detail[i] = picture[i] - detail[i];
        }
    }

    private Agreement agreement(View one, View other, Warp warp) {
        warp.inside(side, frame, inside);
        int common = 0;
        for (boolean is : inside) {
            common += is ? 1 : 0;
        }
        if (common < side * side / 4) {
            return new Agreement(-1, 0, 0, warp);
        }
        float[] second = other.detail;
        if (warp != Warp.IDENTITY) {
            warp.lay(other.gray, side, laid);
            detail(laid, detail);
            second = detail;
        }
        float first2 = variance(one.detail, common);
        float second2 = variance(second, common);
        int step = side / GRID;
        int parts = 0;
        int agree = 0;
        for (int top = 0; top < side; top += step) {
            for (int left = 0; left < side; left += step) {
                int at = top * side + left;
                if (insideOf(at, step) < LEAST_INSIDE * step * step
                        || Math.max(squares(one.detail, at, step) / first2, squares(second, at, step) / second2)
                                < LEAST_STRUCTURE * step * step) {
                    continue;
                }
                double correlation = correlation(one.detail, second, at, step);
                local[parts++] = correlation;
                agree += correlation > AGREES ? 1 : 0;
            }
        }
        if (parts < LEAST_BLOCKS) {
            return new Agreement(whole(one.detail, second), 1, parts, warp);
        }
        Arrays.sort(local, 0, parts);
        double rank = PERCENTILE * (parts - 1);
        int below = (int) rank;
        double percentile = local[below] + (rank - below) * (local[Math.min(parts - 1, below + 1)] - local[below]);
        return new Agreement(percentile, (double) agree / parts, parts, warp);
    }

    private int insideOf(int at, int step) {
        int count = 0;
        for (int y = 0; y < step; y++) {
            for (int x = 0; x < step; x++) {
                count += inside[at + y * side + x] ? 1 : 0;
            }
        }
        return count;
    }

    /** Of what both show. */
    private float variance(float[] picture, int common) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < picture.length; i++) {
            if (inside[i]) {
                sum += picture[i];
                squares += picture[i] * picture[i];
            }
        }
        double mean = sum / common;
        return (float) Math.max(1e-12, squares / common - mean * mean);
    }

    private float squares(float[] picture, int at, int step) {
        float sum = 0;
        for (int y = 0; y < step; y++) {
            for (int x = 0; x < step; x++) {
                float value = picture[at + y * side + x];
                sum += value * value;
            }
        }
        return sum;
    }

    private double correlation(float[] one, float[] other, int at, int step) {
        float sumOne = 0;
        float sumOther = 0;
        float squaresOne = 0;
        float squaresOther = 0;
        float products = 0;
        for (int y = 0; y < step; y++) {
            for (int x = 0; x < step; x++) {
                float a = one[at + y * side + x];
                float b = other[at + y * side + x];
                sumOne += a;
                sumOther += b;
                squaresOne += a * a;
                squaresOther += b * b;
                products += a * b;
            }
        }
        return correlation(step * step, sumOne, sumOther, squaresOne, squaresOther, products);
    }

    private double whole(float[] one, float[] other) {
        double sumOne = 0;
        double sumOther = 0;
        double squaresOne = 0;
        double squaresOther = 0;
        double products = 0;
        int pixels = 0;
        for (int i = 0; i < one.length; i++) {
            if (inside[i]) {
                sumOne += one[i];
                sumOther += other[i];
                squaresOne += one[i] * one[i];
                squaresOther += other[i] * other[i];
                products += one[i] * other[i];
                pixels++;
            }
        }
        return correlation(pixels, sumOne, sumOther, squaresOne, squaresOther, products);
    }

    private static double correlation(
            int pixels, double sumOne, double sumOther, double squaresOne, double squaresOther, double products) {
        double norm =
                Math.sqrt((squaresOne - sumOne * sumOne / pixels) * (squaresOther - sumOther * sumOther / pixels));
        return norm > 1e-6 ? (products - sumOne * sumOther / pixels) / norm : 0;
    }
}
