package dev.winnow.formats.labelstudio;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Provenance.Standing;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.Approximation;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.RowMask;
import dev.winnow.formats.text.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The regions of one task's annotations. Coordinates are shares of the original size in per cent; they become pixels where that size, or
 * the picture's, is known. Parts of one region share its id: shape, labels, choices.
 */
final class LabelStudioRegions {
    private final String file;
    private final LabelingConfig config;
    private final Optional<PictureSize> picture;
    private final List<Annotation> annotations = new ArrayList<>();
    private final List<Finding> ofTask = new ArrayList<>();
    private long[] declared;
    private boolean normalised;

    LabelStudioRegions(String file, LabelingConfig config, Optional<PictureSize> picture) {
        this.file = file;
        this.config = config;
        this.picture = picture;
    }

    List<Annotation> annotations() {
        return annotations;
    }

    List<Finding> ofTask() {
        return ofTask;
    }

    /** The original size that a region states first. */
    Optional<long[]> declared() {
        return Optional.ofNullable(declared);
    }

    /** Whether nobody knows the size, and coordinates are shares of it. */
    boolean isNormalised() {
        return normalised;
    }

    /** One region, put together from the entries with its id. */
    private static final class Region {
        private final String id;
        private final Set<String> labels = new LinkedHashSet<>();
        private final Map<String, String> attributes = new HashMap<>();
        private final Map<String, double[]> keypoints = new LinkedHashMap<>();
        private JsonObject shape;
        private JsonObject entry;
        private String unsupported;
        private String parent = "";

        Region(String id) {
            this.id = id;
        }
    }

    static String annotator(Object value) {
        if (value instanceof JsonObject person) {
            return person.text("email").or(() -> person.text("id")).orElse("");
        }
        return JsonObject.textOf(value).orElse("");
    }

    /** Reads an annotation with its {@code result}. */
    void annotation(JsonObject annotation, String id) {
        Map<String, Region> regions = new LinkedHashMap<>();
        int unnamed = 0;
        for (JsonObject entry : annotation.objects("result")) {
            String type = entry.text("type").orElse("");
            if (type.equals("relation")) {
                ofTask.add(unsupported("relation", new Origin(file, "annotation " + id)));
                continue;
            }
            unnamed++;
            String region = entry.text("id").orElse("region " + unnamed);
            JsonObject value = entry.object("value");
            boolean ofImage = type.equals("choices") && !value.has("x") && !value.has("points");
            part(regions.computeIfAbsent(region, Region::new), type, entry, value, ofImage);
        }
        adopt(regions);
        String by = annotator(annotation.get("completed_by"));
        regions.values().forEach(region -> take(region, id, by, annotation));
    }

    /** Reads a value of JSON_MIN, which is a region without its frame. */
    void value(JsonObject value, String annotation, String id, String annotator, JsonObject task) {
        Region region = new Region(id);
        part(region, "", value, value, value.has("choices") && !value.has("x"));
        take(region, annotation, annotator, task);
    }

    private void part(Region region, String type, JsonObject entry, JsonObject value, boolean ofImage) {
        value.fields().forEach((key, given) -> {
            if (key.endsWith("labels")) {
                JsonObject.listOf(given)
                        .forEach(label -> JsonObject.textOf(label).ifPresent(region.labels::add));
            }
        });
        boolean shape = value.has("points") || value.has("rle") || value.has("x") && value.has("y");
        if (shape) {
            region.shape = value;
            region.entry = entry;
            region.parent = entry.text("parentID").orElse(region.parent);
        } else if (ofImage || value.has("choices")) {
            String name = entry.text("from_name").orElse("choices");
            JsonObject.listOf(value.get("choices"))
                    .forEach(choice -> JsonObject.textOf(choice)
                            .ifPresent(text -> region.attributes.merge(name, text, (a, b) -> a + '\n' + b)));
        } else if (!type.endsWith("labels")) {
            String name = entry.text("from_name").orElse(type);
            region.unsupported = type.isEmpty() ? name : type;
            for (String key : List.of("text", "rating", "number", "taxonomy", "datetime")) {
                if (value.has(key)) {
                    region.attributes.put(
                            name, JsonObject.textOf(value.get(key)).orElseGet(() -> String.valueOf(value.get(key))));
                }
            }
        }
    }

    /** Gives keypoints to the boxes they belong to. */
    private static void adopt(Map<String, Region> regions) {
        for (Region region : List.copyOf(regions.values())) {
            Region parent = regions.get(region.parent);
            if (parent == null
                    || parent == region
                    || parent.shape == null
                    || !isPoint(region.shape)
                    || isPoint(parent.shape)
                    || region.labels.size() != 1) {
                continue;
            }
            parent.keypoints.put(region.labels.iterator().next(), new double[] {
                region.shape.number("x").orElse(Double.NaN),
                region.shape.number("y").orElse(Double.NaN)
            });
            regions.remove(region.id);
        }
    }

    private static boolean isPoint(JsonObject shape) {
        return shape != null
                && !shape.has("height")
                && !shape.has("radiusX")
                && !shape.has("points")
                && !shape.has("rle");
    }

    private static Finding unsupported(String kind, Origin origin) {
        return Found.of(
                LabelIssue.SHAPE_UNSUPPORTED, Outcome.IGNORED, origin, "Shapes of kind " + kind + " are not read.");
    }

    private void take(Region region, String annotation, String annotator, JsonObject frame) {
        Origin origin = new Origin(file, "annotation " + annotation + " / " + region.id);
        Provenance provenance = new Provenance(
                origin,
                annotation + "/" + region.id,
                annotator,
                frame.isTrue("ground_truth") ? Standing.GROUND_TRUTH : Standing.SUBMITTED,
                time(frame.text("updated_at").or(() -> frame.text("created_at"))));
        if (region.shape == null) {
            if (region.unsupported != null) {
                ofTask.add(unsupported(region.unsupported, origin));
            } else {
                region.attributes
                        .values()
                        .forEach(choices -> choices.lines()
                                .forEach(choice ->
                                        annotations.add(Annotation.of(choice, provenance, new Shape.WholeImage()))));
            }
            return;
        }
        List<Finding> findings = new ArrayList<>(0);
        List<Shape> shapes = shapes(region, origin, findings);
        String category = "";
        if (region.labels.isEmpty()) {
            findings.add(Found.of(
                    LabelIssue.UNLABELLED_REGION, Outcome.DROPPED, origin, "A region without a class; dropped."));
        } else {
            category = region.labels.iterator().next();
        }
        if (region.labels.size() > 1) {
            findings.add(Found.of(
                    LabelIssue.MULTI_LABEL_REGION,
                    Outcome.ASKED,
                    origin,
                    "One region carries " + region.labels.size() + " classes: " + String.join(", ", region.labels)
                            + "."));
            region.attributes.put("labels", String.join(", ", region.labels));
        }
        annotations.add(new Annotation(
                category, shapes, Flags.NONE, score(region.entry), provenance, region.attributes, findings));
    }

    private static OptionalDouble score(JsonObject entry) {
        return entry.number("score");
    }

    private static Optional<Instant> time(Optional<String> text) {
        try {
            return text.map(given -> OffsetDateTime.parse(given).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private List<Shape> shapes(Region region, Origin origin, List<Finding> findings) {
        double width = region.entry.number("original_width").orElse(0);
        double height = region.entry.number("original_height").orElse(0);
        boolean stated = width > 0 && height > 0 && width < Integer.MAX_VALUE && height < Integer.MAX_VALUE;
        if (stated && declared == null) {
            declared = new long[] {(long) width, (long) height};
        } else if (!stated) {
            findings.add(Found.of(
                    LabelIssue.SIZE_MISSING,
                    Outcome.KEPT,
                    origin,
                    "The region does not say the picture's size"
                            + (picture.isPresent() ? "; taken from the picture." : ", and nobody knows it.")));
            width = picture.map(PictureSize::width).orElse(1);
            height = picture.map(PictureSize::height).orElse(1);
            normalised |= picture.isEmpty();
        }
        JsonObject value = region.shape;
        List<Shape> shapes = new ArrayList<>(2);
        double x = value.number("x").orElse(Double.NaN) / 100 * width;
        double y = value.number("y").orElse(Double.NaN) / 100 * height;
        double degrees = value.number("rotation").orElse(0);
        if (value.has("rle")) {
            shapes.add(brush(value, width, height));
        } else if (value.has("points")) {
            shapes.add(polygon(value, width, height));
        } else if (value.has("radiusX")) {
            Shape.Polygon outline = Approximation.ellipse(
                    x,
                    y,
                    value.number("radiusX").orElse(Double.NaN) / 100 * width,
                    value.number("radiusY").orElse(Double.NaN) / 100 * height,
                    degrees);
            shapes.add(outline);
            findings.add(Approximation.finding("ellipse", outline, origin));
        } else if (value.has("height")) {
            shapes.add(box(
                    x,
                    y,
                    value.number("width").orElse(Double.NaN) / 100 * width,
                    value.number("height").orElse(Double.NaN) / 100 * height,
                    degrees));
        } else {
            shapes.add(new Shape.Points(Ring.of(x, y)));
        }
        if (!region.keypoints.isEmpty()) {
            shapes.add(keypoints(region.keypoints, width, height));
        }
        return shapes;
    }

    /** A box whose top left corner stays where it is while it is turned. */
    private static Shape box(double x, double y, double width, double height, double degrees) {
        if (degrees == 0) {
            return new Shape.Box(x, y, width, height);
        }
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        return new Shape.RotatedBox(
                x + width / 2 * cos - height / 2 * sin, y + width / 2 * sin + height / 2 * cos, width, height, degrees);
    }

    private static Shape polygon(JsonObject value, double width, double height) {
        List<Object> points = value.list("points");
        double[] xy = new double[2 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            if (!(points.get(i) instanceof double[] point) || point.length != 2) {
                return new Shape.Unreadable(
                        LabelIssue.POLYGON_ODD_COUNT,
                        "Point " + (i + 1) + " of the outline is no pair of numbers; dropped.",
                        "");
            }
            xy[2 * i] = point[0] / 100 * width;
            xy[2 * i + 1] = point[1] / 100 * height;
        }
        return new Shape.Polygon(List.of(Ring.of(xy)));
    }

    private static Shape brush(JsonObject value, double width, double height) {
        if (!RowMask.isRaster(width, height)) {
            return new Shape.Unreadable(
                    LabelIssue.RLE_BROKEN,
                    "The mask cannot be read: the picture's size is not known; mask dropped.",
                    "");
        }
        Object rle = value.get("rle");
        if (!(rle instanceof double[] bytes)) {
            return new Shape.Unreadable(
                    LabelIssue.RLE_BROKEN, "The mask cannot be read: its rle is no list of bytes; mask dropped.", "");
        }
        return BrushRuns.read(bytes, (int) width, (int) height);
    }

    private Shape keypoints(Map<String, double[]> points, double width, double height) {
        Set<String> names = new LinkedHashSet<>(config.keypoints());
        names.addAll(points.keySet());
        double[] values = new double[3 * names.size()];
        int at = 0;
        for (String name : names) {
            double[] point = points.get(name);
            if (point != null) {
                values[at] = point[0] / 100 * width;
                values[at + 1] = point[1] / 100 * height;
                values[at + 2] = 2;
            }
            at += 3;
        }
        return new Shape.Keypoints(Numbers.of(values), new Skeleton(List.copyOf(names), List.of()));
    }
}
