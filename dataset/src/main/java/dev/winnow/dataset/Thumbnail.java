package dev.winnow.dataset;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * A tiny gray picture, {@value #SIDE}×{@value #SIDE} bytes row by row, whatever the shape of the picture it was made of: the second
 * look at two pictures whose hashes are near. Not changed by anyone after it was made.
 */
public final class Thumbnail {
    /** The definition the pixels follow: 32×32 pixels as for the perceptual hash, their 2×2 means rounded half up. */
    public static final String ALGORITHM = "luma16-1";

    public static final int SIDE = 16;

    private static final int PIXELS = SIDE * SIDE;

    private final byte[] luma;

    /** @param luma {@value #SIDE}² unsigned bytes, row by row; kept, not copied */
    public Thumbnail(byte[] luma) {
        Objects.requireNonNull(luma, "luma");
        if (luma.length != PIXELS) {
            throw new IllegalArgumentException("A thumbnail has " + PIXELS + " pixels, not " + luma.length);
        }
        this.luma = luma;
    }

    /** Of {@link #text()}. */
    public static Thumbnail ofText(String text) {
        return new Thumbnail(Base64.getDecoder().decode(text));
    }

    /** Base64. */
    public String text() {
        return Base64.getEncoder().encodeToString(luma);
    }

    /** A copy. */
    public byte[] bytes() {
        return luma.clone();
    }

    /** 0 to 255. */
    public int luma(int row, int column) {
        return luma[row * SIDE + column] & 0xff;
    }

    /**
     * Normalised correlation (Pearson's) between this picture and another that was turned: 1 for the same but for brightness
     * and contrast, around 0 for strangers, down to −1. 0 where either is of one gray.
     */
    public double correlation(Thumbnail other, Dihedral turn) {
        long sumA = 0;
        long sumB = 0;
        long squaresA = 0;
        long squaresB = 0;
        long products = 0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int a = luma(row, column);
                int b = turn == Dihedral.IDENTITY
                        ? other.luma(row, column)
                        : other.luma(turn.row(row, column, SIDE), turn.column(row, column, SIDE));
                sumA += a;
                sumB += b;
                squaresA += (long) a * a;
                squaresB += (long) b * b;
                products += (long) a * b;
            }
        }
        long varianceA = PIXELS * squaresA - sumA * sumA;
        long varianceB = PIXELS * squaresB - sumB * sumB;
        if (varianceA == 0 || varianceB == 0) {
            return 0;
        }
        return (PIXELS * products - sumA * sumB) / (Math.sqrt(varianceA) * Math.sqrt(varianceB));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Thumbnail same && Arrays.equals(luma, same.luma);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(luma);
    }

    @Override
    public String toString() {
        return "Thumbnail[" + text() + "]";
    }
}
