package dev.winnow.dataset.duplicate;

import java.util.Arrays;

/** Gaussian smoothing of square pictures, mirrored at the edges without repeating them. Working memory for one at a time. */
final class Gaussian {
    private final int side;
    private final float[] kernel;
    private final float[] between;
    private final float[] line;

    /** For each position of a line that is longer at both ends by the kernel's radius, where in the line it is mirrored. */
    private final int[] mirrored;

    /** @param sigma of the kernel, in pixels; it is cut off at four of them */
    Gaussian(int side, double sigma) {
        this.side = side;
        int radius = Math.min(side - 1, (int) Math.rint(8 * sigma + 1) / 2);
        double[] weights = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = StrictMath.exp(-(i - radius) * (i - radius) / (2 * sigma * sigma));
            sum += weights[i];
        }
        kernel = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            kernel[i] = (float) (weights[i] / sum);
        }
        mirrored = new int[side + 2 * radius];
        for (int i = 0; i < mirrored.length; i++) {
            int at = Math.abs(i - radius);
            mirrored[i] = at < side ? at : 2 * (side - 1) - at;
        }
        between = new float[side * side];
        line = new float[mirrored.length];
    }

    /** @param to may be {@code from} */
    void smooth(float[] from, float[] to) {
        Arrays.fill(between, 0);
        for (int y = 0; y < side; y++) {
            for (int i = 0; i < kernel.length; i++) {
                add(from, mirrored[y + i] * side, kernel[i], between, y * side);
            }
        }
        Arrays.fill(to, 0, side * side, 0);
        for (int y = 0; y < side; y++) {
            for (int i = 0; i < line.length; i++) {
                line[i] = between[y * side + mirrored[i]];
            }
            for (int i = 0; i < kernel.length; i++) {
                add(line, i, kernel[i], to, y * side);
            }
        }
    }

    private void add(float[] from, int at, float weight, float[] to, int row) {
        for (int x = 0; x < side; x++) {
            to[row + x] += from[at + x] * weight;
        }
    }
}
