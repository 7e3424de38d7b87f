package dev.winnow.imaging;

import dev.winnow.dataset.spec.Duplicates;

/**
 * The hashes to take of a picture beside those that cost next to nothing and are always taken.
 *
 * @param wavelet imagehash's whash
 * @param pdq PDQ with its quality
 * @param turned the perceptual hash, and PDQ where it is wanted, of the picture mirrored and rotated by quarters
 * @param rotation the hash of the disk in the picture's middle, with the disk
 */
public record WantedHashes(boolean wavelet, boolean pdq, boolean turned, boolean rotation) {
    public static final WantedHashes NONE = new WantedHashes(false, false, false, false);

    /** What a spec needs to find copies, and what it asks for beside that. */
    public static WantedHashes of(Duplicates spec) {
        return new WantedHashes(
                spec.extraHashes().contains(Duplicates.ExtraHash.WAVELET),
                spec.needsPdq(),
                spec.turned() != Duplicates.Turned.NONE,
                spec.turned() == Duplicates.Turned.ANY_ANGLE);
    }
}
