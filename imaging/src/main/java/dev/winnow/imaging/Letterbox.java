package dev.winnow.imaging;

/**
 * Where a picture lies in a square after it was scaled to fit: centred, with its sides in proportion.
 *
 * @param width of the scaled picture
 * @param left columns of fill before it
 * @param size side of the square
 */
record Letterbox(int left, int top, int width, int height, int size) {

    static Letterbox of(int pictureWidth, int pictureHeight, int size) {
        double scale = (double) size / Math.max(pictureWidth, pictureHeight);
        int width = (int) Math.max(1, Math.round(pictureWidth * scale));
        int height = (int) Math.max(1, Math.round(pictureHeight * scale));
        return new Letterbox((size - width) / 2, (size - height) / 2, width, height, size);
    }

    /**
     * Flip, rotation about the picture's centre and placement in the square as one affine map, from the scaled picture's
     * coordinates (pixel centres are whole numbers) to the square's: 2 rows of 3.
     *
     * @param rotation degrees, counter-clockwise as seen
     */
    double[] motion(boolean flip, double rotation) {
        double angle = rotation * Math.PI / 180;
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double mirror = flip ? -1 : 1;
        double centerX = (width - 1) / 2.0;
        double centerY = (height - 1) / 2.0;
        double[] map = {mirror * cos, sin, 0, mirror * -sin, cos, 0};
        map[2] = left + centerX - map[0] * centerX - map[1] * centerY;
        map[5] = top + centerY - map[3] * centerX - map[4] * centerY;
        return map;
    }
}
