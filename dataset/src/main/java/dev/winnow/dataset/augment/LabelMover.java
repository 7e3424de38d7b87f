package dev.winnow.dataset.augment;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Clipping;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes labels along the way of their picture.
 *
 * <ol>
 *   <li>Every shape is moved by the composed geometry, once, and cut to the picture.
 *   <li>A box after a turn is the bounds of the tightest shape at hand; {@link #BOX_FROM} says of which.
 *   <li>What {@link LabelRules} do not keep is left out. {@link #VISIBILITY} says how much of a kept object is seen.
 *   <li>Keypoints keep their number and places: one outside the picture gets visibility 0. A mirror swaps left and right.
 * </ol>
 *
 * <p>Stateless but for the masks' renderer, so as safe for threads as that.
 */
public final class LabelMover {
    /** The attribute of the share of an object that is seen, 0 to 1. */
    public static final String VISIBILITY = "visibility";

    /** The attribute of what a box after a turn was made of: mask, polygon, ellipse or corners. */
    public static final String BOX_FROM = "box_from";

    private final LabelRules rules;
    private final Masks masks;

    /** Moves the masks of objects, which is a matter of pixels. */
    public interface Masks {
        /** @param mask of the size of the picture before */
        RunLengths move(RunLengths mask, List<Instruction> instructions);
    }

    public LabelMover(LabelRules rules, Masks masks) {
        this.rules = rules;
        this.masks = masks;
    }

    /**
     * The labels of the picture after the instructions.
     *
     * @param width of the picture before
     * @throws IllegalArgumentException where a mirror meets keypoints and nothing says which are left and which right
     */
    public AnnotationSet move(AnnotationSet set, List<Instruction> instructions, int width, int height) {
        Way way = new Way(instructions, width, height, Geometry.of(instructions, width, height));
        List<Annotation> moved = new ArrayList<>();
        for (Annotation annotation : set.annotations()) {
            move(annotation, way).ifPresent(moved::add);
        }
        boolean wasLabelled = set.state() == AnnotationSet.State.LABELLED;
        if (moved.isEmpty()) {
            return wasLabelled ? AnnotationSet.DECLARED_EMPTY : set;
        }
        return AnnotationSet.of(moved);
    }

    /** The instructions for one picture, and what they come to. */
    private record Way(List<Instruction> instructions, int width, int height, Geometry whole) {
        Homography map() {
            return whole.map();
        }

        PictureSize target() {
            return PictureSize.of(whole.width(), whole.height());
        }

        MovedOutline outline(Ring ring) {
            return MovedOutline.of(ring, width, height).through(instructions, width, height);
        }
    }

    /**
     * How much of an object is left.
     *
     * @param before area of the box around the whole moved object
     */
    private record Seen(double before, Shape.Box box) {
        /** Other tools cut the box around all moved corners, not the moved outline, and so does this where nothing was cut before. */
        static Seen of(MovedOutline moved, PictureSize picture) {
            Shape.Box whole = moved.whole().bounds();
            boolean cut = moved.cut() || moved.seen().size() == 0;
            Ring seen = cut ? moved.seen() : Clipping.toPicture(MovedOutline.outline(whole, false), picture);
            return new Seen(whole.area(), seen.bounds());
        }

        double visible() {
            return box.area() / before;
        }
    }

    private Optional<Annotation> move(Annotation annotation, Way way) {
        List<Shape> shapes = new ArrayList<>();
        Map<String, String> attributes = new HashMap<>(annotation.attributes());
        RunLengths mask = annotation
                .shape(Shape.Bitmap.class)
                .map(before -> masks.move(before.runs(), way.instructions()))
                .orElse(null);
        Seen seen = null;
        for (Shape shape : annotation.shapes()) {
            if (shape instanceof Shape.Box box) {
                seen = box(annotation, box, way, mask, attributes);
                shapes.add(seen.box());
            } else {
                moved(shape, way, mask).ifPresent(shapes::add);
            }
        }
        if (seen == null) {
            seen = bounds(annotation, way, mask);
        }
        if (seen != null) {
            if (!rules.boxes()
                    .keep(seen.visible(), seen.box().width(), seen.box().height())) {
                return Optional.empty();
            }
            attributes.put(VISIBILITY, String.format(Locale.ROOT, "%.4f", seen.visible()));
        }
        return shapes.isEmpty() || nothingSeen(shapes)
                ? Optional.empty()
                : Optional.of(annotation.withShapes(shapes).withAttributes(attributes));
    }

    /** Whether all that is left are keypoints outside the picture. */
    private static boolean nothingSeen(List<Shape> shapes) {
        for (Shape shape : shapes) {
            if (!(shape instanceof Shape.Keypoints points)) {
                return false;
            }
            for (int i = 2; i < points.values().size(); i += 3) {
                if (points.values().get(i) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private Seen box(Annotation annotation, Shape.Box box, Way way, RunLengths mask, Map<String, String> attributes) {
        if (MovedOutline.keepsAxes(way.map())) {
            return Seen.of(way.outline(MovedOutline.outline(box, false)), way.target());
        }
        for (LabelRules.TightBox from : rules.afterRotation()) {
            Seen tight = switch (from) {
                case MASK -> mask == null ? null : bounds(annotation, way, mask);
                case POLYGON ->
                    outline(annotation).map(rings -> bounds(rings, way)).orElse(null);
                case ELLIPSE -> Seen.of(way.outline(MovedOutline.outline(box, true)), way.target());
                case CORNERS -> Seen.of(way.outline(MovedOutline.outline(box, false)), way.target());
            };
            if (tight != null) {
                attributes.put(BOX_FROM, from.name().toLowerCase(Locale.ROOT));
                return tight;
            }
        }
        return Seen.of(way.outline(MovedOutline.outline(box, false)), way.target());
    }

    /** Of an annotation without a box; null where it has no outline either. */
    private static Seen bounds(Annotation annotation, Way way, RunLengths mask) {
        if (mask != null) {
            return bounds(annotation.shape(Shape.Bitmap.class).orElseThrow(), mask, way);
        }
        return outline(annotation).map(rings -> bounds(rings, way)).orElse(null);
    }

    private static Optional<List<Ring>> outline(Annotation annotation) {
        return annotation
                .shape(Shape.Polygon.class)
                .map(Shape.Polygon::parts)
                .or(() -> annotation.shape(Shape.RotatedBox.class).map(box -> List.of(box.corners())))
                .or(() -> annotation.shape(Shape.Corners.class).map(corners -> List.of(corners.corners())));
    }

    private static Seen bounds(Shape.Bitmap before, RunLengths after, Way way) {
        MovedOutline frame = way.outline(MovedOutline.outline(before.runs().bounds(), false));
        return new Seen(frame.whole().bounds().area(), after.bounds());
    }

    private static Seen bounds(List<Ring> rings, Way way) {
        List<Ring> whole = new ArrayList<>();
        List<Ring> seen = new ArrayList<>();
        for (Ring ring : rings) {
            MovedOutline moved = way.outline(ring);
            whole.add(moved.whole());
            seen.add(moved.seen());
        }
        return new Seen(bounds(whole).area(), bounds(seen));
    }

    private static Shape.Box bounds(List<Ring> rings) {
        return new Shape.Polygon(rings.stream().filter(ring -> ring.size() > 2).toList()).bounds();
    }

    /** Every shape but an upright box. Empty where nothing of it lies in the picture. */
    private Optional<Shape> moved(Shape shape, Way way, RunLengths mask) {
        if (shape instanceof Shape.Polygon polygon) {
            List<Ring> parts = polygon.parts().stream()
                    .map(ring -> way.outline(ring).seen())
                    .filter(ring -> ring.size() > 2)
                    .toList();
            return parts.isEmpty() ? Optional.empty() : Optional.of(new Shape.Polygon(parts));
        }
        if (shape instanceof Shape.Bitmap) {
            return mask.area() == 0 ? Optional.empty() : Optional.of(new Shape.Bitmap(mask));
        }
        if (shape instanceof Shape.RotatedBox box) {
            return corners(box.corners(), way);
        }
        if (shape instanceof Shape.Corners corners) {
            return corners(corners.corners(), way);
        }
        if (shape instanceof Shape.Keypoints keypoints) {
            return Optional.of(keypoints(keypoints, way));
        }
        if (shape instanceof Shape.Polyline line) {
            Ring moved = MovedOutline.moved(way.map(), line.points());
            return moved.allFinite() ? Optional.of(new Shape.Polyline(moved)) : Optional.empty();
        }
        if (shape instanceof Shape.Points points) {
            return points(points, way);
        }
        return Optional.of(shape);
    }

    /** A turned box stays whole where it lies across the border. */
    private static Optional<Shape> corners(Ring corners, Way way) {
        MovedOutline moved = way.outline(corners);
        return moved.seen().size() < 3 ? Optional.empty() : Optional.of(new Shape.Corners(moved.whole()));
    }

    private static Optional<Shape> points(Shape.Points points, Way way) {
        Ring moved = MovedOutline.moved(way.map(), points.points());
        List<Double> inside = new ArrayList<>();
        for (int i = 0; i < moved.size(); i++) {
            if (isInside(moved.x(i), moved.y(i), way)) {
                inside.add(moved.x(i));
                inside.add(moved.y(i));
            }
        }
        double[] xy = inside.stream().mapToDouble(Double::doubleValue).toArray();
        return xy.length == 0 ? Optional.empty() : Optional.of(new Shape.Points(Ring.of(xy)));
    }

    private static boolean isInside(double x, double y, Way way) {
        return x >= 0 && y >= 0 && x < way.whole().width() && y < way.whole().height();
    }

    private Shape keypoints(Shape.Keypoints keypoints, Way way) {
        double[] values = keypoints.values().toArray();
        for (int i = 0; i + 2 < values.length; i += 3) {
            if (values[i + 2] > 0) {
                double x = values[i];
                double y = values[i + 1];
                boolean behind = way.map().weight(x, y) <= 0;
                values[i] = behind ? 0 : way.map().x(x, y);
                values[i + 1] = behind ? 0 : way.map().y(x, y);
                if (behind || !isInside(values[i], values[i + 1], way)) {
                    values[i + 2] = 0;
                }
            }
        }
        if (mirrors(way.map())) {
            swap(values, pairs(keypoints.skeleton()));
        }
        return new Shape.Keypoints(Numbers.of(values), keypoints.skeleton());
    }

    private static boolean mirrors(Homography map) {
        double[] m = map.toArray();
        return m[0] * m[4] - m[1] * m[3] < 0;
    }

    private List<LabelRules.Pair> pairs(Skeleton skeleton) {
        if (!rules.flipPairs().isEmpty()) {
            return rules.flipPairs();
        }
        List<LabelRules.Pair> pairs = new ArrayList<>();
        for (int left = 0; left < skeleton.names().size(); left++) {
            String name = skeleton.names().get(left).toLowerCase(Locale.ROOT);
            for (int right = 0;
                    name.contains("left") && right < skeleton.names().size();
                    right++) {
                if (skeleton.names().get(right).toLowerCase(Locale.ROOT).equals(name.replace("left", "right"))) {
                    pairs.add(new LabelRules.Pair(left, right));
                }
            }
        }
        if (pairs.isEmpty() && skeleton.names().size() != 1) {
            throw new IllegalArgumentException(
                    "A mirror swaps left and right, and the keypoints' names do not say which are which:"
                            + " give labels.keypoints.flipPairs, such as [[1, 2], [3, 4]]");
        }
        return pairs;
    }

    private static void swap(double[] values, List<LabelRules.Pair> pairs) {
        for (LabelRules.Pair pair : pairs) {
            for (int k = 0; k < 3; k++) {
                int left = 3 * pair.left() + k;
                int right = 3 * pair.right() + k;
                if (Math.max(left, right) < values.length) {
                    double taken = values[left];
                    values[left] = values[right];
                    values[right] = taken;
                }
            }
        }
    }
}
