package dev.winnow.dataset.annotation;

import java.util.StringJoiner;

/** Shapes in a few characters, for what was and what is. */
final class ShapeText {
    private static final int MOST = 200;

    private ShapeText() {}

    static String of(Shape shape) {
        String text = shape.kind();
        if (shape instanceof Shape.Box box) {
            text = of(box);
        } else if (shape instanceof Shape.RotatedBox box) {
            text = list(box.centreX(), box.centreY(), box.width(), box.height()) + " turned by "
                    + Findings.number(box.degrees()) + " degrees";
        } else if (shape instanceof Shape.Corners corners) {
            text = list(corners.corners().toArray());
        } else if (shape instanceof Shape.Polygon polygon) {
            StringJoiner parts = new StringJoiner(", ", "[", "]");
            for (Ring part : polygon.parts()) {
                parts.add(list(part.toArray()));
            }
            text = parts.toString();
        } else if (shape instanceof Shape.Bitmap bitmap) {
            RunLengths runs = bitmap.runs();
            text = "mask of " + runs.width() + "x" + runs.height() + " in " + runs.size() + " runs";
        } else if (shape instanceof Shape.Keypoints keypoints) {
            text = list(keypoints.values().toArray());
        } else if (shape instanceof Shape.Unreadable unreadable) {
            text = unreadable.text();
        }
        return text.length() > MOST ? text.substring(0, MOST - 1) + "…" : text;
    }

    static String of(Shape.Box box) {
        return list(box.x(), box.y(), box.width(), box.height());
    }

    private static String list(double... values) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < values.length && text.length() < MOST; i++) {
            text.add(Findings.number(values[i]));
        }
        return text.toString();
    }
}
