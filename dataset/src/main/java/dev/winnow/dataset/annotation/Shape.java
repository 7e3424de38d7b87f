package dev.winnow.dataset.annotation;

import dev.winnow.dataset.ContentHash;
import java.util.List;
import java.util.Objects;

/**
 * Where in the picture a label is. An annotation may give several shapes of one object, such as a box beside its outline; the
 * {@linkplain #rank finest} of them counts. Shapes carry what was submitted: numbers may be NaN or infinite, widths negative.
 */
public sealed interface Shape {

    /** How exactly the shape tells the object's pixels; the shape with the greatest rank is the finest. */
    int rank();

    /** What the shape is called in JSON and in messages. */
    String kind();

    /** The label is for the whole image. */
    record WholeImage() implements Shape {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public String kind() {
            return "image";
        }
    }

    /**
     * A text that stands where a shape is expected and is none: three numbers for a box, a mask with a wrong character. The checks
     * report the issue, and drop the annotation if it has no other shape.
     *
     * @param issue what is wrong, such as {@link LabelIssue#BOX_MALFORMED}
     * @param why the sentence for people
     * @param text what the file says, cut to 200 characters
     */
    record Unreadable(LabelIssue issue, String why, String text) implements Shape {
        private static final int MOST = 200;

        public Unreadable {
            Objects.requireNonNull(issue, "issue");
            Objects.requireNonNull(why, "why");
            text = text.length() > MOST ? text.substring(0, MOST) : text;
        }

        @Override
        public int rank() {
            return -1;
        }

        @Override
        public String kind() {
            return "unreadable";
        }
    }

    /** Points that no skeleton names, in the order given. */
    record Points(Ring points) implements Shape {
        public Points {
            Objects.requireNonNull(points, "points");
        }

        @Override
        public int rank() {
            return 1;
        }

        @Override
        public String kind() {
            return "points";
        }
    }

    /** An open line through its points. */
    record Polyline(Ring points) implements Shape {
        public Polyline {
            Objects.requireNonNull(points, "points");
        }

        @Override
        public int rank() {
            return 1;
        }

        @Override
        public String kind() {
            return "polyline";
        }
    }

    /** An upright box: its top left corner, width and height. As submitted the size may be negative. */
    record Box(double x, double y, double width, double height) implements Shape {

        /** The box between two edges each way; the size is negative where the edges are reversed. */
        public static Box between(double left, double top, double right, double bottom) {
            return new Box(left, top, right - left, bottom - top);
        }

        public double right() {
            return x + width;
        }

        public double bottom() {
            return y + height;
        }

        public double area() {
            return width * height;
        }

        /** Whether all four numbers are finite. */
        public boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(width) && Double.isFinite(height);
        }

        @Override
        public int rank() {
            return 3;
        }

        @Override
        public String kind() {
            return "box";
        }
    }

    /**
     * A box turned about its centre.
     *
     * @param degrees clockwise, as seen with y downwards
     */
    record RotatedBox(double centreX, double centreY, double width, double height, double degrees) implements Shape {

        /** The corners that were top left, top right, bottom right and bottom left before the turn. */
        public Ring corners() {
            double radians = Math.toRadians(degrees);
            double cos = Math.cos(radians);
            double sin = Math.sin(radians);
            double[] xy = new double[8];
            double[] across = {-0.5, 0.5, 0.5, -0.5};
            double[] down = {-0.5, -0.5, 0.5, 0.5};
            for (int i = 0; i < 4; i++) {
                double dx = across[i] * width;
                double dy = down[i] * height;
                xy[2 * i] = centreX + dx * cos - dy * sin;
                xy[2 * i + 1] = centreY + dx * sin + dy * cos;
            }
            return Ring.of(xy);
        }

        @Override
        public int rank() {
            return 4;
        }

        @Override
        public String kind() {
            return "rotated-box";
        }
    }

    /** Four corners as a file gives them for a turned box. The checks make a {@link RotatedBox} of them. */
    record Corners(Ring corners) implements Shape {
        public Corners {
            if (corners.size() != 4) {
                throw new IllegalArgumentException("A turned box has 4 corners, not " + corners.size());
            }
        }

        @Override
        public int rank() {
            return 4;
        }

        @Override
        public String kind() {
            return "corners";
        }
    }

    /** Outlines of the parts of one object, which are united. Each is filled by the even-odd rule; a part inside another makes no hole. */
    record Polygon(List<Ring> parts) implements Shape {
        public Polygon {
            parts = List.copyOf(parts);
        }

        /** The sum of the parts' areas by the shoelace formula, in square pixels. */
        public double area() {
            double area = 0;
            for (Ring part : parts) {
                area += part.area();
            }
            return area;
        }

        public double perimeter() {
            double length = 0;
            for (Ring part : parts) {
                length += part.perimeter();
            }
            return length;
        }

        /** The smallest box around all parts. */
        public Box bounds() {
            Box all = parts.isEmpty() ? new Box(0, 0, 0, 0) : parts.get(0).bounds();
            for (Ring part : parts.subList(Math.min(1, parts.size()), parts.size())) {
                Box box = part.bounds();
                all = Box.between(
                        Math.min(all.x(), box.x()),
                        Math.min(all.y(), box.y()),
                        Math.max(all.right(), box.right()),
                        Math.max(all.bottom(), box.bottom()));
            }
            return all;
        }

        /** Perimeter² / (4π · area): 1 for a circle, 1.273 for a square; infinite without an area. */
        public double compactness() {
            double length = perimeter();
            return length * length / (4 * Math.PI * area());
        }

        @Override
        public int rank() {
            return 5;
        }

        @Override
        public String kind() {
            return "polygon";
        }
    }

    /** A mask of one object, as COCO's run lengths over the whole picture. */
    record Bitmap(RunLengths runs) implements Shape {
        public Bitmap {
            Objects.requireNonNull(runs, "runs");
        }

        @Override
        public int rank() {
            return 6;
        }

        @Override
        public String kind() {
            return "mask";
        }
    }

    /**
     * The pixels of one value in a mask that lies in the image store.
     *
     * @param mask the content hash of the mask's file, an index PNG
     * @param index the value that pixels of this annotation have, 0 to 65535
     */
    record IndexMask(ContentHash mask, int width, int height, int index) implements Shape {
        public IndexMask {
            Objects.requireNonNull(mask, "mask");
        }

        @Override
        public int rank() {
            return 6;
        }

        @Override
        public String kind() {
            return "index-mask";
        }
    }

    /**
     * Named points of one object, beside its other shapes.
     *
     * @param values x, y and visibility of each point in turn, as submitted: 0 not labelled, 1 hidden, 2 visible
     * @param skeleton the names and links of the points
     */
    record Keypoints(Numbers values, Skeleton skeleton) implements Shape {
        public Keypoints {
            Objects.requireNonNull(values, "values");
            Objects.requireNonNull(skeleton, "skeleton");
        }

        @Override
        public int rank() {
            return 2;
        }

        @Override
        public String kind() {
            return "keypoints";
        }
    }
}
