package dev.winnow.imaging.measure;

/** Scales small gray pictures to squares: the mean of what lies under a pixel, or between neighbours where a side grows. */
public final class SquarePicture {
    private SquarePicture() {}

    /**
     * @param gray by row, then by column
     * @return row by row
     */
    public static float[] of(int[][] gray, int side) {
        int height = gray.length;
        int width = gray[0].length;
        float[][] across = weights(width, side);
        float[][] down = weights(height, side);
        float[] narrowed = new float[height * side];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < side; x++) {
                int first = (int) across[x][0];
                float sum = 0;
                for (int i = 1; i < across[x].length; i++) {
                    sum += across[x][i] * gray[y][first + i - 1];
                }
                narrowed[y * side + x] = sum;
            }
        }
        float[] square = new float[side * side];
        for (int y = 0; y < side; y++) {
            int first = (int) down[y][0];
            for (int i = 1; i < down[y].length; i++) {
                float weight = down[y][i];
                for (int x = 0; x < side; x++) {
                    square[y * side + x] += weight * narrowed[(first + i - 1) * side + x];
                }
            }
        }
        return square;
    }

    /** For each output the first input that counts, then the weights of it and those that follow. */
    private static float[][] weights(int in, int out) {
        float[][] weights = new float[out][];
        double scale = (double) in / out;
        for (int i = 0; i < out; i++) {
            if (in >= out) {
                int first = (int) (i * scale);
                int last = Math.min(in - 1, (int) Math.ceil((i + 1) * scale) - 1);
                weights[i] = new float[last - first + 2];
                weights[i][0] = first;
                for (int x = first; x <= last; x++) {
                    double covered = Math.min(x + 1, (i + 1) * scale) - Math.max(x, i * scale);
                    weights[i][x - first + 1] = (float) (covered / scale);
                }
            } else {
                double at = Math.max(0, Math.min(in - 1, (i + 0.5) * scale - 0.5));
                int first = Math.min((int) at, Math.max(0, in - 2));
                weights[i] = in == 1
                        ? new float[] {0, 1}
                        : new float[] {first, (float) (1 - (at - first)), (float) (at - first)};
            }
        }
        return weights;
    }
}
