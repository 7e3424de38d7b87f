package dev.winnow.formats.labelme;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.Approximation;
import dev.winnow.formats.labels.RowMask;
import dev.winnow.formats.mask.MaskPixels;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.UnreadableFileException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The shapes of one file. Outlines of one label with one {@code group_id} are parts of one object; points with a {@code group_id} are
 * keypoints of the other shape in the group.
 */
final class LabelmeShapes {
    private final String file;
    private final long width;
    private final long height;
    private final List<Annotation> annotations = new ArrayList<>();
    private final Map<String, Integer> outlines = new HashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private final Map<String, Map<String, double[]>> keypoints = new LinkedHashMap<>();
    private final Map<String, Origin> keypointOrigins = new HashMap<>();

    /** @param width of the picture, 0 where nobody knows it */
    LabelmeShapes(String file, long width, long height) {
        this.file = file;
        this.width = width;
        this.height = height;
    }

    /** Reads all shapes, into a list that may be added to. */
    List<Annotation> read(List<JsonObject> shapes) {
        for (int i = 0; i < shapes.size(); i++) {
            shape(shapes.get(i), new Origin(file, "shape " + (i + 1)));
        }
        keypoints.forEach(this::skeleton);
        return annotations;
    }

    private void shape(JsonObject shape, Origin origin) {
        String label = shape.text("label").orElse("");
        String type = shape.text("shape_type").orElse("polygon");
        String group = shape.text("group_id").orElse("");
        double[] xy = points(shape.list("points"));
        if (type.equals("point") && !group.isEmpty() && xy != null && xy.length == 2) {
            keypoints.computeIfAbsent(group, g -> new LinkedHashMap<>()).put(label, xy);
            keypointOrigins.putIfAbsent(group, origin);
            return;
        }
        List<Finding> findings = new ArrayList<>(0);
        if (shape.has("label") && !(shape.get("label") instanceof String)) {
            findings.add(Finding.of(
                    LabelIssue.UNDEFINED_CLASS,
                    Outcome.ASKED,
                    origin,
                    "The label is " + label + ", which is no text; a class has a name."));
        }
        Shape read = xy == null
                ? new Shape.Unreadable(LabelIssue.POLYGON_ODD_COUNT, "The points are no pairs of numbers; dropped.", "")
                : read(type, xy, shape, origin, findings);
        Map<String, String> attributes = attributes(shape);
        if (!group.isEmpty() && read instanceof Shape.Polygon part) {
            Integer place = outlines.get(group + '\n' + label);
            if (place != null) {
                Annotation whole = annotations.get(place);
                List<Ring> parts = new ArrayList<>(
                        whole.shape(Shape.Polygon.class).orElseThrow().parts());
                parts.addAll(part.parts());
                annotations.set(place, whole.withShapes(List.of(new Shape.Polygon(parts))));
                return;
            }
            outlines.put(group + '\n' + label, annotations.size());
        }
        if (!group.isEmpty()) {
            groups.putIfAbsent(group, annotations.size());
            attributes.put("group_id", group);
        }
        annotations.add(new Annotation(
                label, List.of(read), Flags.NONE, OptionalDouble.empty(), Provenance.of(origin), attributes, findings));
    }

    private static Map<String, String> attributes(JsonObject shape) {
        Map<String, String> attributes = new HashMap<>();
        shape.text("description")
                .filter(text -> !text.isBlank())
                .ifPresent(text -> attributes.put("description", text));
        shape.object("flags").fields().forEach((flag, set) -> {
            if (set != null) {
                attributes.put(flag, String.valueOf(set));
            }
        });
        return attributes;
    }

    private static double[] points(List<Object> points) {
        double[] xy = new double[2 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            if (!(points.get(i) instanceof double[] point) || point.length != 2) {
                return null;
            }
            xy[2 * i] = point[0];
            xy[2 * i + 1] = point[1];
        }
        return xy;
    }

    private Shape read(String type, double[] xy, JsonObject shape, Origin origin, List<Finding> findings) {
        switch (type) {
            case "polygon":
                return new Shape.Polygon(List.of(Ring.of(xy)));
            case "rectangle":
                return xy.length == 4 || xy.length == 8 ? around(xy) : wrong(type, xy, "2 or 4");
            case "oriented_rectangle", "rotation":
                return xy.length == 8 ? new Shape.Corners(Ring.of(xy)) : wrong(type, xy, "4");
            case "circle":
                if (xy.length != 4) {
                    return wrong(type, xy, "2");
                }
                double radius = Math.hypot(xy[2] - xy[0], xy[3] - xy[1]);
                Shape.Polygon outline = Approximation.ellipse(xy[0], xy[1], radius, radius, 0);
                findings.add(Approximation.finding("circle", outline, origin));
                return outline;
            case "mask":
                return mask(xy, shape);
            case "line", "linestrip":
                return new Shape.Polyline(Ring.of(xy));
            case "point", "points":
                return new Shape.Points(Ring.of(xy));
            default:
                return new Shape.Unreadable(
                        LabelIssue.SHAPE_UNSUPPORTED, "Shapes of kind " + type + " are not read.", type);
        }
    }

    private static Shape wrong(String type, double[] xy, String expected) {
        return new Shape.Unreadable(
                LabelIssue.BOX_MALFORMED,
                "A " + type + " of " + xy.length / 2 + " points, expected " + expected + "; dropped.",
                "");
    }

    private static Shape.Box around(double[] xy) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xy.length; i += 2) {
            left = Math.min(left, xy[i]);
            right = Math.max(right, xy[i]);
            top = Math.min(top, xy[i + 1]);
            bottom = Math.max(bottom, xy[i + 1]);
        }
        return Shape.Box.between(left, top, right, bottom);
    }

    /** A patch of a mask, whose first corner is its place; since version 5.8 corners have decimals. */
    private Shape mask(double[] xy, JsonObject shape) {
        if (xy.length < 2 || !RowMask.isRaster(width, height) || !(Math.abs(xy[0]) < 1e6 && Math.abs(xy[1]) < 1e6)) {
            return broken("its place or the picture's size is not given");
        }
        try {
            MaskPixels patch = MaskPixels.decode(
                    Base64.getMimeDecoder().decode(shape.text("mask").orElse("")));
            RowMask mask = new RowMask((int) width, (int) height);
            int left = (int) Math.round(xy[0]);
            int top = (int) Math.round(xy[1]);
            for (int y = 0; y < patch.height(); y++) {
                for (int x = 0; x < patch.width(); x++) {
                    if (patch.value(x, y) != 0) {
                        mask.set(left + x, top + y);
                    }
                }
            }
            return new Shape.Bitmap(mask.runs());
        } catch (UnreadableFileException | IllegalArgumentException e) {
            return broken("its PNG cannot be decoded");
        }
    }

    private static Shape broken(String why) {
        return new Shape.Unreadable(LabelIssue.RLE_BROKEN, "The mask cannot be read: " + why + "; mask dropped.", "");
    }

    private void skeleton(String group, Map<String, double[]> points) {
        double[] values = new double[3 * points.size()];
        int at = 0;
        for (double[] point : points.values()) {
            values[at] = point[0];
            values[at + 1] = point[1];
            values[at + 2] = 2;
            at += 3;
        }
        Shape.Keypoints all =
                new Shape.Keypoints(Numbers.of(values), new Skeleton(List.copyOf(points.keySet()), List.of()));
        Integer place = groups.get(group);
        if (place == null) {
            annotations.add(new Annotation(
                    "",
                    List.of(all),
                    Flags.NONE,
                    OptionalDouble.empty(),
                    Provenance.of(keypointOrigins.get(group)),
                    Map.of("group_id", group),
                    List.of()));
            return;
        }
        Annotation whole = annotations.get(place);
        List<Shape> shapes = new ArrayList<>(whole.shapes());
        shapes.add(all);
        annotations.set(place, whole.withShapes(shapes));
    }
}
