package dev.winnow.dataset.annotation;

import java.util.Optional;

/**
 * What an annotation covers: the finest of its shapes, with its pixels as soon as they are asked for. Two are compared by the finest
 * geometry that both have, so that outlines in one box are not taken for each other. Not for several threads.
 */
final class Extent {
    private static final int OUTLINE = 5;

    private final Shape shape;
    private final Shape.Box bounds;
    private final Optional<PictureSize> picture;
    private RunLengths filled;

    private Extent(Shape shape, Shape.Box bounds, Optional<PictureSize> picture) {
        this.shape = shape;
        this.bounds = bounds;
        this.picture = picture;
    }

    /** Nothing for image classes, keypoints alone, and what lies in a mask in the store. */
    static Optional<Extent> of(Annotation annotation, Optional<PictureSize> picture) {
        Optional<Shape> finest = annotation.finest();
        if (finest.isEmpty()) {
            return Optional.empty();
        }
        Shape shape = finest.get();
        Optional<Shape.Box> bounds =
                shape instanceof Shape.Bitmap bitmap ? Optional.of(bitmap.runs().bounds()) : Frame.bounds(shape);
        return bounds.map(box -> new Extent(shape, box, picture));
    }

    Shape shape() {
        return shape;
    }

    Shape.Box bounds() {
        return bounds;
    }

    double iou(Extent other) {
        double boxes = Overlap.iou(bounds, other.bounds);
        if (boxes == 0) {
            return 0;
        }
        if (shape instanceof Shape.RotatedBox one && other.shape instanceof Shape.RotatedBox two) {
            return Overlap.iou(one, two);
        }
        if (shape.rank() >= OUTLINE && other.shape.rank() >= OUTLINE && canFill() && other.canFill()) {
            return Overlap.iou(filled(), other.filled());
        }
        return boxes;
    }

    private boolean canFill() {
        return shape instanceof Shape.Bitmap || picture.isPresent();
    }

    private RunLengths filled() {
        if (filled == null) {
            filled = shape instanceof Shape.Polygon polygon
                    ? PolygonFill.fill(
                            polygon, picture.get().width(), picture.get().height())
                    : ((Shape.Bitmap) shape).runs();
        }
        return filled;
    }
}
