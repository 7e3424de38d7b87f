package dev.winnow.imaging.measure;

/** Numbers as they are published. */
public final class Rounding {
    private static final int DIGITS = 6;
    private static final double[] TENS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Rounding() {}

    /** To six significant digits, at most 22 decimal places; the nearest double to that decimal number. */
    public static double toSixDigits(double value) {
        double magnitude = Math.abs(value);
        if (!(magnitude > 0) || magnitude >= 1e15) {
            return value == 0 ? 0 : value;
        }
        if (magnitude >= 1e6) {
            int excess = 1;
            while (magnitude >= TENS[DIGITS + excess]) {
                excess++;
            }
            return Math.rint(value / TENS[excess]) * TENS[excess];
        }
        int places = DIGITS - 1;
        if (magnitude >= 1) {
            while (magnitude >= TENS[DIGITS - places]) {
                places--;
            }
        } else {
            places = DIGITS;
            while (places < TENS.length - 1 && magnitude * TENS[places - DIGITS + 1] < 1) {
                places++;
            }
        }
        return Math.rint(value * TENS[places]) / TENS[places];
    }
}
