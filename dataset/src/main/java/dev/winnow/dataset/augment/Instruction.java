package dev.winnow.dataset.augment;

import dev.winnow.dataset.Dihedral;
import java.util.List;
import java.util.Objects;

/**
 * One thing that a renderer does to a picture of 8-bit RGB. {@linkplain Move Moves} put pixels elsewhere, and labels follow them; {@linkplain
 * Tone tones} change values in place.
 */
public sealed interface Instruction {

    /** Pixels get new places. */
    sealed interface Move extends Instruction {
        /** Where the pixels of a picture of this size go. */
        Geometry geometry(int width, int height);
    }

    /** Pixels get new values, and each keeps its place. */
    sealed interface Tone extends Instruction {}

    /** The whole picture at another size. */
    record Resample(int width, int height, Interpolation interpolation) implements Move {
        public Resample {
            PictureLimits.check(width, height);
            Objects.requireNonNull(interpolation, "interpolation");
        }

        @Override
        public Geometry geometry(int fromWidth, int fromHeight) {
            Homography map = Homography.scale((double) width / fromWidth, (double) height / fromHeight);
            return new Geometry(map, width, height);
        }
    }

    /** A part of the picture; it lies inside. */
    record Window(int x, int y, int width, int height) implements Move {
        @Override
        public Geometry geometry(int fromWidth, int fromHeight) {
            return new Geometry(Homography.shift(-x, -y), width, height);
        }
    }

    /** More rows and columns outside the picture. */
    record Margins(int top, int right, int bottom, int left, Border border, Color fill) implements Move {
        public Margins {
            if (Math.min(Math.min(top, right), Math.min(bottom, left)) < 0) {
                throw new IllegalArgumentException(
                        "Margins are 0 or more, not " + top + ", " + right + ", " + bottom + ", " + left);
            }
        }

        @Override
        public Geometry geometry(int fromWidth, int fromHeight) {
            PictureLimits.check((long) left + fromWidth + right, (long) top + fromHeight + bottom);
            return new Geometry(Homography.shift(left, top), left + fromWidth + right, top + fromHeight + bottom);
        }
    }

    /** Turned by quarters, mirrored, or both: every pixel goes to exactly one place. */
    record Rearrange(Dihedral turn) implements Move {
        @Override
        public Geometry geometry(int w, int h) {
            return switch (turn) {
                case IDENTITY -> Geometry.still(w, h);
                case FLIP_LEFT_RIGHT -> new Geometry(Homography.affine(-1, 0, w, 0, 1, 0), w, h);
                case FLIP_TOP_BOTTOM -> new Geometry(Homography.affine(1, 0, 0, 0, -1, h), w, h);
                case ROTATE_180 -> new Geometry(Homography.affine(-1, 0, w, 0, -1, h), w, h);
                case TRANSPOSE -> new Geometry(Homography.affine(0, 1, 0, 1, 0, 0), h, w);
                case TRANSVERSE -> new Geometry(Homography.affine(0, -1, h, -1, 0, w), h, w);
                case ROTATE_90 -> new Geometry(Homography.affine(0, 1, 0, -1, 0, w), h, w);
                case ROTATE_270 -> new Geometry(Homography.affine(0, -1, h, 1, 0, 0), h, w);
            };
        }
    }

    /** Any map of the plane, sampled once. */
    record Warp(Homography map, int width, int height, Interpolation interpolation, Border border, Color fill)
            implements Move {
        public Warp {
            PictureLimits.check(width, height);
            if (!interpolation.samplesWarps()) {
                throw new IllegalArgumentException("interpolation " + interpolation.label()
                        + " cannot sample a warp: take nearest, linear, cubic or lanczos4");
            }
            map.inverse(); // refuses what cannot be sampled
        }

        boolean samplesAs(Warp other) {
            return interpolation == other.interpolation && border == other.border && fill.equals(other.fill);
        }

        /** This warp first, then the other, in one. */
        Warp then(Warp next) {
            return new Warp(map.then(next.map), next.width, next.height, interpolation, border, fill);
        }

        @Override
        public Geometry geometry(int fromWidth, int fromHeight) {
            return new Geometry(map, width, height);
        }
    }

    /** A table for each channel, in a space of colors. */
    record Tables(ColorSpace space, Table first, Table second, Table third) implements Tone {
        /** The same table for red, green and blue. */
        public static Tables all(Table table) {
            return new Tables(ColorSpace.RGB, table, table, table);
        }
    }

    /** Tables for red, green and blue that depend on the whole picture. */
    record Adapt(Rule rule) implements Tone {
        /** Says the three tables of a picture. */
        public interface Rule {
            List<Table> tables(Statistics picture);
        }
    }

    /** Colors are moved away from gray, or towards it: {@code factor · x + (1 − factor) · gray}; 0 gives gray. */
    record Saturate(double factor, Rounding rounding) implements Tone {}

    /** The hue is turned by this share of the full circle, computed in floating point. */
    record TurnHue(double share) implements Tone {}

    /** The three planes of another space, stored as if they were red, green and blue. */
    record Convert(ColorSpace to) implements Tone {}

    /** Red and blue are swapped. */
    record SwapRedAndBlue() implements Tone {}

    /** All three channels get OpenCV's gray value. */
    record Gray() implements Tone {}

    /** Levels are spread evenly, by OpenCV's rule. */
    record Equalize(Plane on) implements Tone {}

    /** Contrast limited equalisation in tiles that are blended, by OpenCV's rule. */
    record Clahe(double clipLimit, int columns, int rows, Plane on) implements Tone {}

    /** What an equalisation works on. */
    enum Plane {
        /** Y of YCrCb. */
        LUMA,
        /** L of Lab. */
        LAB,
        /** The picture becomes gray. */
        GRAY,
        /** Red, green and blue by themselves. */
        CHANNEL
    }

    /** @param size side of the square, odd */
    record Median(int size) implements Tone {}

    /** @param diameter of the neighbourhood in pixels */
    record Bilateral(int diameter, double sigmaColor, double sigmaSpace) implements Tone {}

    /** @param hColor strength on colors; NaN works on gray values alone, and the picture becomes gray */
    record NonLocalMeans(double h, double hColor, int template, int search) implements Tone {
        public boolean isGray() {
            return Double.isNaN(hColor);
        }
    }

    record GaussianBlur(int size, double sigma) implements Tone {}

    record BoxBlur(int size) implements Tone {}

    record Convolve(Kernel kernel) implements Tone {}

    /** {@code factor · x + (1 − factor) · blurred}; the outermost pixels keep their values. */
    record Sharpen(double factor) implements Tone {}

    /** What a JPEG of this quality does to the pixels. */
    record Jpeg(int quality, boolean halvesColor) implements Tone {}

    /** Rectangles get one color. Labels under them are covered. */
    record Cover(List<Rectangle> rectangles, Color fill) implements Tone {
        public Cover {
            rectangles = List.copyOf(rectangles);
        }
    }

    /** Ends are exclusive; what lies outside the picture is left out. */
    record Rectangle(int left, int top, int right, int bottom) {
        public Rectangle {
            if (right <= left || bottom <= top) {
                throw new IllegalArgumentException(
                        "A rectangle is left, top, right, bottom, each end beyond its start, not " + left + ", " + top
                                + ", " + right + ", " + bottom);
            }
        }
    }
}
