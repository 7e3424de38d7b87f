package dev.winnow.dataset;

/**
 * The perceptual hashes of one picture, 64 bits each, first bit most significant, equal to the hexadecimal text of Python's
 * imagehash.
 *
 * @param informative false where the picture holds no information to compare (all pixels alike): such a picture is
 *     nobody's near-duplicate, whatever its hashes
 * @param pixels SHA-256 over width and height (four bytes each, big-endian) and the upright 8-bit BGR pixels row by row: alike
 *     for files of other bytes and the same picture; null where it was not taken
 */
public record Fingerprints(
        long averageHash, long differenceHash, long perceptualHash, boolean informative, ContentHash pixels) {

    /** Without the hash of the pixels. */
    public Fingerprints(long averageHash, long differenceHash, long perceptualHash, boolean informative) {
        this(averageHash, differenceHash, perceptualHash, informative, null);
    }

    /** The definition the hashes follow; another definition's hashes are not comparable. */
    public static final String ALGORITHM = "imagehash-4.3";

    /** Number of bits in which two hashes differ, 0 to 64. */
    public static int hammingDistance(long a, long b) {
        return Long.bitCount(a ^ b);
    }
}
