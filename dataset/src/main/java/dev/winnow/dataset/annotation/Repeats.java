package dev.winnow.dataset.annotation;

import java.util.Arrays;

/** Points that an outline names twice in a row; its last may be its first. */
final class Repeats {

    private Repeats() {}

    /** The outline without them; itself where it has none. */
    static Ring removed(Ring ring) {
        int n = ring.size();
        double[] xy = new double[2 * n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (count == 0 || ring.x(i) != xy[count - 2] || ring.y(i) != xy[count - 1]) {
                xy[count++] = ring.x(i);
                xy[count++] = ring.y(i);
            }
        }
        if (count > 2 && xy[0] == xy[count - 2] && xy[1] == xy[count - 1]) {
            count -= 2;
        }
        return count == 2 * n ? ring : Ring.of(Arrays.copyOf(xy, count));
    }
}
