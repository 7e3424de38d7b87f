package dev.winnow.imaging.structure;

/**
 * The quality setting of the IJG library under which a luminance quantisation table comes out, or comes nearest by the sum
 * of its steps: the library scales the table of ITU-T T.81, K.1.
 */
final class JpegQuality {
    /** Table K.1 in zigzag order. */
    private static final int[] STANDARD = {
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51,
        61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77,
        113, 121, 112, 100, 120, 92, 101, 103, 99
    };

    private static final int[] SUMS = sums();

    private JpegQuality() {}

    private static int[] sums() {
        int[] sums = new int[101];
        for (int quality = 1; quality <= 100; quality++) {
            int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
            for (int step : STANDARD) {
                sums[quality] += Math.max(1, Math.min(255, (step * percent + 50) / 100));
            }
        }
        return sums;
    }

    /** @return 1 to 100 */
    static int of(int[] luminance) {
        int sum = 0;
        for (int step : luminance) {
            sum += step;
        }
        int best = 1;
        for (int quality = 2; quality <= 100; quality++) {
            if (Math.abs(SUMS[quality] - sum) < Math.abs(SUMS[best] - sum)) {
                best = quality;
            }
        }
        return best;
    }
}
