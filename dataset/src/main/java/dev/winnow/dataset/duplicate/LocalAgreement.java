package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.duplicate.Registration.Input;
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

    /** With fewer that show something there is too little to compare part by part. */
    static final int LEAST_PARTS = 4;

    private static final int MOST_STEPS = 20;
    private static final int MOST_FINE_STEPS = 5;

    /** Of the smooth pictures once one is laid on the other: below it they are strangers. */
    private static final double LEAST_CORRELATION = 0.6;

    /** Median of the parts' correlations once one is roughly laid on the other: below it they are strangers. */
    private static final double LEAST_ROUGHLY = 0.35;

    /** Gray values apart that count as the same. */
    private static final int SAME = 2;

    private final int side;
    private final int frame;
    private final Gaussian smoothing;
    private final Gaussian surroundings;
    private final Registration coarse;
    private final Registration fine;
    private final float[] laid;
    private final float[] detail;
    private final boolean[] inside;
    private final boolean[] insideUpright;
    private final double[] local = new double[GRID * GRID];
    private final Differences differences;

    /**
     * What two pictures have in common.
     *
     * @param percentile that four of five parts exceed: the 20th percentile of their correlations, −1 to 1
     * @param median of the correlations
     * @param least of the correlations
     * @param share of the parts that agree, 0 to 1
     * @param parts with structure
     * @param warp by which the second was laid on the first
     */
    record Agreement(double percentile, double median, double least, double share, int parts, Warp warp) {
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
        coarse = new Registration(side / 2);
        fine = new Registration(side);
        laid = new float[side * side];
        detail = new float[side * side];
        inside = new boolean[side * side];
        insideUpright = new boolean[side * side];
        Warp.IDENTITY.inside(side, frame, insideUpright);
        differences = new Differences(side, GRID);
    }

    /** A picture with what comparing it needs, some of it made when it is first asked for. */
    final class View {
        private final float[] gray;
        private final float[] detail = new float[side * side];
        private float[] smooth;
        private float[] half;
        private Input input;
        private Input halfInput;

        /** @param gray row by row; kept */
        View(float[] gray) {
            this.gray = gray;
            detail(gray, detail);
        }

        private float[] smooth() {
            if (smooth == null) {
                smooth = new float[side * side];
                smoothing.smooth(gray, smooth);
            }
            return smooth;
        }

        private float[] half() {
            if (half == null) {
                float[] whole = smooth();
                half = new float[side * side / 4];
                for (int i = 0; i < half.length; i++) {
                    int at = i / (side / 2) * 2 * side + i % (side / 2) * 2;
                    half[i] = (whole[at] + whole[at + 1] + whole[at + side] + whole[at + side + 1]) / 4;
                }
            }
            return half;
        }

        private Input halfInput() {
            halfInput = halfInput == null ? new Input(half(), side / 2) : halfInput;
            return halfInput;
        }

        private Input input() {
            input = input == null ? new Input(smooth(), side) : input;
            return input;
        }

        /** The share of pixels that are of nearly one gray, 0 to 1: what is drawn on a plain ground has much of it. */
        double plainness() {
            int[] counts = new int[256 + 2 * SAME];
            for (float value : gray) {
                counts[SAME + Math.max(0, Math.min(255, Math.round(value)))]++;
            }
            int most = 0;
            for (int level = SAME; level < 256 + SAME; level++) {
                int around = 0;
                for (int near = level - SAME; near <= level + SAME; near++) {
                    around += counts[near];
                }
                most = Math.max(most, around);
            }
            return (double) most / gray.length;
        }
    }

    /** As the two lie. */
    Agreement upright(View one, View other) {
        return agreement(one, other, Warp.IDENTITY);
    }

    /**
     * With the other laid on the one by the best affine map; null where there is none. It is searched for in pictures of half the
     * side, which strangers do not get beyond.
     */
    Agreement registered(View one, View other) {
        Warp rough = coarse.find(one.half(), other.halfInput(), Warp.IDENTITY, MOST_STEPS, LEAST_CORRELATION);
        if (rough == null) {
            return null;
        }
        Warp start = new Warp(rough.xx(), rough.xy(), 2 * rough.x(), rough.yx(), rough.yy(), 2 * rough.y());
        if (agreement(one, other, start).median() < LEAST_ROUGHLY) {
            return null;
        }
        Warp warp = fine.find(one.smooth(), other.input(), start, MOST_FINE_STEPS, LEAST_CORRELATION);
        return warp == null ? null : agreement(one, other, warp);
    }

    /** Where the two differ although they agree elsewhere, once the other is laid on the one by a map. */
    Differences.Found differences(View one, View other, Warp warp) {
        if (warp == Warp.IDENTITY) {
            return differences.find(one.gray, other.gray, one.detail, other.detail, null);
        }
        warp.inside(side, 1, inside);
        warp.lay(other.gray, side, laid);
        differences.complete(laid, one.gray, inside);
        detail(laid, detail);
        return differences.find(one.gray, laid, one.detail, detail, inside);
    }

    private void detail(float[] picture, float[] detail) {
        surroundings.smooth(picture, detail);
        for (int i = 0; i < detail.length; i++) {
            detail[i] = picture[i] - detail[i];
        }
    }

    private Agreement agreement(View one, View other, Warp warp) {
        boolean[] inside = warp == Warp.IDENTITY ? insideUpright : this.inside;
        if (warp != Warp.IDENTITY) {
            warp.inside(side, frame, inside);
        }
        int common = count(inside);
        if (common < side * side / 4) {
            return new Agreement(-1, -1, -1, 0, 0, warp);
        }
        float[] second = other.detail;
        if (warp != Warp.IDENTITY) {
            warp.lay(other.gray, side, laid);
            detail(laid, detail);
            second = detail;
        }
        float first2 = variance(one.detail, inside, common);
        float second2 = variance(second, inside, common);
        int step = side / GRID;
        int parts = 0;
        int agree = 0;
        for (int top = 0; top < side; top += step) {
            for (int left = 0; left < side; left += step) {
                int at = top * side + left;
                if (insideOf(inside, at, step) < LEAST_INSIDE * step * step
                        || Math.max(squares(one.detail, at, step) / first2, squares(second, at, step) / second2)
                                < LEAST_STRUCTURE * step * step) {
                    continue;
                }
                double correlation = correlation(one.detail, second, at, step);
                local[parts++] = correlation;
                agree += correlation > AGREES ? 1 : 0;
            }
        }
        if (parts < LEAST_PARTS) {
            double whole = whole(one.detail, second, inside);
            return new Agreement(whole, whole, whole, 1, parts, warp);
        }
        Arrays.sort(local, 0, parts);
        return new Agreement(
                quantile(PERCENTILE, parts), quantile(0.5, parts), local[0], (double) agree / parts, parts, warp);
    }

    /** Between neighbouring ones of the first sorted correlations. */
    private double quantile(double share, int parts) {
        double rank = share * (parts - 1);
        int below = (int) rank;
        return local[below] + (rank - below) * (local[Math.min(parts - 1, below + 1)] - local[below]);
    }

    private static int count(boolean[] inside) {
        int count = 0;
        for (boolean is : inside) {
            count += is ? 1 : 0;
        }
        return count;
    }

    private int insideOf(boolean[] inside, int at, int step) {
        int count = 0;
        for (int y = 0; y < step; y++) {
            for (int x = 0; x < step; x++) {
                count += inside[at + y * side + x] ? 1 : 0;
            }
        }
        return count;
    }

    /** Of what both show. */
    private static float variance(float[] picture, boolean[] inside, int common) {
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

    private static double whole(float[] one, float[] other, boolean[] inside) {
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
