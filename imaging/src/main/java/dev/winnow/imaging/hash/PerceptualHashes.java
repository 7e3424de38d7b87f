package dev.winnow.imaging.hash;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Thumbnail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hashes of small gray pictures, given by row and column. Bits go row by row, the first is the most significant, as in
 * the hexadecimal text of imagehash.
 */
public final class PerceptualHashes {
    private static final int SIDE = 8;
    /** Side of the picture that {@link #frequencies} and {@link #thumbnail} take. */
    public static final int PERCEPTUAL_SIDE = 32;

    private PerceptualHashes() {}

    /** {@code average_hash}: which pixels of 8×8 are brighter than their mean. */
    public static long average(int[][] gray) {
        int sum = 0;
        for (int[] row : gray) {
            sum += Arrays.stream(row).sum();
        }
        long hash = 0;
        for (int[] row : gray) {
            for (int value : row) {
                hash = hash << 1 | (value * SIDE * SIDE > sum ? 1 : 0);
            }
        }
        return hash;
    }

    /** {@code dhash}: which pixels of 9 wide × 8 high are darker than their right neighbour. */
    public static long difference(int[][] gray) {
        long hash = 0;
        for (int[] row : gray) {
            for (int x = 0; x < SIDE; x++) {
                hash = hash << 1 | (row[x + 1] > row[x] ? 1 : 0);
            }
        }
        return hash;
    }

    /**
     * The 8×8 lowest frequencies of 32×32, the mean included, by vertical and horizontal frequency. The transform is the
     * unnormalised DCT-II, first down the columns, then along the rows.
     */
    public static double[][] frequencies(int[][] gray) {
        double[][] low = new double[SIDE][PERCEPTUAL_SIDE];
        double[] line = new double[PERCEPTUAL_SIDE];
        double[] frequencies = new double[SIDE];
        for (int x = 0; x < PERCEPTUAL_SIDE; x++) {
            for (int y = 0; y < PERCEPTUAL_SIDE; y++) {
                line[y] = gray[y][x];
            }
            CosineTransform.lowest(line, frequencies);
            for (int k = 0; k < SIDE; k++) {
                low[k][x] = frequencies[k];
            }
        }
        double[][] lowest = new double[SIDE][SIDE];
        for (int k = 0; k < SIDE; k++) {
            CosineTransform.lowest(low[k], lowest[k]);
        }
        return lowest;
    }

    /** {@code phash}: which of {@link #frequencies} are stronger than their median. */
    public static long perceptual(double[][] frequencies) {
        return aboveMedian(frequencies);
    }

    /**
     * The perceptual hashes of the picture turned in each way but the first, in the order of {@link Dihedral}, as they are where the
     * 32×32 of a turned picture is the turned 32×32: the resize is symmetric but for its rounding.
     */
    public static List<Long> turned(double[][] frequencies) {
        List<Long> hashes = new ArrayList<>();
        for (Dihedral turn : Dihedral.values()) {
            if (turn != Dihedral.IDENTITY) {
                hashes.add(aboveMedian(Turn.of(turn).ofFrequencies(frequencies)));
            }
        }
        return hashes;
    }

    /** Which of 8×8 values are above the mean of the two in their middle. */
    static long aboveMedian(double[][] values) {
        double[] sorted =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).sorted().toArray();
        double median = (sorted[SIDE * SIDE / 2 - 1] + sorted[SIDE * SIDE / 2]) / 2;
        long hash = 0;
        for (double[] row : values) {
            for (double value : row) {
                hash = hash << 1 | (value > median ? 1 : 0);
            }
        }
        return hash;
    }

    /** The 2×2 means, rounded half up, of 32×32. */
    public static Thumbnail thumbnail(int[][] gray) {
        int side = Thumbnail.SIDE;
        byte[] luma = new byte[side * side];
        for (int y = 0; y < side; y++) {
            int[] upper = gray[2 * y];
            int[] lower = gray[2 * y + 1];
            for (int x = 0; x < side; x++) {
                int sum = upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
                luma[y * side + x] = (byte) (sum + 2 >> 2);
            }
        }
        return new Thumbnail(luma);
    }
}
