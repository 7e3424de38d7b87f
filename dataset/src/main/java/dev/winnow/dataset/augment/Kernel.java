package dev.winnow.dataset.augment;

import java.util.Arrays;

/** Weights of a pixel's neighbours: a square with an odd side, the pixel in the middle. */
public final class Kernel {
    private final int size;
    private final double[] weights;

    private Kernel(int size, double[] weights) {
        this.size = size;
        this.weights = weights;
    }

    /**
     * @param weights row by row
     * @throws IllegalArgumentException where the rows are no square with an odd side
     */
    public static Kernel of(double[][] weights) {
        int size = weights.length;
        double[] flat = new double[size * size];
        for (int row = 0; row < size; row++) {
            if (weights[row].length != size || size % 2 == 0) {
                throw new IllegalArgumentException("kernel must be a square with an odd side, not " + size + " rows of "
                        + weights[row].length + " numbers");
            }
            System.arraycopy(weights[row], 0, flat, row * size, size);
        }
        if (size == 0) {
            throw new IllegalArgumentException("kernel must have at least one number");
        }
        return new Kernel(size, flat);
    }

    public int size() {
        return size;
    }

    /** Row by row. */
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kernel kernel && Arrays.equals(weights, kernel.weights);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }
}
