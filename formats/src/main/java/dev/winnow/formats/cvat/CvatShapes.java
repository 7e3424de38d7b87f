package dev.winnow.formats.cvat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.Approximation;
import dev.winnow.formats.labels.RowMask;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.XmlEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import javax.xml.stream.XMLStreamConstants;

/** The shapes of one image. Outlines of one label with one {@code group_id} become parts of one object. */
final class CvatShapes {
    private final long width;
    private final long height;
    private final List<Annotation> annotations = new ArrayList<>();

    /** Places in {@link #annotations} of outlines that may get further parts. */
    private final Map<String, Integer> groups = new HashMap<>();

    /** @param width of the picture, 0 where nobody knows it */
    CvatShapes(long width, long height) {
        this.width = width;
        this.height = height;
    }

    List<Annotation> annotations() {
        return annotations;
    }

    /** Reads the current element. @param label of the track, or null where the shape has its own */
    void read(XmlEvents xml, Origin origin, String label) throws IOException {
        String kind = xml.name();
        Map<String, String> given = new HashMap<>();
        for (String name : List.of(
                "label",
                "source",
                "occluded",
                "outside",
                "z_order",
                "group_id",
                "xtl",
                "ytl",
                "xbr",
                "ybr",
                "rotation",
                "points",
                "cx",
                "cy",
                "rx",
                "ry",
                "rle",
                "left",
                "top",
                "width",
                "height")) {
            xml.attribute(name).ifPresent(value -> given.put(name, value));
        }
        Map<String, double[]> points = new LinkedHashMap<>();
        Map<String, String> attributes = children(xml, points);
        String category = label == null ? given.getOrDefault("label", "") : label;
        boolean occluded = "1".equals(given.get("occluded"));
        if (!"0".equals(given.getOrDefault("z_order", "0"))) {
            attributes.put("z_order", given.get("z_order"));
        }
        if (!"manual".equals(given.getOrDefault("source", "manual"))) {
            attributes.put("source", given.get("source"));
        }
        List<Finding> findings = new ArrayList<>(0);
        List<Shape> shapes = new ArrayList<>(2);
        switch (kind) {
            case "box" -> shapes.add(box(given));
            case "polygon" -> shapes.add(points(given, kind));
            case "polyline" -> shapes.add(points(given, kind));
            case "points" -> shapes.add(points(given, kind));
            case "ellipse" -> ellipse(given, origin, shapes, findings);
            case "mask" -> mask(given, shapes);
            case "skeleton" -> shapes.add(skeleton(points));
            case "tag" -> shapes.add(new Shape.WholeImage());
            default ->
                shapes.add(new Shape.Unreadable(
                        LabelIssue.SHAPE_UNSUPPORTED, "Shapes of kind " + kind + " are not read.", kind));
        }
        String group = given.getOrDefault("group_id", "0");
        if (!group.equals("0")) {
            String key = group + '\n' + category;
            Integer place = groups.get(key);
            if (shapes.get(0) instanceof Shape.Polygon part && place != null) {
                annotations.set(place, joined(annotations.get(place), part, attributes));
                return;
            }
            if (shapes.get(0) instanceof Shape.Polygon) {
                groups.put(key, annotations.size());
            }
            attributes.put("group_id", group);
        }
        annotations.add(new Annotation(
                category,
                shapes,
                Flags.of(false, false, occluded, false),
                OptionalDouble.empty(),
                Provenance.of(origin),
                attributes,
                findings));
    }

    private static Annotation joined(Annotation whole, Shape.Polygon part, Map<String, String> attributes) {
        List<Ring> parts =
                new ArrayList<>(whole.shape(Shape.Polygon.class).orElseThrow().parts());
        parts.addAll(part.parts());
        Map<String, String> all = new HashMap<>(attributes);
        all.putAll(whole.attributes());
        return whole.withShapes(List.of(new Shape.Polygon(parts))).withAttributes(all);
    }

    /** The attributes in the current element; points of a skeleton go into the map. */
    private static Map<String, String> children(XmlEvents xml, Map<String, double[]> points) throws IOException {
        Map<String, String> attributes = new HashMap<>();
        for (int event = xml.next();
                event != XMLStreamConstants.END_ELEMENT && event != XMLStreamConstants.END_DOCUMENT;
                event = xml.next()) {
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String element = xml.name();
            if (element.equals("attribute")) {
                String name = xml.attribute("name").orElse("");
                attributes.put(name, xml.text().strip());
            } else {
                if (element.equals("points")) {
                    boolean outside =
                            xml.attribute("outside").filter("1"::equals).isPresent();
                    boolean hidden =
                            xml.attribute("occluded").filter("1"::equals).isPresent();
                    double[] xy = numbers(xml.attribute("points").orElse(""));
                    boolean point = xy != null && xy.length == 2;
                    points.put(
                            xml.attribute("label").orElse(""),
                            outside
                                    ? new double[] {0, 0, 0}
                                    : new double[] {
                                        point ? xy[0] : Double.NaN, point ? xy[1] : Double.NaN, hidden ? 1 : 2
                                    });
                }
                xml.skip();
            }
        }
        return attributes;
    }

    private static double number(Map<String, String> given, String name) {
        return Decimal.parse(given.getOrDefault(name, "")).orElse(Double.NaN);
    }

    private static Shape box(Map<String, String> given) {
        double left = number(given, "xtl");
        double top = number(given, "ytl");
        double right = number(given, "xbr");
        double bottom = number(given, "ybr");
        double degrees = given.containsKey("rotation") ? number(given, "rotation") : 0;
        return degrees == 0
                ? Shape.Box.between(left, top, right, bottom)
                : new Shape.RotatedBox((left + right) / 2, (top + bottom) / 2, right - left, bottom - top, degrees);
    }

    private static Shape points(Map<String, String> given, String kind) {
        String text = given.getOrDefault("points", "");
        double[] xy = numbers(text);
        if (xy == null || xy.length % 2 != 0) {
            return new Shape.Unreadable(
                    xy == null ? LabelIssue.BOX_NOT_A_NUMBER : LabelIssue.POLYGON_ODD_COUNT,
                    xy == null
                            ? "The points hold something that is no number; dropped."
                            : "An outline of " + xy.length + " numbers has half a point; outline dropped.",
                    text);
        }
        Ring ring = Ring.of(xy);
        return switch (kind) {
            case "polygon" -> new Shape.Polygon(List.of(ring));
            case "polyline" -> new Shape.Polyline(ring);
            default -> new Shape.Points(ring);
        };
    }

    /** The numbers in {@code x,y;x,y}, or null where one is none. */
    private static double[] numbers(String text) {
        double[] numbers = new double[16];
        int count = 0;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length() || text.charAt(i) == ',' || text.charAt(i) == ';';
            if (!end) {
                continue;
            }
            if (i > from) {
                OptionalDouble number = Decimal.parse(text.substring(from, i));
                if (number.isEmpty()) {
                    return null;
                }
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = number.getAsDouble();
            }
            from = i + 1;
        }
        return Arrays.copyOf(numbers, count);
    }

    private static void ellipse(Map<String, String> given, Origin origin, List<Shape> shapes, List<Finding> findings) {
        double degrees = given.containsKey("rotation") ? number(given, "rotation") : 0;
        Shape.Polygon outline = Approximation.ellipse(
                number(given, "cx"), number(given, "cy"), number(given, "rx"), number(given, "ry"), degrees);
        shapes.add(outline);
        findings.add(Approximation.finding("ellipse", outline, origin));
    }

    private void mask(Map<String, String> given, List<Shape> shapes) {
        double left = number(given, "left");
        double top = number(given, "top");
        double w = number(given, "width");
        double h = number(given, "height");
        String text = given.getOrDefault("rle", "");
        double[] runs = numbers(text);
        boolean fits = RowMask.isRaster(width, height)
                && left == Math.rint(left)
                && top == Math.rint(top)
                && Math.abs(left) < 1e6
                && Math.abs(top) < 1e6
                && RowMask.isRaster(w, h);
        Shape.Box box = new Shape.Box(left, top, w, h);
        if (runs == null || !fits || Arrays.stream(runs).anyMatch(run -> !(run >= 0) || run != Math.rint(run))) {
            shapes.add(new Shape.Unreadable(
                    LabelIssue.RLE_BROKEN,
                    "The mask cannot be read: "
                            + (fits ? "its runs are no whole numbers" : "its place or the picture's size is not given")
                            + "; mask dropped.",
                    text));
            shapes.add(box);
            return;
        }
        double sum = Arrays.stream(runs).sum();
        if (sum != w * h) {
            shapes.add(new Shape.Unreadable(
                    LabelIssue.RLE_LENGTH,
                    "The mask's runs sum to " + (long) sum + ", its box has " + (long) (w * h)
                            + " pixels; mask dropped.",
                    text));
            shapes.add(box);
            return;
        }
        RowMask mask = new RowMask((int) width, (int) height);
        long at = 0;
        for (int i = 0; i < runs.length; i++) {
            for (long n = (long) runs[i]; n > 0 && i % 2 == 1; n--, at++) {
                mask.set((int) left + (int) (at % (long) w), (int) top + (int) (at / (long) w));
            }
            at += i % 2 == 0 ? (long) runs[i] : 0;
        }
        RunLengths whole = mask.runs();
        shapes.add(new Shape.Bitmap(whole));
    }

    private static Shape skeleton(Map<String, double[]> points) {
        double[] values = new double[3 * points.size()];
        int at = 0;
        for (double[] point : points.values()) {
            System.arraycopy(point, 0, values, at, 3);
            at += 3;
        }
        return new Shape.Keypoints(Numbers.of(values), new Skeleton(List.copyOf(points.keySet()), List.of()));
    }
}
