package dev.winnow.dataset.annotation;

import java.util.Objects;

/** How a source writes coordinates. The checks turn all of them into upright pixels. */
public record Convention(Unit unit, BoxNotation boxes, Space space) {
    /** COCO's: pixels, and boxes by their size. */
    public static final Convention PIXELS = new Convention(Unit.PIXELS, BoxNotation.SIZE, Space.AUTO);

    /** Pascal VOC's and those of CSV files: pixels, and boxes by two corners. */
    public static final Convention PIXEL_CORNERS = new Convention(Unit.PIXELS, BoxNotation.CORNERS, Space.AUTO);

    /** YOLO's: shares of the upright picture's sides, and boxes by their size. */
    public static final Convention NORMALISED = new Convention(Unit.NORMALISED, BoxNotation.SIZE, Space.UPRIGHT);

    public Convention {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(boxes, "boxes");
        Objects.requireNonNull(space, "space");
    }

    public enum Unit {
        PIXELS,
        /** x is a share of the width and y of the height, 0 to 1. Readers leave them so: the picture's size may not be known yet. */
        NORMALISED
    }

    /** Decides what a negative width means: a mistake in {@code SIZE}, two corners the wrong way round in {@code CORNERS}. */
    public enum BoxNotation {
        SIZE,
        CORNERS
    }

    /** Which picture the coordinates are of, where EXIF turns it. */
    public enum Space {
        UPRIGHT,
        STORED,
        /** The checks decide by the sizes. */
        AUTO
    }
}
