package dev.winnow.formats.release;

import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Outlines of a mask along the sides of its pixels, so that filling them gives the same mask. Pixels that touch at a corner alone are in
 * rings of their own.
 */
final class MaskOutlines {
    /** Directions of an edge, clockwise: along the top of a pixel, down its right side, back along its bottom, up its left side. */
    private static final int[] DX = {1, 0, -1, 0};

    private static final int[] DY = {0, 1, 0, -1};

    private final int left;
    private final int top;
    private final int width;

    /** For each corner of a pixel a bit for each edge that leaves it. */
    private final byte[] edges;

    private MaskOutlines(RunLengths mask, Shape.Box bounds) {
        left = (int) bounds.x();
        top = (int) bounds.y();
        width = (int) bounds.width();
        int height = (int) bounds.height();
        boolean[] pixels = new boolean[(width + 2) * (height + 2)];
        fill(mask, pixels, height);
        edges = new byte[(width + 1) * (height + 1)];
        int row = width + 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (y + 1) * row + x + 1;
                if (pixels[at]) {
                    add(x, y, 0, !pixels[at - row]);
                    add(x + 1, y, 1, !pixels[at + 1]);
                    add(x + 1, y + 1, 2, !pixels[at + row]);
                    add(x, y + 1, 3, !pixels[at - 1]);
                }
            }
        }
    }

    private void fill(RunLengths mask, boolean[] pixels, int height) {
        long position = 0;
        for (int i = 0; i < mask.size(); i++) {
            if (i % 2 == 1) {
                for (long p = position; p < position + mask.run(i); p++) {
                    int x = (int) (p / mask.height()) - left;
                    int y = (int) (p % mask.height()) - top;
                    pixels[(y + 1) * (width + 2) + x + 1] = true;
                }
            }
            position += mask.run(i);
        }
    }

    private void add(int x, int y, int direction, boolean there) {
        if (there) {
            edges[y * (width + 1) + x] |= (byte) (1 << direction);
        }
    }

    /** Outer rings run clockwise, rings around holes the other way; none for an empty mask. */
    static List<Ring> of(RunLengths mask) {
        Shape.Box bounds = mask.bounds();
        return bounds.width() < 1 ? List.of() : new MaskOutlines(mask, bounds).trace();
    }

    private List<Ring> trace() {
        List<Ring> rings = new ArrayList<>();
        for (int at = 0; at < edges.length; at++) {
            while (edges[at] != 0) {
                rings.add(ring(at));
            }
        }
        return rings;
    }

    private Ring ring(int start) {
        double[] xy = new double[16];
        int count = 0;
        int at = start;
        int first = Integer.numberOfTrailingZeros(edges[at]);
        int direction = first;
        boolean closed = false;
        while (!closed) {
            edges[at] &= (byte) ~(1 << direction);
            at += DY[direction] * (width + 1) + DX[direction];
            int next = turn(at, direction, at == start ? first : -1);
            if (next != direction) {
                if (count == xy.length) {
                    xy = Arrays.copyOf(xy, 2 * count);
                }
                xy[count++] = left + at % (width + 1);
                xy[count++] = top + at / (width + 1);
            }
            closed = at == start && next == first && (edges[at] & 1 << next) == 0;
            direction = next;
        }
        return Ring.of(Arrays.copyOf(xy, count));
    }

    /**
     * The sharpest turn clockwise stays at the same pixel.
     *
     * @param first the edge with which the ring began, if it began here; else -1
     */
    private int turn(int at, int direction, int first) {
        for (int turn : new int[] {1, 0, 3}) {
            int next = direction + turn & 3;
            if (next == first || (edges[at] & 1 << next) != 0) {
                return next;
            }
        }
        throw new IllegalStateException("An outline along pixels does not close");
    }
}
