package dev.winnow.dataset.duplicate;

/**
 * Where in one picture each place of another is found: an affine map about the middles of two square pictures of one size.
 *
 * @param xx of the distance to the right that goes to the right, 1 for the identity
 * @param xy of the distance down that goes to the right
 * @param x to the right, in pixels
 * @param yx of the distance to the right that goes down
 * @param yy of the distance down that goes down, 1 for the identity
 * @param y down, in pixels
 */
record Warp(double xx, double xy, double x, double yx, double yy, double y) {
    static final Warp IDENTITY = new Warp(1, 0, 0, 0, 1, 0);

    /** Most that a side grows or shrinks by. */
    private static final double MOST_SCALE = 1.35;

    /** Most that one side changes more than the other. */
    private static final double MOST_STRETCH = 1.25;

    /** Most that the edges turn, as a share of their length: 0.25 are 14 degrees. */
    private static final double MOST_TURN = 0.25;

    /** Most that the picture moves, as a share of its side. */
    private static final double MOST_SHIFT = 0.2;

    /** Whether it is what crops, frames, resizes and rotations by a few degrees do, and no distortion. */
    boolean isPlausible(int side) {
        double across = Math.hypot(xx, yx);
        double down = Math.hypot(xy, yy);
        return xx > 0
                && yy > 0
                && Math.max(across, down) <= MOST_SCALE
                && Math.min(across, down) >= 1 / MOST_SCALE
                && across / down <= MOST_STRETCH
                && down / across <= MOST_STRETCH
                && Math.abs(yx) <= MOST_TURN * across
                && Math.abs(xy) <= MOST_TURN * down
                && Math.max(Math.abs(x), Math.abs(y)) <= MOST_SHIFT * side;
    }

    /**
     * Lays a picture under this map.
     *
     * @param to receives, bilinear, what is found at each place; 0 where that lies outside
     */
    void lay(float[] from, int side, float[] to) {
        if (this == IDENTITY) {
            System.arraycopy(from, 0, to, 0, side * side);
            return;
        }
        float middle = (side - 1) / 2f;
        float last = side - 1;
        float acrossX = (float) xx;
        float acrossY = (float) yx;
        for (int row = 0; row < side; row++) {
            float down = row - middle;
            float startX = (float) (xy * down + x) + middle - acrossX * middle;
            float startY = (float) (yy * down + y) + middle - acrossY * middle;
            for (int column = 0; column < side; column++) {
                float sourceX = startX + acrossX * column;
                float sourceY = startY + acrossY * column;
                int at = row * side + column;
                if (sourceX >= 0 && sourceY >= 0 && sourceX < last && sourceY < last) {
                    int left = (int) sourceX;
                    int top = (int) sourceY;
                    float right = sourceX - left;
                    float below = sourceY - top;
                    int corner = top * side + left;
                    float upper = from[corner] + right * (from[corner + 1] - from[corner]);
                    float lower = from[corner + side] + right * (from[corner + side + 1] - from[corner + side]);
                    to[at] = upper + below * (lower - upper);
                } else {
                    to[at] = 0;
                }
            }
        }
    }

    /**
     * Marks what both pictures show.
     *
     * @param frame pixels at the edges of both that do not count
     */
    void inside(int side, int frame, boolean[] inside) {
        double middle = (side - 1) / 2.0;
        double least = frame - 0.5;
        double most = side - frame - 0.5;
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double sourceX = xx * (column - middle) + xy * (row - middle) + x + middle;
                double sourceY = yx * (column - middle) + yy * (row - middle) + y + middle;
                inside[row * side + column] = row >= frame
                        && column >= frame
                        && row < side - frame
                        && column < side - frame
                        && sourceX >= least
                        && sourceY >= least
                        && sourceX < most
                        && sourceY < most;
            }
        }
    }
}
