package dev.winnow.dataset.duplicate;

import java.util.Arrays;

/**
 * Finds the blocks in which two pictures differ although they agree elsewhere, and which of the two shows more there. An edit that
 * writes over a picture adds to one of them. Two pictures of one template, such as two pages of a form, each show what the other lacks.
 *
 * <ol>
 *   <li>A block differs where its residual stands out from the residuals of the other blocks. So noise, compression and blur, which
 *       are everywhere, are no difference.
 *   <li>Blocks at the edges count too, unless one picture has a border there that the other lacks.
 *   <li>Brightness and contrast are fitted to the blocks that agree.
 * </ol>
 *
 * <p>Working memory for one pair at a time.
 */
final class Differences {
    /** Times the median residual, from which on a block differs. */
    private static final double OUTSTANDING = 6;

    /** Share of a block's structure that the other picture does not explain, 0 to 1. */
    private static final double LEAST_UNEXPLAINED = 0.2;

    /** Mean square, in units of the picture's variance, of a residual that counts. */
    private static final double LEAST_RESIDUAL = 0.1;

    /** Mean square, in units of the picture's variance, below which a block shows nothing. */
    private static final double LEAST_STRUCTURE = 0.05;

    /** Mean difference of the outermost pixels, in gray values, from which on one picture has a border. */
    private static final double BORDER = 12;

    /** Pixels at the edges that do not count: their surroundings are not known. */
    private static final int EDGE = 1;

    private final int side;
    private final int grid;
    private final int step;
    private final double[] residuals;
    private final double[] sorted;
    private final double[] unexplained;
    private final double[] firstLacks;
    private final double[] secondLacks;
    private final boolean[] seen;
    private final boolean[] differs;

    /** @param grid blocks in a row, which the side is a multiple of */
    Differences(int side, int grid) {
        this.side = side;
        this.grid = grid;
        step = side / grid;
        int blocks = grid * grid;
        residuals = new double[blocks];
        sorted = new double[blocks];
        unexplained = new double[blocks];
        firstLacks = new double[blocks];
        secondLacks = new double[blocks];
        seen = new boolean[blocks];
        differs = new boolean[blocks];
    }

    /**
     * What was found. Amounts are energies: mean squares of a block in units of the picture's variance, summed over blocks.
     *
     * @param blocks that differ
     * @param firstAlone what the first picture shows in them and the second lacks
     * @param secondAlone what the second shows and the first lacks
     * @param lighter where the second is lighter
     * @param darker where the second is darker
     */
    record Found(int blocks, double firstAlone, double secondAlone, double lighter, double darker) {
        private static final Found NONE = new Found(0, 0, 0, 0, 0);

        /** The smaller of what either shows alone, which an edit of one of them does not explain. */
        double mutual() {
            return Math.min(Math.min(firstAlone, secondAlone), Math.min(lighter, darker));
        }

        /** The least share that one of the two has of what differs, 0 to 0.5: 0 where all was added to one of them. */
        double balance() {
            double structure = Math.min(firstAlone, secondAlone) / Math.max(1e-9, firstAlone + secondAlone);
            double gray = Math.min(lighter, darker) / Math.max(1e-9, lighter + darker);
            return Math.min(structure, gray);
        }
    }

    /**
     * @param one gray values
     * @param oneDetail the same without their surroundings
     * @param inside what both pictures show, or null for all of it
     */
    Found find(float[] one, float[] other, float[] oneDetail, float[] otherDetail, boolean[] inside) {
        double first = Math.sqrt(meanSquare(oneDetail, inside));
        double second = Math.sqrt(meanSquare(otherDetail, inside));
        int blocks = 0;
        for (int block = 0; block < seen.length; block++) {
            seen[block] = compare(block, oneDetail, 1 / first, otherDetail, 1 / second, inside);
            differs[block] = false;
            if (seen[block]) {
                sorted[blocks++] = residuals[block];
            }
        }
        if (blocks == 0) {
            return Found.NONE;
        }
        Arrays.sort(sorted, 0, blocks);
        double least = Math.max(LEAST_RESIDUAL, OUTSTANDING * sorted[blocks / 2]);
        int found = 0;
        for (int block = 0; block < seen.length; block++) {
            differs[block] = seen[block] && residuals[block] > least && unexplained[block] > LEAST_UNEXPLAINED;
            found += differs[block] ? 1 : 0;
        }
        return found == 0 ? Found.NONE : weigh(one, other, first, inside);
    }

    /** Completes a picture where it shows nothing with what the other shows there, as light as its own. So no edge arises. */
    void complete(float[] picture, float[] other, boolean[] inside) {
        Arrays.fill(differs, false);
        double[] fit = fit(other, picture, inside);
        for (int i = 0; i < picture.length; i++) {
            if (!inside[i]) {
                picture[i] = (float) (fit[0] * other[i] + fit[1]);
            }
        }
    }

    private double meanSquare(float[] detail, boolean[] inside) {
        double squares = 0;
        int count = 0;
        for (int y = EDGE; y < side - EDGE; y++) {
            for (int x = EDGE; x < side - EDGE; x++) {
                int at = y * side + x;
                if (inside == null || inside[at]) {
                    squares += detail[at] * detail[at];
                    count++;
                }
            }
        }
        return Math.max(1e-6, squares / Math.max(1, count));
    }

    /** Whether the block shows something; then with its residual. */
    private boolean compare(int block, float[] one, double oneGain, float[] other, double otherGain, boolean[] inside) {
        double sumOne = 0;
        double sumOther = 0;
        double squaresOne = 0;
        double squaresOther = 0;
        double products = 0;
        int count = 0;
        for (int y = Math.max(EDGE, top(block)); y < Math.min(side - EDGE, top(block) + step); y++) {
            for (int x = Math.max(EDGE, left(block)); x < Math.min(side - EDGE, left(block) + step); x++) {
                int at = y * side + x;
                if (inside == null || inside[at]) {
                    double a = one[at] * oneGain;
                    double b = other[at] * otherGain;
                    sumOne += a;
                    sumOther += b;
                    squaresOne += a * a;
                    squaresOther += b * b;
                    products += a * b;
                    count++;
                }
            }
        }
        if (count < step * step / 2) {
            return false;
        }
        double energyOne = (squaresOne - sumOne * sumOne / count) / count;
        double energyOther = (squaresOther - sumOther * sumOther / count) / count;
        double common = (products - sumOne * sumOther / count) / count;
        if (Math.max(energyOne, energyOther) < LEAST_STRUCTURE) {
            return false;
        }
        double norm = Math.sqrt(energyOne * energyOther);
        double correlation = norm < 1e-9 ? 0 : Math.max(0, common / norm);
        unexplained[block] = 1 - correlation * correlation;
        residuals[block] = energyOne + energyOther - 2 * common;
        secondLacks[block] = Math.max(0, energyOne - common);
        firstLacks[block] = Math.max(0, energyOther - common);
        return true;
    }

    /** Adds up the blocks that differ, without those at a border. */
    private Found weigh(float[] one, float[] other, double unit, boolean[] inside) {
        double[] fit = fit(one, other, inside);
        if (inside == null) {
            forgetBorders(one, other, fit);
        }
        int blocks = 0;
        double firstAlone = 0;
        double secondAlone = 0;
        double lighter = 0;
        double darker = 0;
        for (int block = 0; block < differs.length; block++) {
            if (!differs[block]) {
                continue;
            }
            blocks++;
            firstAlone += secondLacks[block];
            secondAlone += firstLacks[block];
            for (int y = top(block); y < top(block) + step; y++) {
                for (int x = left(block); x < left(block) + step; x++) {
                    int at = y * side + x;
                    if (inside == null || inside[at]) {
                        double difference = (other[at] - fit[0] * one[at] - fit[1]) / (unit * Math.max(0.1, fit[0]));
                        double energy = difference * difference / (step * step);
                        lighter += difference > 0 ? energy : 0;
                        darker += difference > 0 ? 0 : energy;
                    }
                }
            }
        }
        return new Found(blocks, firstAlone, secondAlone, lighter, darker);
    }

    /** Factor and summand that make the first picture the second, in the blocks that agree. */
    private double[] fit(float[] one, float[] other, boolean[] inside) {
        double sumOne = 0;
        double sumOther = 0;
        double squares = 0;
        double products = 0;
        int count = 0;
        for (int y = EDGE; y < side - EDGE; y++) {
            for (int x = EDGE; x < side - EDGE; x++) {
                int at = y * side + x;
                if (!differs[y / step * grid + x / step] && (inside == null || inside[at])) {
                    sumOne += one[at];
                    sumOther += other[at];
                    squares += one[at] * one[at];
                    products += one[at] * other[at];
                    count++;
                }
            }
        }
        double variance = squares - sumOne * sumOne / Math.max(1, count);
        if (count < step * step || variance < 1e-3) {
            return new double[] {1, 0};
        }
        double factor = (products - sumOne * sumOther / count) / variance;
        return new double[] {factor, (sumOther - factor * sumOne) / count};
    }

    private void forgetBorders(float[] one, float[] other, double[] fit) {
        int last = side - 1;
        for (int edge = 0; edge < 4; edge++) {
            double sum = 0;
            for (int i = 0; i < side; i++) {
                int at = edge == 0 ? i : edge == 1 ? last * side + i : edge == 2 ? i * side : i * side + last;
                sum += Math.abs(other[at] - fit[0] * one[at] - fit[1]);
            }
            if (sum / side > BORDER) {
                for (int i = 0; i < grid; i++) {
                    int end = grid - 1;
                    differs[edge == 0 ? i : edge == 1 ? end * grid + i : edge == 2 ? i * grid : i * grid + end] = false;
                }
            }
        }
    }

    private int top(int block) {
        return block / grid * step;
    }

    private int left(int block) {
        return block % grid * step;
    }
}
