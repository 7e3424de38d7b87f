package dev.winnow.dataset.annotation;

/**
 * The size of a picture as people see it.
 *
 * @param width upright, in pixels
 * @param height upright, in pixels
 * @param orientation EXIF 1 to 8, or 1 where the file has none or another number
 */
public record PictureSize(int width, int height, int orientation) {

    public PictureSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A picture has a width and a height, not " + width + "x" + height);
        }
        orientation = orientation < 1 || orientation > 8 ? 1 : orientation;
    }

    public static PictureSize of(int width, int height) {
        return new PictureSize(width, height, 1);
    }

    /** Width of the pixels as the file stores them. */
    public int storedWidth() {
        return turns() ? height : width;
    }

    /** Height of the pixels as the file stores them. */
    public int storedHeight() {
        return turns() ? width : height;
    }

    /** Whether the orientation exchanges width and height. */
    public boolean turns() {
        return orientation >= 5;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
