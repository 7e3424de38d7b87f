package dev.winnow.imaging.hash;

/**
 * The lowest eight frequencies of the unnormalised DCT-II of 32 values: {@code y[k] = 2 Σ x[m] cos(πk(2m+1)/64)}.
 *
 * <p>Even frequencies of n values are the frequencies of the n/2 sums of mirrored values, odd ones depend on the
 * differences alone. Folding like that is not only quicker than the plain sum: it makes frequencies that are zero exactly
 * zero, as they are in SciPy, so that flat or striped pictures have the same hash here and there.
 */
final class CosineTransform {
    private static final int LENGTH = PerceptualHashes.PERCEPTUAL_SIDE;
    /** By power of two and frequency: 2 cos(πk(2m+1)/2n) for m below n/2. */
    private static final double[][][] COSINES = cosines();

    private CosineTransform() {}

    /** @param frequencies receives as many as it is long, a power of two below 32 */
    static void lowest(double[] values, double[] frequencies) {
        double[] sums = values.clone();
        int stride = 1;
        for (int length = LENGTH; length > 1; length /= 2, stride *= 2) {
            int half = length / 2;
            double[] differences = new double[half];
            for (int m = 0; m < half; m++) {
                double mirrored = sums[length - 1 - m];
                differences[m] = sums[m] - mirrored;
                sums[m] += mirrored;
            }
            for (int k = 1; k * stride < frequencies.length; k += 2) {
                double[] cosines = COSINES[Integer.numberOfTrailingZeros(length)][k];
                double sum = 0;
                for (int m = 0; m < half; m++) {
                    sum += differences[m] * cosines[m];
                }
                frequencies[k * stride] = sum;
            }
        }
        frequencies[0] = 2 * sums[0];
    }

    private static double[][][] cosines() {
        double[][][] cosines = new double[6][][];
        for (int power = 1; power <= 5; power++) {
            int length = 1 << power;
            cosines[power] = new double[length][length / 2];
            for (int k = 0; k < length; k++) {
                for (int m = 0; m < length / 2; m++) {
                    cosines[power][k][m] = 2 * StrictMath.cos(Math.PI * k * (2 * m + 1) / (2.0 * length));
                }
            }
        }
        return cosines;
    }
}
