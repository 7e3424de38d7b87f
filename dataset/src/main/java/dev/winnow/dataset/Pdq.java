package dev.winnow.dataset;

import java.util.Objects;

/**
 * The PDQ hash of a picture (Facebook, ThreatExchange).
 *
 * @param hash 256 bits in the order of the hexadecimal text that PDQ's tools write
 * @param quality 0 to 100, how much there is to hash; below {@value #LEAST_QUALITY} the hash says nothing
 */
public record Pdq(Hash256 hash, int quality) {
    /** The definition the hash follows. */
    public static final String ALGORITHM = "pdq-1";

    /** From this quality on hashes are compared. */
    public static final int LEAST_QUALITY = 50;

    public Pdq {
        Objects.requireNonNull(hash, "hash");
        if (quality < 0 || quality > 100) {
            throw new IllegalArgumentException("The quality of a PDQ hash is 0 to 100, not " + quality);
        }
    }

    public boolean comparable() {
        return quality >= LEAST_QUALITY;
    }
}
