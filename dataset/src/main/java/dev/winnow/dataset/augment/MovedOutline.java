package dev.winnow.dataset.augment;

import dev.winnow.dataset.annotation.Clipping;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * An outline on its way through instructions, of which a box is made at the end.
 *
 * @param whole of the object, also outside the picture
 * @param seen the part in the picture that nothing covers; no points where there is none. Every step cuts it: what left the picture once
 *     does not come back
 * @param cut whether a step before the last cut it, or a rectangle covers some of it
 */
record MovedOutline(Ring whole, Ring seen, boolean cut) {
    private static final int ELLIPSE_POINTS = 360;
    private static final double ALIGNED = 1e-9;
    private static final Ring NOTHING = Ring.of();

    /** Of an outline in a picture of this size. */
    static MovedOutline of(Ring outline, int width, int height) {
        return new MovedOutline(outline, Clipping.toPicture(outline, PictureSize.of(width, height)), false);
    }

    /** Of the corners of a box, or of the ellipse in it. */
    static Ring outline(Box box, boolean ellipse) {
        if (!ellipse) {
            return Ring.of(box.x(), box.y(), box.right(), box.y(), box.right(), box.bottom(), box.x(), box.bottom());
        }
        double[] xy = new double[2 * ELLIPSE_POINTS];
        for (int i = 0; i < ELLIPSE_POINTS; i++) {
            double angle = 2 * Math.PI * i / ELLIPSE_POINTS;
            xy[2 * i] = box.x() + box.width() * (1 + StrictMath.cos(angle)) / 2;
            xy[2 * i + 1] = box.y() + box.height() * (1 + StrictMath.sin(angle)) / 2;
        }
        return Ring.of(xy);
    }

    /** Whether upright boxes stay upright, and the box of the moved corners is exact. */
    static boolean keepsAxes(Homography map) {
        double[] m = map.toArray();
        boolean straight = Math.abs(m[1]) < ALIGNED && Math.abs(m[3]) < ALIGNED;
        boolean quarter = Math.abs(m[0]) < ALIGNED && Math.abs(m[4]) < ALIGNED;
        return map.isAffine() && (straight || quarter);
    }

    /** Through all instructions. */
    MovedOutline through(List<Instruction> instructions, int width, int height) {
        MovedOutline moved = this;
        int w = width;
        int h = height;
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Move move) {
                Geometry step = move.geometry(w, h);
                w = step.width();
                h = step.height();
                moved = moved.moved(step);
            } else if (instruction instanceof Instruction.Cover cover) {
                Ring left = covered(moved.seen.bounds(), cover.rectangles(), moved.seen);
                moved = new MovedOutline(moved.whole, left, moved.cut || left != moved.seen);
            }
        }
        return moved;
    }

    private MovedOutline moved(Geometry step) {
        Ring part = moved(step.map(), seen);
        boolean cutBefore = cut || !seen.bounds().equals(whole.bounds());
        PictureSize picture = PictureSize.of(step.width(), step.height());
        Ring left = part.allFinite() ? Clipping.toPicture(part, picture) : NOTHING;
        return new MovedOutline(moved(step.map(), whole), left, cutBefore);
    }

    /** What goes behind the horizon of a perspective has no place in the picture: NaN. */
    static Ring moved(Homography map, Ring points) {
        double[] xy = points.toArray();
        for (int i = 0; i < xy.length; i += 2) {
            double x = xy[i];
            double y = xy[i + 1];
            boolean behind = map.weight(x, y) <= 0;
            xy[i] = behind ? Double.NaN : map.x(x, y);
            xy[i + 1] = behind ? Double.NaN : map.y(x, y);
        }
        return Ring.of(xy);
    }

    /** The smallest box around all that no rectangle covers; the outline itself where none touches it. */
    private static Ring covered(Box seen, List<Instruction.Rectangle> rectangles, Ring outline) {
        TreeSet<Double> xs = new TreeSet<>(List.of(seen.x(), seen.right()));
        TreeSet<Double> ys = new TreeSet<>(List.of(seen.y(), seen.bottom()));
        boolean touched = false;
        for (Instruction.Rectangle r : rectangles) {
            touched |=
                    r.left() < seen.right() && r.right() > seen.x() && r.top() < seen.bottom() && r.bottom() > seen.y();
            addInside(xs, seen.x(), seen.right(), r.left(), r.right());
            addInside(ys, seen.y(), seen.bottom(), r.top(), r.bottom());
        }
        return touched ? uncovered(new ArrayList<>(xs), new ArrayList<>(ys), rectangles) : outline;
    }

    private static void addInside(TreeSet<Double> edges, double low, double high, double... values) {
        for (double value : values) {
            if (value > low && value < high) {
                edges.add(value);
            }
        }
    }

    private static Ring uncovered(List<Double> xs, List<Double> ys, List<Instruction.Rectangle> rectangles) {
        List<Double> kept = new ArrayList<>();
        for (int i = 0; i + 1 < xs.size(); i++) {
            for (int j = 0; j + 1 < ys.size(); j++) {
                double x = (xs.get(i) + xs.get(i + 1)) / 2;
                double y = (ys.get(j) + ys.get(j + 1)) / 2;
                if (rectangles.stream()
                        .noneMatch(r -> x > r.left() && x < r.right() && y > r.top() && y < r.bottom())) {
                    kept.addAll(List.of(xs.get(i), ys.get(j), xs.get(i + 1), ys.get(j + 1)));
                }
            }
        }
        double[] corners = kept.stream().mapToDouble(Double::doubleValue).toArray();
        return kept.isEmpty() ? NOTHING : outline(Ring.of(corners).bounds(), false);
    }
}
