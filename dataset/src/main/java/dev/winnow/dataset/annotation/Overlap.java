package dev.winnow.dataset.annotation;

/**
 * Intersection over union of two shapes, 0 to 1, as pycocotools computes it: nothing is added to widths, and shapes without a common
 * pixel or area have 0, even two empty ones.
 */
public final class Overlap {

    private Overlap() {}

    public static double iou(Shape.Box a, Shape.Box b) {
        double common = intersection(a, b);
        return common == 0 ? 0 : common / (a.area() + b.area() - common);
    }

    /** How much of a detection lies in a crowd region, which may hold any number of objects. */
    public static double inCrowd(Shape.Box detection, Shape.Box crowd) {
        double common = intersection(detection, crowd);
        return common == 0 ? 0 : common / detection.area();
    }

    private static double intersection(Shape.Box a, Shape.Box b) {
        double width = Math.min(a.right(), b.right()) - Math.max(a.x(), b.x());
        double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.y(), b.y());
        return width > 0 && height > 0 ? width * height : 0;
    }

    public static double iou(Shape.RotatedBox a, Shape.RotatedBox b) {
        double common = Clipping.inside(a.corners(), b.corners()).area();
        return common == 0 ? 0 : common / (a.width() * a.height() + b.width() * b.height() - common);
    }

    public static double iou(RunLengths a, RunLengths b) {
        long common = a.intersection(b);
        return common == 0 ? 0 : (double) common / (a.area() + b.area() - common);
    }

    /** How much of a mask lies in a crowd's mask. */
    public static double inCrowd(RunLengths detection, RunLengths crowd) {
        long common = detection.intersection(crowd);
        return common == 0 ? 0 : (double) common / detection.area();
    }

    /** By the pixels of a picture of this size. */
    public static double iou(Shape.Polygon a, Shape.Polygon b, int width, int height) {
        return iou(PolygonFill.fill(a, width, height), PolygonFill.fill(b, width, height));
    }
}
