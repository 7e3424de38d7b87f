package dev.winnow.dataset.annotation;

/** Multiplies coordinates. */
final class Scaling {

    private Scaling() {}

    /** The shape with its x and y multiplied; masks stay as they are. A turned box becomes its four corners where the factors differ. */
    static Shape of(Shape shape, double x, double y) {
        if (shape instanceof Shape.Box box) {
            return new Shape.Box(box.x() * x, box.y() * y, box.width() * x, box.height() * y);
        }
        if (shape instanceof Shape.Polygon polygon) {
            return new Shape.Polygon(
                    polygon.parts().stream().map(part -> of(part, x, y)).toList());
        }
        if (shape instanceof Shape.Corners corners) {
            return new Shape.Corners(of(corners.corners(), x, y));
        }
        if (shape instanceof Shape.RotatedBox box) {
            return x == y
                    ? new Shape.RotatedBox(
                            box.centreX() * x, box.centreY() * y, box.width() * x, box.height() * y, box.degrees())
                    : new Shape.Corners(of(box.corners(), x, y));
        }
        if (shape instanceof Shape.Points points) {
            return new Shape.Points(of(points.points(), x, y));
        }
        if (shape instanceof Shape.Polyline line) {
            return new Shape.Polyline(of(line.points(), x, y));
        }
        if (shape instanceof Shape.Keypoints keypoints) {
            double[] values = keypoints.values().toArray();
            for (int i = 0; i + 1 < values.length; i += 3) {
                values[i] *= x;
                values[i + 1] *= y;
            }
            return new Shape.Keypoints(Numbers.of(values), keypoints.skeleton());
        }
        return shape;
    }

    private static Ring of(Ring ring, double x, double y) {
        double[] xy = ring.toArray();
        for (int i = 0; i < xy.length; i += 2) {
            xy[i] *= x;
            xy[i + 1] *= y;
        }
        return Ring.of(xy);
    }
}
