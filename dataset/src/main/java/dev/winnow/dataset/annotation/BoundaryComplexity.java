package dev.winnow.dataset.annotation;

/**
 * How ragged a mask is.
 *
 * @param boundaryEdges sides of pixels between the mask and what is not the mask; the picture's border counts
 * @param edgeRatio {@code boundaryEdges} by the perimeter of the mask's box: 1 for every shape without dents along rows and columns
 * @param solidity the mask's area by that of the convex hull of its pixels' corners, above 0 to 1
 */
public record BoundaryComplexity(long boundaryEdges, double edgeRatio, double solidity) {

    /** @throws IllegalArgumentException for a mask without pixels */
    public static BoundaryComplexity of(RunLengths mask) {
        if (mask.area() == 0) {
            throw new IllegalArgumentException("A mask without pixels has no boundary");
        }
        Shape.Box box = mask.bounds();
        long edges = 4 * mask.area() - 2 * (neighboursBelow(mask) + neighboursRight(mask));
        return new BoundaryComplexity(
                edges,
                edges / (2 * (box.width() + box.height())),
                mask.area() / Hull.of(corners(mask)).area());
    }

    private static long neighboursBelow(RunLengths mask) {
        long pairs = 0;
        long at = 0;
        for (int i = 0; i < mask.size(); i++) {
            int run = mask.run(i);
            if (i % 2 == 1 && run > 0) {
                long columns = (at + run - 1) / mask.height() - at / mask.height();
                pairs += run - 1 - columns;
            }
            at += run;
        }
        return pairs;
    }

    private static long neighboursRight(RunLengths mask) {
        long[] starts = new long[mask.size() / 2 + 1];
        long[] ends = new long[starts.length];
        int count = 0;
        long at = 0;
        for (int i = 0; i < mask.size(); i++) {
            if (i % 2 == 1 && mask.run(i) > 0) {
                starts[count] = at;
                ends[count++] = at + mask.run(i);
            }
            at += mask.run(i);
        }
        long pairs = 0;
        int shifted = 0;
        for (int i = 0; i < count; i++) {
            while (shifted > 0 && ends[shifted - 1] + mask.height() > starts[i]) {
                shifted--;
            }
            while (shifted < count && ends[shifted] + mask.height() <= starts[i]) {
                shifted++;
            }
            for (int k = shifted; k < count && starts[k] + mask.height() < ends[i]; k++) {
                pairs += Math.min(ends[i], ends[k] + mask.height()) - Math.max(starts[i], starts[k] + mask.height());
            }
        }
        return pairs;
    }

    /** The corners of the first and last pixel of each column's runs; the others lie between. */
    private static Ring corners(RunLengths mask) {
        int columns = mask.width();
        int[] first = new int[columns];
        int[] last = new int[columns];
        java.util.Arrays.fill(first, Integer.MAX_VALUE);
        java.util.Arrays.fill(last, -1);
        long at = 0;
        for (int i = 0; i < mask.size(); i++) {
            int run = mask.run(i);
            if (i % 2 == 1 && run > 0) {
                int firstX = (int) (at / mask.height());
                int lastX = (int) ((at + run - 1) / mask.height());
                for (int x = firstX; x <= lastX; x++) {
                    int top = x == firstX ? (int) (at % mask.height()) : 0;
                    int bottom = x == lastX ? (int) ((at + run - 1) % mask.height()) : mask.height() - 1;
                    first[x] = Math.min(first[x], top);
                    last[x] = Math.max(last[x], bottom);
                }
            }
            at += run;
        }
        double[] xy = new double[8 * columns];
        int count = 0;
        for (int x = 0; x < columns; x++) {
            if (last[x] >= 0) {
                for (int side = 0; side < 2; side++) {
                    xy[count++] = x + side;
                    xy[count++] = first[x];
                    xy[count++] = x + side;
                    xy[count++] = last[x] + 1;
                }
            }
        }
        return Ring.of(java.util.Arrays.copyOf(xy, count));
    }
}
