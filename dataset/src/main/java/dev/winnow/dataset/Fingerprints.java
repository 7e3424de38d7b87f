package dev.winnow.dataset;

import java.util.List;

/**
 * What a picture is recognised by. The four perceptual hashes have 64 bits each, first bit most significant, equal to the
 * hexadecimal text of Python's imagehash. Those of a picture with transparency, and its thumbnails, are taken on white or black,
 * whichever its visible pixels differ from more.
 *
 * @param informative false where the picture holds no information to compare (all pixels alike): such a picture is
 *     nobody's near-duplicate, whatever its hashes
 * @param pixels SHA-256 over width and height (four bytes each, big-endian) and the upright 8-bit BGR pixels row by row, then
 *     8-bit alpha row by row where any pixel is not opaque: alike for files of other bytes and the same picture; null where it was
 *     not taken
 * @param waveletHash null where the spec did not ask for it
 * @param turnedHashes the perceptual hashes of the picture turned in each way of {@link Dihedral} but the first, in its
 *     order: seven, or none where the spec did not ask for them
 * @param pdq null where the spec did not ask for it
 * @param turnedPdq as {@code turnedHashes}
 * @param thumbnail null where it was not taken
 * @param rotation null where the spec did not ask for it, or where the disk in the picture's middle is alike all around, which no
 *     rotation changes
 * @param detail null where it was not taken
 */
public record Fingerprints(
        long averageHash,
        long differenceHash,
        long perceptualHash,
        boolean informative,
        ContentHash pixels,
        Long waveletHash,
        List<Long> turnedHashes,
        Pdq pdq,
        List<Hash256> turnedPdq,
        Thumbnail thumbnail,
        RotationHash rotation,
        DetailThumbnail detail) {

    /** The definition that average, difference, perceptual and wavelet hashes follow; another definition's are not comparable. */
    public static final String ALGORITHM = "imagehash-4.3";

    private static final int TURNS = Dihedral.values().length - 1;

    public Fingerprints {
        turnedHashes = turnedHashes == null ? List.of() : List.copyOf(turnedHashes);
        turnedPdq = turnedPdq == null ? List.of() : List.copyOf(turnedPdq);
        requireAllTurns(turnedHashes);
        requireAllTurns(turnedPdq);
    }

    /** Without details. */
    public Fingerprints(
            long averageHash,
            long differenceHash,
            long perceptualHash,
            boolean informative,
            ContentHash pixels,
            Long waveletHash,
            List<Long> turnedHashes,
            Pdq pdq,
            List<Hash256> turnedPdq,
            Thumbnail thumbnail,
            RotationHash rotation) {
        this(
                averageHash,
                differenceHash,
                perceptualHash,
                informative,
                pixels,
                waveletHash,
                turnedHashes,
                pdq,
                turnedPdq,
                thumbnail,
                rotation,
                null);
    }

    /** The hashes that are always taken. */
    public Fingerprints(
            long averageHash, long differenceHash, long perceptualHash, boolean informative, ContentHash pixels) {
        this(
                averageHash,
                differenceHash,
                perceptualHash,
                informative,
                pixels,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null);
    }

    /** Without the hash of the pixels. */
    public Fingerprints(long averageHash, long differenceHash, long perceptualHash, boolean informative) {
        this(averageHash, differenceHash, perceptualHash, informative, null);
    }

    /** The perceptual hash of the picture turned so, or null where it was not taken. */
    public Long perceptualHash(Dihedral turn) {
        if (turn == Dihedral.IDENTITY) {
            return perceptualHash;
        }
        return turnedHashes.isEmpty() ? null : turnedHashes.get(turn.ordinal() - 1);
    }

    /** The PDQ hash of the picture turned so, or null where it was not taken. */
    public Hash256 pdqHash(Dihedral turn) {
        if (pdq == null || turn == Dihedral.IDENTITY) {
            return pdq == null ? null : pdq.hash();
        }
        return turnedPdq.isEmpty() ? null : turnedPdq.get(turn.ordinal() - 1);
    }

    /** Number of bits in which two hashes differ, 0 to 64. */
    public static int hammingDistance(long a, long b) {
        return Long.bitCount(a ^ b);
    }

    /**
     * Without the details, which only dedup needs. The thumbnail stays: an image that a changed rule takes in again arrives with it, and
     * is compared by it.
     */
    public Fingerprints withoutDetails() {
        return new Fingerprints(
                averageHash,
                differenceHash,
                perceptualHash,
                informative,
                pixels,
                waveletHash,
                turnedHashes,
                pdq,
                turnedPdq,
                thumbnail,
                rotation,
                null);
    }

    private static void requireAllTurns(List<?> turned) {
        if (!turned.isEmpty() && turned.size() != TURNS) {
            throw new IllegalArgumentException("Turned hashes are " + TURNS + " or none, not " + turned.size());
        }
    }
}
