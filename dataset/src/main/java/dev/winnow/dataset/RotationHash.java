package dev.winnow.dataset;

import java.util.Objects;

/**
 * What a picture is recognised by however it is rotated about its middle, mirrored or not: the disk in its middle, which a rotation
 * on the same canvas leaves inside, whatever it makes of the corners.
 *
 * @param hash 64 bits, nearly the same for every rotation of a picture, and exactly for the eight of {@link Dihedral}
 * @param polar the disk, for the second look, which tells the angle too
 * @param corners share of the picture that is corners of one gray, as a rotation leaves them, 0 to 1; 0 where the picture reaches
 *     into a corner, or an edge is of that gray from end to end
 */
public record RotationHash(long hash, PolarThumbnail polar, double corners) {
    /** The definition that hash and disk follow. */
    public static final String ALGORITHM = "polar8x64-1";

    public RotationHash {
        Objects.requireNonNull(polar, "polar");
        if (!(corners >= 0 && corners <= 1)) {
            throw new IllegalArgumentException("Corners are a share of the picture, 0 to 1, not " + corners);
        }
    }

    /** Of a picture that reaches into its corners. */
    public RotationHash(long hash, PolarThumbnail polar) {
        this(hash, polar, 0);
    }
}
