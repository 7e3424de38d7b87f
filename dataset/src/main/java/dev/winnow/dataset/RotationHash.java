package dev.winnow.dataset;

import java.util.Objects;

/**
 * What a picture is recognised by however it is rotated about its middle, mirrored or not: the disk in its middle, which a rotation
 * on the same canvas leaves inside, whatever it makes of the corners.
 *
 * @param hash 64 bits, nearly the same for every rotation of a picture, and exactly for the eight of {@link Dihedral}
 * @param polar the disk, for the second look, which tells the angle too
 */
public record RotationHash(long hash, PolarThumbnail polar) {
    /** The definition that hash and disk follow. */
    public static final String ALGORITHM = "polar8x64-1";

    public RotationHash {
        Objects.requireNonNull(polar, "polar");
    }
}
