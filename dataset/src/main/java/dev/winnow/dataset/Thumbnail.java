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
    /** Pixels along each edge that the second of the two correlations leaves out. */
    private static final int FRAME = 2;

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
     * How much this picture looks like another that was turned: 1 for the same but for brightness and contrast, around 0 for
     * strangers, down to −1. The normalised correlation (Pearson's) of all pixels, or that of the pixels at least {@value
     * #FRAME} from every edge where it is greater: a frame laid around a copy changes all of the former and little of the latter.
     * What is of one gray correlates with nothing.
     */
    public double correlation(Thumbnail other, Dihedral turn) {
        return Math.max(correlation(other, turn, 0), correlation(other, turn, FRAME));
    }

    private double correlation(Thumbnail other, Dihedral turn, int margin) {
        long sumA = 0;
        long sumB = 0;
        long squaresA = 0;
        long squaresB = 0;
        long products = 0;
        for (int row = margin; row < SIDE - margin; row++) {
            for (int column = margin; column < SIDE - margin; column++) {
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
        long pixels = (long) (SIDE - 2 * margin) * (SIDE - 2 * margin);
        long varianceA = pixels * squaresA - sumA * sumA;
        long varianceB = pixels * squaresB - sumB * sumB;
        if (varianceA == 0 || varianceB == 0) {
            return 0;
        }
        return (pixels * products - sumA * sumB) / (Math.sqrt(varianceA) * Math.sqrt(varianceB));
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
