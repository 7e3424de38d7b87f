package dev.winnow.dataset.augment;

/** How large a picture a transform may make. */
final class PictureLimits {
    /** Longest side of a JPEG. */
    static final int SIDE = 65_500;

    static final long PIXELS = 100_000_000;

    private PictureLimits() {}

    /** @throws UnfitPictureException where a side is below 1, or the picture is too large */
    static void check(long width, long height) {
        if (width < 1 || height < 1) {
            throw new UnfitPictureException("Nothing is left of the picture: it would be " + width + "x" + height);
        }
        if (width > SIDE || height > SIDE || width * height > PIXELS) {
            throw new UnfitPictureException("The picture would be " + width + "x" + height + "; a side has at most "
                    + SIDE + " pixels, and a picture " + PIXELS);
        }
    }
}
