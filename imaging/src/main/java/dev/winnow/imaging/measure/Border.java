package dev.winnow.imaging.measure;

/**
 * The empty frame of a picture: outer rows and columns of one gray. Rows come from the top; only as much of each is looked at
 * as is needed to know that it is no part of a frame.
 *
 * <p>Working memory for one picture at a time.
 */
public final class Border {
    /** Gray levels by which a frame differs from the value of its corner. */
    static final int TOLERANCE = 3;

    private int width;
    private int height;
    private int y;
    private int cornerLeft;
    private int cornerRight;
    private int left;
    private int right;
    private int top;
    /** For each row of one gray its least and greatest value; {@link #MIXED} otherwise. */
    private short[] least = new short[0];

    private short[] greatest = new short[0];
    private short[] start = new short[0];
    private static final short MIXED = -1;

    /** Begins a picture. */
    public void start(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        y = 0;
        top = 0;
        left = newWidth;
        right = newWidth;
        if (least.length < newHeight) {
            least = new short[newHeight];
            greatest = new short[newHeight];
            start = new short[newHeight];
        }
    }

    /** The next row from {@code at} on. */
    public void row(short[] gray, int at) {
        if (y == 0) {
            cornerLeft = gray[at];
            cornerRight = gray[at + width - 1];
        }
        int run = 0;
        while (run < left && Math.abs(gray[at + run] - cornerLeft) <= TOLERANCE) {
            run++;
        }
        left = run;
        run = 0;
        while (run < right && Math.abs(gray[at + width - 1 - run] - cornerRight) <= TOLERANCE) {
            run++;
        }
        right = run;
        int low = gray[at];
        int high = low;
        int x = 1;
        for (; x < width && high - low <= 2 * TOLERANCE; x++) {
            int value = gray[at + x];
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        boolean flat = high - low <= 2 * TOLERANCE;
        start[y] = gray[at];
        least[y] = flat ? (short) low : MIXED;
        greatest[y] = (short) high;
        if (top == y && within(y, cornerLeft)) {
            top++;
        }
        y++;
    }

    private boolean within(int row, int corner) {
        return least[row] != MIXED && least[row] >= corner - TOLERANCE && greatest[row] <= corner + TOLERANCE;
    }

    /** Area of the frame over the whole area, once all rows are in. */
    public double share() {
        int bottom = 0;
        while (bottom < height && within(height - 1 - bottom, start[height - 1])) {
            bottom++;
        }
        long innerWidth = Math.max(0, width - left - right);
        long innerHeight = Math.max(0, height - top - bottom);
        return 1 - (double) (innerWidth * innerHeight) / ((long) width * height);
    }
}
