package dev.winnow.dataset.augment;

import java.util.List;
import java.util.Objects;

/**
 * Which labels remain after pixels moved. Visibility is judged once, against the area of the original object after the same move: several
 * crops that each leave a half are one crop that leaves a quarter.
 */
public record LabelRules(Boxes boxes, List<TightBox> afterRotation, int maskFill, List<Pair> flipPairs) {
    public static final LabelRules DEFAULT = new LabelRules(
            Boxes.DEFAULT,
            List.of(TightBox.MASK, TightBox.POLYGON, TightBox.ELLIPSE, TightBox.CORNERS),
            255,
            List.of());

    /**
     * @param maskFill value of mask pixels that come from outside the picture; training code ignores 255
     * @param flipPairs keypoints that a mirror swaps; empty takes the pairs whose names differ in left and right alone
     */
    public LabelRules {
        Objects.requireNonNull(boxes, "boxes");
        flipPairs = List.copyOf(flipPairs);
        afterRotation = List.copyOf(afterRotation);
        if (afterRotation.isEmpty()) {
            throw new IllegalArgumentException("labels.boxes.afterRotation needs one way at least, such as corners");
        }
    }

    /**
     * Least sizes of a box that is kept.
     *
     * @param minVisibility least share of the object's area that still lies in the picture, 0 to 1
     * @param minArea in square pixels
     * @param minSide in pixels, of the shorter side
     * @param maxAspect longer side divided by the shorter one, at most
     */
    public record Boxes(double minVisibility, double minArea, double minSide, double maxAspect) {
        public static final Boxes DEFAULT = new Boxes(0.1, 4, 2, 100);
        /** Keeps whatever has an area. */
        public static final Boxes ALL = new Boxes(0, 0, 0, Double.POSITIVE_INFINITY);

        private static final double SLACK = 1e-7;

        /**
         * @param visible the share of the object that lies in the picture; NaN where the object has no area
         * @param width of what lies in the picture
         */
        public boolean keep(double visible, double width, double height) {
            return width > 0
                    && height > 0
                    && width * height >= minArea - SLACK
                    && visible >= minVisibility - SLACK
                    && Math.min(width, height) >= minSide - SLACK
                    && Math.max(width / height, height / width) <= maxAspect;
        }
    }

    /** Two keypoints by their places, from 0. */
    public record Pair(int left, int right) {}

    /** What an upright box is made of where a move was no multiple of a quarter turn, the tightest first. */
    public enum TightBox {
        /** Bounds of the moved mask. */
        MASK,
        /** Bounds of the moved outline. */
        POLYGON,
        /** Bounds of the ellipse in the old box, moved: right for round things, too small for things that fill their box. */
        ELLIPSE,
        /** Bounds of the moved corners, which are too large. */
        CORNERS
    }
}
