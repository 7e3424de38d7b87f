package dev.winnow.formats.release;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.PolygonFill;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An object in the one geometry that a format has, made of the nearest that the object has. */
public final class ObjectShapes {
    private ObjectShapes() {}

    /** The upright box: its own, or the smallest around its finest shape. */
    public static Optional<Shape.Box> box(Annotation object) {
        Optional<Shape.Box> own = object.shape(Shape.Box.class);
        if (own.isPresent()) {
            return own;
        }
        Shape finest = object.finest().orElse(null);
        if (finest instanceof Shape.RotatedBox turned) {
            return Optional.of(turned.corners().bounds());
        }
        if (finest instanceof Shape.Corners corners) {
            return Optional.of(corners.corners().bounds());
        }
        if (finest instanceof Shape.Polygon polygon && !polygon.parts().isEmpty()) {
            return Optional.of(polygon.bounds());
        }
        if (finest instanceof Shape.Bitmap mask && mask.runs().area() > 0) {
            return Optional.of(mask.runs().bounds());
        }
        return Optional.empty();
    }

    /** Whether the upright box says less than the object has. */
    public static boolean isMoreThanBox(Annotation object) {
        return object.finest()
                .map(shape -> shape.rank() > new Shape.Box(0, 0, 1, 1).rank())
                .orElse(false);
    }

    /** The part of a box in the picture; nothing where there is none. */
    public static Optional<Shape.Box> inside(Shape.Box box, int width, int height) {
        double left = Math.max(0, box.x());
        double top = Math.max(0, box.y());
        double right = Math.min(width, box.right());
        double bottom = Math.min(height, box.bottom());
        return right > left && bottom > top
                ? Optional.of(
                        left == box.x() && top == box.y() && right == box.right() && bottom == box.bottom()
                                ? box
                                : Shape.Box.between(left, top, right, bottom))
                : Optional.empty();
    }

    /** Top left, top right, bottom right, bottom left. */
    public static Ring corners(Shape.Box box) {
        return Ring.of(box.x(), box.y(), box.right(), box.y(), box.right(), box.bottom(), box.x(), box.bottom());
    }

    /** The corners of the object's turned box, or of its upright one. */
    public static Optional<Ring> corners(Annotation object) {
        Optional<Shape.RotatedBox> turned = object.shape(Shape.RotatedBox.class);
        if (turned.isPresent()) {
            return Optional.of(turned.get().corners());
        }
        Optional<Shape.Corners> given = object.shape(Shape.Corners.class);
        return given.isPresent()
                ? Optional.of(given.get().corners())
                : box(object).map(ObjectShapes::corners);
    }

    /**
     * The outlines of the object's parts, and of holes in its mask; those of its box where it has no finer shape. None where it has no
     * extent.
     */
    public static List<Ring> outlines(Annotation object) {
        Shape finest = object.finest().orElse(null);
        if (finest instanceof Shape.Bitmap mask) {
            return MaskOutlines.of(mask.runs());
        }
        if (finest instanceof Shape.Polygon polygon) {
            return polygon.parts().stream().filter(part -> part.size() >= 3).toList();
        }
        return corners(object).map(List::of).orElse(List.of());
    }

    /** The outer outlines of a mask, which run clockwise. */
    public static List<Ring> withoutHoles(List<Ring> outlines) {
        return outlines.stream().filter(ring -> signedArea(ring) > 0).toList();
    }

    private static double signedArea(Ring ring) {
        double twice = 0;
        for (int i = 0; i < ring.size(); i++) {
            int next = (i + 1) % ring.size();
            twice += ring.x(i) * ring.y(next) - ring.x(next) * ring.y(i);
        }
        return twice / 2;
    }

    /** The object's pixels, where it has a mask or an outline. */
    public static Optional<RunLengths> mask(Annotation object, int width, int height) {
        Shape finest = object.finest().orElse(null);
        if (finest instanceof Shape.Bitmap mask
                && mask.runs().width() == width
                && mask.runs().height() == height) {
            return Optional.of(mask.runs());
        }
        return finest instanceof Shape.Polygon polygon
                ? Optional.of(PolygonFill.fill(polygon, width, height))
                : Optional.empty();
    }

    /** One outline that fills as all of them: from the first point of the first ring to each other ring and back. */
    public static Ring joined(List<Ring> rings) {
        if (rings.size() == 1) {
            return rings.get(0);
        }
        List<Double> xy = new ArrayList<>();
        Ring first = rings.get(0);
        append(xy, first);
        for (Ring ring : rings.subList(1, rings.size())) {
            point(xy, first, 0);
            append(xy, ring);
            point(xy, ring, 0);
        }
        return Ring.of(xy.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void append(List<Double> xy, Ring ring) {
        for (int i = 0; i < ring.size(); i++) {
            point(xy, ring, i);
        }
    }

    private static void point(List<Double> xy, Ring ring, int point) {
        xy.add(ring.x(point));
        xy.add(ring.y(point));
    }
}
