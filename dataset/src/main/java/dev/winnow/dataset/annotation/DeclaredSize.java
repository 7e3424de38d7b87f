package dev.winnow.dataset.annotation;

/**
 * The picture's size as the label file gives it.
 *
 * @param width in pixels; may be wrong in any way, such as 0
 * @param height in pixels
 * @param raster whether the labels are themselves pixels of this size, as a PNG mask is. A raster of another size is resized where its
 *     shape is the picture's; other labels are only proposed to be scaled
 */
public record DeclaredSize(long width, long height, boolean raster) {

    /** A size that stands in the file. */
    public static DeclaredSize stated(long width, long height) {
        return new DeclaredSize(width, height, false);
    }

    /** The size of a mask. */
    public static DeclaredSize raster(int width, int height) {
        return new DeclaredSize(width, height, true);
    }

    public boolean isKnown() {
        return width > 0 && height > 0;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
