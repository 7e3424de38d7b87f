package dev.winnow.imaging.hash;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.Pdq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PDQ, as described with ThreatExchange: luma, blurred twice by a box, 64×64 samples of it, and which of its 16×16 lowest
 * frequencies without the mean are above their lower median.
 *
 * <p>The blur along rows and that down columns are linear and do not get in each other's way, so that both blurs of an axis are
 * one set of weights for each of the 64 samples, and nothing between the samples is computed. Sums are of {@code double}
 * where the original's are of {@code float}: a bit whose frequency is next to the median may differ.
 *
 * <p>PDQ's box and samples are not symmetric, so that a change of signs among the frequencies gives the hash of a mirrored
 * picture but roughly (10 to 16 bits off is common where the picture is small). Here the samples of the mirrored picture are
 * taken too, by mirrored weights; a transposed picture has the transposed frequencies.
 *
 * <p>Working memory for one picture at a time.
 */
public final class PdqPicture {
    private static final int SAMPLES = 64;
    private static final int SIDE = 16;
    private static final double[][] COSINES = cosines();

    private Axis columns;
    private Axis rows;
    private boolean turned;
    private double[] luma = new double[0];
    /** The row's samples, those of the mirrored row after them. */
    private final double[] line = new double[2 * SAMPLES];
    /** Samples as in {@link #line}; those of the picture upside down below the others. */
    private final double[][] samples = new double[2 * SAMPLES][2 * SAMPLES];

    private int width;
    private int row;

    /**
     * Begins a picture.
     *
     * @param withTurned whether the hashes of the turned picture are wanted too, at twice the cost
     */
    public void start(int newWidth, int newHeight, boolean withTurned) {
        if (columns == null || columns.length != newWidth) {
            columns = new Axis(newWidth);
        }
        if (rows == null || rows.length != newHeight) {
            rows = new Axis(newHeight);
        }
        if (luma.length < newWidth) {
            luma = new double[newWidth];
        }
        turned = withTurned;
        width = newWidth;
        row = 0;
        for (double[] samplesOfRow : samples) {
            Arrays.fill(samplesOfRow, 0);
        }
    }

    /** The next row of the picture: blue, green, red of its pixels from {@code at} on. */
    public void add(byte[] bgr, int at) {
        for (int x = 0; x < width; x++, at += 3) {
            luma[x] = 0.114 * (bgr[at] & 0xFF) + 0.587 * (bgr[at + 1] & 0xFF) + 0.299 * (bgr[at + 2] & 0xFF);
        }
        int wanted = turned ? 2 * SAMPLES : SAMPLES;
        for (int i = 0; i < wanted; i++) {
            double[] weights = columns.weights[i];
            int first = columns.first[i];
            double sum = 0;
            for (int x = 0; x < weights.length; x++) {
                sum += weights[x] * luma[first + x];
            }
            line[i] = sum;
        }
        for (int j = 0; j < wanted; j++) {
            int tap = row - rows.first[j];
            if (tap >= 0 && tap < rows.weights[j].length) {
                double weight = rows.weights[j][tap];
                for (int i = 0; i < wanted; i++) {
                    samples[j][i] += weight * line[i];
                }
            }
        }
        row++;
    }

    /**
     * The hash of a picture.
     *
     * @param turned those of the picture turned in each way but the first, in the order of {@link Dihedral}; empty where they
     *     were not wanted
     */
    public record Hashes(Pdq upright, List<Hash256> turned) {}

    /** Once all rows were added. */
    public Hashes hashes() {
        Pdq upright = new Pdq(aboveMedian(frequencies(false, false)), quality());
        List<Hash256> others = new ArrayList<>();
        for (Dihedral dihedral : Dihedral.values()) {
            if (turned && dihedral != Dihedral.IDENTITY) {
                others.add(aboveMedian(frequencies(Turn.of(dihedral))));
            }
        }
        return new Hashes(upright, others);
    }

    private double[][] frequencies(Turn turn) {
        // Rows of a transposed picture are the picture's columns.
        return turn.transposed()
                ? Turn.transposed(frequencies(turn.columnsReversed(), turn.rowsReversed()))
                : frequencies(turn.rowsReversed(), turn.columnsReversed());
    }

    /** How much the samples change from one to the next, in hundredths of the whole range, each change rounded towards zero. */
    private int quality() {
        int sum = 0;
        for (int j = 0; j < SAMPLES; j++) {
            for (int i = 0; i < SAMPLES; i++) {
                if (j + 1 < SAMPLES) {
                    sum += Math.abs((int) ((samples[j][i] - samples[j + 1][i]) * 100 / 255));
                }
                if (i + 1 < SAMPLES) {
                    sum += Math.abs((int) ((samples[j][i] - samples[j][i + 1]) * 100 / 255));
                }
            }
        }
        return Math.min(100, sum / 90);
    }

    private double[][] frequencies(boolean upsideDown, boolean mirrored) {
        int top = upsideDown ? SAMPLES : 0;
        int left = mirrored ? SAMPLES : 0;
        double[][] down = new double[SIDE][SAMPLES];
        for (int k = 0; k < SIDE; k++) {
            for (int j = 0; j < SAMPLES; j++) {
                double cosine = COSINES[k][j];
                for (int i = 0; i < SAMPLES; i++) {
                    down[k][i] += cosine * samples[top + j][left + i];
                }
            }
        }
        double[][] frequencies = new double[SIDE][SIDE];
        for (int k = 0; k < SIDE; k++) {
            for (int l = 0; l < SIDE; l++) {
                double sum = 0;
                for (int i = 0; i < SAMPLES; i++) {
                    sum += down[k][i] * COSINES[l][i];
                }
                frequencies[k][l] = sum;
            }
        }
        return frequencies;
    }

    /** The text begins with the highest bit: that of the highest frequencies. */
    private static Hash256 aboveMedian(double[][] frequencies) {
        double[] sorted = Arrays.stream(frequencies)
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
        double lowerMedian = sorted[sorted.length / 2 - 1];
        long[] words = new long[4];
        for (int bit = 0; bit < SIDE * SIDE; bit++) {
            if (frequencies[bit / SIDE][bit % SIDE] > lowerMedian) {
                words[3 - bit / 64] |= 1L << bit % 64;
            }
        }
        return new Hash256(words[0], words[1], words[2], words[3]);
    }

    private static double[][] cosines() {
        double[][] cosines = new double[SIDE][SAMPLES];
        for (int k = 0; k < SIDE; k++) {
            for (int x = 0; x < SAMPLES; x++) {
                cosines[k][x] =
                        Math.sqrt(2.0 / SAMPLES) * StrictMath.cos(Math.PI / (2 * SAMPLES) * (k + 1) * (2 * x + 1));
            }
        }
        return cosines;
    }

    /** What the pixels of one axis weigh in each of its samples, and in those of the mirrored axis after them. */
    private static final class Axis {
        private final int length;
        private final int window;
        private final int[] first = new int[2 * SAMPLES];
        private final double[][] weights = new double[2 * SAMPLES][];

        Axis(int length) {
            this.length = length;
            this.window = (length + 2 * SAMPLES - 1) / (2 * SAMPLES);
            for (int i = 0; i < SAMPLES; i++) {
                int sample = (int) ((i + 0.5) * length / SAMPLES);
                first[i] = from(from(sample));
                weights[i] = new double[to(to(sample) - 1) - first[i]];
                for (int outer = from(sample); outer < to(sample); outer++) {
                    double weight = 1.0 / (to(sample) - from(sample)) / (to(outer) - from(outer));
                    for (int inner = from(outer); inner < to(outer); inner++) {
                        weights[i][inner - first[i]] += weight;
                    }
                }
                int last = weights[i].length - 1;
                first[SAMPLES + i] = length - 1 - (first[i] + last);
                weights[SAMPLES + i] = new double[last + 1];
                for (int x = 0; x <= last; x++) {
                    weights[SAMPLES + i][x] = weights[i][last - x];
                }
            }
        }

        /** The first pixel of the box around a pixel. */
        private int from(int pixel) {
            return Math.max(0, pixel + (window + 2) / 2 - window);
        }

        /** One after the last pixel of the box around a pixel. */
        private int to(int pixel) {
            return Math.min(length, pixel + (window + 2) / 2);
        }
    }
}
