package dev.winnow.dataset.annotation;

/**
 * Turns coordinates of the stored pixels into those of the upright picture, by EXIF orientation. Outlines change their direction under
 * orientations that mirror (2, 4, 5, 7); names of keypoints do not swap.
 */
public final class Orientation {
    private final int orientation;
    private final double width;
    private final double height;

    private Orientation(int orientation, double width, double height) {
        this.orientation = orientation;
        this.width = width;
        this.height = height;
    }

    /** From the stored pixels of a picture to its upright form. */
    public static Orientation of(PictureSize picture) {
        return new Orientation(picture.orientation(), picture.storedWidth(), picture.storedHeight());
    }

    private double x(double x, double y) {
        return switch (orientation) {
            case 2, 3 -> width - x;
            case 5, 8 -> y;
            case 6, 7 -> height - y;
            default -> x;
        };
    }

    private double y(double x, double y) {
        return switch (orientation) {
            case 3, 4 -> height - y;
            case 5, 6 -> x;
            case 7, 8 -> width - x;
            default -> y;
        };
    }

    public Ring upright(Ring stored) {
        double[] xy = stored.toArray();
        for (int i = 0; i < xy.length; i += 2) {
            double x = xy[i];
            double y = xy[i + 1];
            xy[i] = x(x, y);
            xy[i + 1] = y(x, y);
        }
        return Ring.of(xy);
    }

    public Shape.Box upright(Shape.Box stored) {
        double x1 = x(stored.x(), stored.y());
        double y1 = y(stored.x(), stored.y());
        double x2 = x(stored.right(), stored.bottom());
        double y2 = y(stored.right(), stored.bottom());
        boolean turned = orientation >= 5;
        return new Shape.Box(
                Math.min(x1, x2),
                Math.min(y1, y2),
                turned ? stored.height() : stored.width(),
                turned ? stored.width() : stored.height());
    }

    /** @param stored a sound mask of the stored size */
    public RunLengths upright(RunLengths stored) {
        int fromWidth = stored.width();
        int fromHeight = stored.height();
        int toWidth = orientation >= 5 ? fromHeight : fromWidth;
        int toHeight = orientation >= 5 ? fromWidth : fromHeight;
        boolean[] from = stored.toRows();
        boolean[] to = new boolean[from.length];
        for (int y = 0; y < fromHeight; y++) {
            for (int x = 0; x < fromWidth; x++) {
                int toX = (int) Math.floor(x(x + 0.5, y + 0.5));
                int toY = (int) Math.floor(y(x + 0.5, y + 0.5));
                to[toY * toWidth + toX] = from[y * fromWidth + x];
            }
        }
        return RunLengths.ofRows(toWidth, toHeight, to);
    }

    /** Any shape; what has no coordinates stays as it is. */
    public Shape upright(Shape shape) {
        if (shape instanceof Shape.Box box) {
            return upright(box);
        }
        if (shape instanceof Shape.Polygon polygon) {
            return new Shape.Polygon(polygon.parts().stream().map(this::upright).toList());
        }
        if (shape instanceof Shape.Corners corners) {
            return new Shape.Corners(upright(corners.corners()));
        }
        if (shape instanceof Shape.RotatedBox box) {
            return new Shape.Corners(upright(box.corners()));
        }
        if (shape instanceof Shape.Bitmap bitmap) {
            boolean fits = bitmap.runs().isSound()
                    && bitmap.runs().width() == width
                    && bitmap.runs().height() == height;
            return fits ? new Shape.Bitmap(upright(bitmap.runs())) : bitmap;
        }
        if (shape instanceof Shape.Points points) {
            return new Shape.Points(upright(points.points()));
        }
        if (shape instanceof Shape.Polyline line) {
            return new Shape.Polyline(upright(line.points()));
        }
        if (shape instanceof Shape.Keypoints keypoints) {
            return new Shape.Keypoints(upright(keypoints.values()), keypoints.skeleton());
        }
        return shape;
    }

    private Numbers upright(Numbers keypoints) {
        double[] values = keypoints.toArray();
        for (int i = 0; i + 2 < values.length; i += 3) {
            if (values[i + 2] != 0) {
                double x = values[i];
                double y = values[i + 1];
                values[i] = x(x, y);
                values[i + 1] = y(x, y);
            }
        }
        return Numbers.of(values);
    }
}
