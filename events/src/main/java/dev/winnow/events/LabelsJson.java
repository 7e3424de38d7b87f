package dev.winnow.events;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.MalformedRunLengthsException;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Canonical JSON of labels: one object an image. What has its usual value is left out. Reading what was written gives an equal value,
 * each double to the last bit.
 *
 * <pre>
 * {"source": "a.jpg", "width": 640, "height": 480, "annotations": [
 *    {"category": "cat", "shape": {"box": [10, 20, 30, 40]}, "annotator": "ada"}]}
 * </pre>
 *
 * <p>A shape is an object of one field: {@code image}, {@code box} (x, y, width, height), {@code rotated-box} (centre, width, height,
 * degrees clockwise), {@code corners} (four points), {@code polygon} (a list of outlines), {@code mask} (COCO's size and counts), {@code
 * index-mask}, {@code keypoints}, {@code points}, {@code polyline} or {@code unreadable}. Further shapes of an object stand in {@code
 * further}. Numbers that JSON does not have are the texts NaN, Infinity and -Infinity.
 */
public final class LabelsJson {
    private static final String STATED_IN = "request";

    private LabelsJson() {}

    /** The labels as canonical JSON in UTF-8, without a line break. */
    public static byte[] write(ImageLabels labels) {
        try (StringWriter text = new StringWriter();
                JsonGenerator out = EventJson.mapper().getFactory().createGenerator(text)) {
            write(labels, out);
            out.flush();
            return text.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the labels of " + labels.image(), e);
        }
    }

    /** @throws IllegalArgumentException for other JSON; the message names the field, what was found and what was expected */
    public static ImageLabels read(byte[] json) {
        try {
            return read(EventJson.mapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A document as it stands in an event. */
    static String text(LabelDocument document) {
        try {
            return EventJson.mapper().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write labels", e);
        }
    }

    static void addTo(SimpleModule module) {
        module.addSerializer(ImageLabels.class, new StdSerializer<>(ImageLabels.class) {
            @Override
            public void serialize(ImageLabels labels, JsonGenerator out, SerializerProvider provider)
                    throws IOException {
                write(labels, out);
            }
        });
        module.addDeserializer(ImageLabels.class, new StdDeserializer<>(ImageLabels.class) {
            @Override
            public ImageLabels deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return reading(ImageLabels.class, in, context, LabelsJson::read);
            }
        });
        module.addSerializer(Finding.class, new StdSerializer<>(Finding.class) {
            @Override
            public void serialize(Finding finding, JsonGenerator out, SerializerProvider provider) throws IOException {
                write(finding, "", out);
            }
        });
        module.addDeserializer(Finding.class, new StdDeserializer<>(Finding.class) {
            @Override
            public Finding deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return reading(Finding.class, in, context, node -> finding(node, "finding", ""));
            }
        });
        module.addSerializer(LabelDocument.class, new StdSerializer<>(LabelDocument.class) {
            @Override
            public void serialize(LabelDocument document, JsonGenerator out, SerializerProvider provider)
                    throws IOException {
                write(document, out);
            }
        });
        module.addDeserializer(LabelDocument.class, new StdDeserializer<>(LabelDocument.class) {
            @Override
            public LabelDocument deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return reading(LabelDocument.class, in, context, LabelsJson::document);
            }
        });
    }

    private interface Reading<T> {
        T of(JsonNode node);
    }

    private static <T> T reading(Class<T> type, JsonParser in, DeserializationContext context, Reading<T> reading)
            throws IOException {
        try {
            return reading.of(in.readValueAsTree());
        } catch (IllegalArgumentException e) {
            return context.reportInputMismatch(type, "%s", e.getMessage());
        }
    }

    private static void write(LabelDocument document, JsonGenerator out) throws IOException {
        out.writeStartObject();
        if (document instanceof LabelDocument.Inline inline) {
            out.writeFieldName("inline");
            write(inline.labels(), out);
        } else if (document instanceof LabelDocument.Stored stored) {
            out.writeStringField("content", stored.content().hex());
            out.writeNumberField("bytes", stored.bytes());
            out.writeNumberField("shapes", stored.shapes());
        } else {
            out.writeBooleanField("deleted", true);
        }
        out.writeEndObject();
    }

    private static LabelDocument document(JsonNode node) {
        if (node.has("inline")) {
            return new LabelDocument.Inline(read(node.get("inline")));
        }
        if (node.has("content")) {
            return new LabelDocument.Stored(
                    new ContentHash(text(node, "content", "labels")),
                    node.path("bytes").asInt(),
                    node.path("shapes").asInt());
        }
        if (node.path("deleted").asBoolean()) {
            return new LabelDocument.Deleted();
        }
        throw new IllegalArgumentException("labels have neither 'inline' nor 'content' nor 'deleted'");
    }

    private static void write(ImageLabels labels, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("source", labels.image());
        if (labels.declared().isPresent()) {
            DeclaredSize size = labels.declared().get();
            out.writeNumberField("width", size.width());
            out.writeNumberField("height", size.height());
            flag("raster", size.raster(), out);
        }
        Convention convention = labels.convention();
        unlessUsual("unit", convention.unit(), Convention.Unit.PIXELS, out);
        unlessUsual("boxes", convention.boxes(), Convention.BoxNotation.SIZE, out);
        unlessUsual("space", convention.space(), Convention.Space.AUTO, out);
        unlessEmpty("exporter", labels.exporter(), out);
        String file = labels.origin().file();
        if (!file.equals(STATED_IN)) {
            out.writeStringField("file", file);
        }
        if (!labels.origin().at().equals(Origin.WHOLE_FILE)) {
            out.writeStringField("at", labels.origin().at());
        }
        out.writeStringField("state", labels.set().state().name());
        out.writeArrayFieldStart("annotations");
        for (Annotation annotation : labels.set().annotations()) {
            write(annotation, file, out);
        }
        out.writeEndArray();
        findings(labels.findings(), file, out);
        out.writeEndObject();
    }

    private static void write(Annotation annotation, String file, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("category", annotation.category());
        List<Shape> shapes = annotation.shapes();
        if (!shapes.isEmpty()) {
            out.writeFieldName("shape");
            write(shapes.get(0), out);
        }
        if (shapes.size() > 1) {
            out.writeArrayFieldStart("further");
            for (Shape shape : shapes.subList(1, shapes.size())) {
                write(shape, out);
            }
            out.writeEndArray();
        }
        flag("crowd", annotation.flags().crowd(), out);
        flag("difficult", annotation.flags().difficult(), out);
        flag("occluded", annotation.flags().occluded(), out);
        flag("truncated", annotation.flags().truncated(), out);
        if (annotation.score().isPresent()) {
            out.writeFieldName("score");
            number(annotation.score().getAsDouble(), out);
        }
        Provenance provenance = annotation.provenance();
        unlessEmpty("annotator", provenance.annotator(), out);
        unlessEmpty("id", provenance.id(), out);
        unlessUsual("standing", provenance.standing(), Provenance.Standing.SUBMITTED, out);
        if (provenance.changedAt().isPresent()) {
            out.writeStringField(
                    "changedAt", IsoInstant.format(provenance.changedAt().get()));
        }
        origin(provenance.origin(), file, out);
        if (!annotation.attributes().isEmpty()) {
            out.writeObjectFieldStart("attributes");
            for (Map.Entry<String, String> entry : new TreeMap<>(annotation.attributes()).entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
        findings(annotation.findings(), file, out);
        out.writeEndObject();
    }

    private static void write(Shape shape, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeFieldName(shape.kind());
        if (shape instanceof Shape.WholeImage) {
            out.writeBoolean(true);
        } else if (shape instanceof Shape.Box box) {
            numbers(out, box.x(), box.y(), box.width(), box.height());
        } else if (shape instanceof Shape.RotatedBox box) {
            numbers(out, box.centreX(), box.centreY(), box.width(), box.height(), box.degrees());
        } else if (shape instanceof Shape.Corners corners) {
            numbers(out, corners.corners().toArray());
        } else if (shape instanceof Shape.Points points) {
            numbers(out, points.points().toArray());
        } else if (shape instanceof Shape.Polyline line) {
            numbers(out, line.points().toArray());
        } else if (shape instanceof Shape.Polygon polygon) {
            out.writeStartArray();
            for (Ring part : polygon.parts()) {
                numbers(out, part.toArray());
            }
            out.writeEndArray();
        } else if (shape instanceof Shape.Bitmap mask) {
            write(mask.runs(), out);
        } else if (shape instanceof Shape.IndexMask mask) {
            out.writeStartObject();
            out.writeStringField("content", mask.mask().hex());
            size(mask.height(), mask.width(), out);
            out.writeNumberField("index", mask.index());
            out.writeEndObject();
        } else if (shape instanceof Shape.Keypoints keypoints) {
            write(keypoints, out);
        } else if (shape instanceof Shape.Unreadable unreadable) {
            out.writeStartObject();
            out.writeStringField("code", unreadable.issue().name());
            out.writeStringField("message", unreadable.why());
            out.writeStringField("text", unreadable.text());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void write(RunLengths runs, JsonGenerator out) throws IOException {
        out.writeStartObject();
        size(runs.height(), runs.width(), out);
        if (runs.hasNegativeRun()) {
            out.writeFieldName("counts");
            out.writeArray(runs.toArray(), 0, runs.size());
        } else {
            out.writeStringField("counts", runs.compress());
        }
        out.writeEndObject();
    }

    private static void write(Shape.Keypoints keypoints, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeFieldName("values");
        numbers(out, keypoints.values().toArray());
        Skeleton skeleton = keypoints.skeleton();
        if (!skeleton.names().isEmpty()) {
            out.writeArrayFieldStart("names");
            for (String name : skeleton.names()) {
                out.writeString(name);
            }
            out.writeEndArray();
        }
        if (!skeleton.links().isEmpty()) {
            out.writeArrayFieldStart("links");
            for (Skeleton.Link link : skeleton.links()) {
                out.writeArray(new int[] {link.from(), link.to()}, 0, 2);
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void findings(List<Finding> findings, String file, JsonGenerator out) throws IOException {
        if (!findings.isEmpty()) {
            out.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                write(finding, file, out);
            }
            out.writeEndArray();
        }
    }

    private static void write(Finding finding, String file, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("code", finding.issue().name());
        out.writeStringField("outcome", finding.outcome().label());
        out.writeStringField("message", finding.message());
        origin(finding.origin(), file, out);
        if (finding.change().isPresent()) {
            out.writeStringField("was", finding.change().get().was());
            out.writeStringField("is", finding.change().get().is());
        }
        out.writeEndObject();
    }

    private static void origin(Origin origin, String file, JsonGenerator out) throws IOException {
        if (!origin.file().equals(file)) {
            out.writeStringField("file", origin.file());
        }
        if (!origin.at().equals(Origin.WHOLE_FILE)) {
            out.writeStringField("at", origin.at());
        }
    }

    private static void size(int height, int width, JsonGenerator out) throws IOException {
        out.writeFieldName("size");
        out.writeArray(new int[] {height, width}, 0, 2);
    }

    private static void flag(String name, boolean value, JsonGenerator out) throws IOException {
        if (value) {
            out.writeBooleanField(name, true);
        }
    }

    private static void unlessEmpty(String name, String value, JsonGenerator out) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }

    private static <E extends Enum<E>> void unlessUsual(String name, E value, E usual, JsonGenerator out)
            throws IOException {
        if (value != usual) {
            out.writeStringField(name, value.name());
        }
    }

    private static void numbers(JsonGenerator out, double... values) throws IOException {
        out.writeStartArray();
        for (double value : values) {
            number(value, out);
        }
        out.writeEndArray();
    }

    private static void number(double value, JsonGenerator out) throws IOException {
        boolean negativeZero = value == 0 && 1 / value < 0;
        if (value == Math.rint(value) && Math.abs(value) < 1e15 && !negativeZero) {
            out.writeNumber((long) value); // shorter than 12.0
        } else if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeString(Double.toString(value));
        }
    }

    private static ImageLabels read(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("labels are " + shown(node) + ", expected an object");
        }
        String file = node.has("file") ? text(node, "file", "") : STATED_IN;
        Optional<DeclaredSize> declared = node.has("width") || node.has("height")
                ? Optional.of(new DeclaredSize(whole(node, "width"), whole(node, "height"), bool(node, "raster", "")))
                : Optional.empty();
        Convention convention = new Convention(
                constant(node, "unit", "", Convention.Unit.PIXELS),
                constant(node, "boxes", "", Convention.BoxNotation.SIZE),
                constant(node, "space", "", Convention.Space.AUTO));
        List<Annotation> annotations = new ArrayList<>();
        for (JsonNode one : array(node, "annotations", "")) {
            annotations.add(annotation(one, "annotations[" + annotations.size() + "]", file));
        }
        AnnotationSet.State usual = annotations.isEmpty()
                ? node.has("annotations") ? AnnotationSet.State.DECLARED_EMPTY : AnnotationSet.State.UNLABELLED
                : AnnotationSet.State.LABELLED;
        return new ImageLabels(
                text(node, "source", ""),
                new Origin(file, optional(node, "at", "", Origin.WHOLE_FILE)),
                declared,
                convention,
                optional(node, "exporter", "", ""),
                new AnnotationSet(constant(node, "state", "", usual), annotations),
                findings(node, "", file));
    }

    private static Annotation annotation(JsonNode node, String path, String file) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(path + " is " + shown(node) + ", expected an object");
        }
        List<Shape> shapes = new ArrayList<>();
        if (node.has("shape")) {
            shapes.add(shape(node.get("shape"), path + ".shape"));
        }
        for (JsonNode further : array(node, "further", path)) {
            shapes.add(shape(further, path + ".further"));
        }
        Map<String, String> attributes = new TreeMap<>();
        node.path("attributes").fields().forEachRemaining(entry -> {
            if (!entry.getValue().isValueNode()) {
                throw new IllegalArgumentException(path + ".attributes." + entry.getKey() + " is "
                        + shown(entry.getValue()) + ", expected a text");
            }
            attributes.put(entry.getKey(), entry.getValue().asText());
        });
        Optional<Instant> changedAt = Optional.empty();
        if (node.has("changedAt")) {
            String at = text(node, "changedAt", path);
            try {
                changedAt = Optional.of(IsoInstant.parse(at));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        path + ".changedAt is '" + at + "', expected a time such as 2026-01-02T12:00:00Z", e);
            }
        }
        return new Annotation(
                optional(node, "category", path, ""),
                shapes,
                Flags.of(
                        bool(node, "crowd", path),
                        bool(node, "difficult", path),
                        bool(node, "occluded", path),
                        bool(node, "truncated", path)),
                node.has("score")
                        ? OptionalDouble.of(number(node.get("score"), path + ".score"))
                        : OptionalDouble.empty(),
                new Provenance(
                        origin(node, path, file),
                        optional(node, "id", path, ""),
                        optional(node, "annotator", path, ""),
                        constant(node, "standing", path, Provenance.Standing.SUBMITTED),
                        changedAt),
                attributes,
                findings(node, path, file));
    }

    private static Shape shape(JsonNode node, String path) {
        if (!node.isObject() || node.size() != 1) {
            throw new IllegalArgumentException(
                    path + " is " + shown(node) + ", expected an object of one field, such as {\"box\": [1, 2, 3, 4]}");
        }
        String kind = node.fieldNames().next();
        JsonNode value = node.get(kind);
        String at = path + "." + kind;
        return switch (kind) {
            case "image" -> new Shape.WholeImage();
            case "box" -> {
                double[] box = numbers(value, at, 4);
                yield new Shape.Box(box[0], box[1], box[2], box[3]);
            }
            case "rotated-box" -> {
                double[] box = numbers(value, at, 5);
                yield new Shape.RotatedBox(box[0], box[1], box[2], box[3], box[4]);
            }
            case "corners" -> new Shape.Corners(Ring.of(numbers(value, at, 8)));
            case "points" -> new Shape.Points(ring(value, at));
            case "polyline" -> new Shape.Polyline(ring(value, at));
            case "polygon" -> {
                requireArray(value, at);
                List<Ring> parts = new ArrayList<>();
                for (JsonNode part : value) {
                    parts.add(ring(part, at + "[" + parts.size() + "]"));
                }
                yield new Shape.Polygon(parts);
            }
            case "mask" -> mask(value, at);
            case "index-mask" -> {
                int[] size = size(value, at);
                yield new Shape.IndexMask(
                        new ContentHash(text(value, "content", at)),
                        size[1],
                        size[0],
                        value.path("index").asInt());
            }
            case "keypoints" -> keypoints(value, at);
            case "unreadable" ->
                new Shape.Unreadable(
                        constant(value, "code", at, LabelIssue.BOX_MALFORMED),
                        optional(value, "message", at, ""),
                        optional(value, "text", at, ""));
            default ->
                throw new IllegalArgumentException(
                        path + " has the field '" + kind
                                + "', expected image, box, rotated-box, corners, polygon, mask, index-mask, keypoints, points or polyline");
        };
    }

    private static Shape mask(JsonNode value, String at) {
        int[] size = size(value, at);
        JsonNode counts = value.path("counts");
        if (counts.isTextual()) {
            try {
                return new Shape.Bitmap(RunLengths.decompress(size[1], size[0], counts.textValue()));
            } catch (MalformedRunLengthsException e) {
                return new Shape.Unreadable(LabelIssue.RLE_BROKEN, e.getMessage(), counts.textValue());
            }
        }
        double[] runs = numbers(counts, at + ".counts", -1);
        int[] whole = new int[runs.length];
        for (int i = 0; i < runs.length; i++) {
            whole[i] = (int) runs[i];
            if (whole[i] != runs[i]) {
                throw new IllegalArgumentException(at + ".counts has " + runs[i] + ", expected whole numbers");
            }
        }
        return new Shape.Bitmap(RunLengths.of(size[1], size[0], whole));
    }

    private static Shape keypoints(JsonNode value, String at) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : array(value, "names", at)) {
            names.add(name.asText());
        }
        List<Skeleton.Link> links = new ArrayList<>();
        for (JsonNode link : array(value, "links", at)) {
            double[] ends = numbers(link, at + ".links", 2);
            links.add(new Skeleton.Link((int) ends[0], (int) ends[1]));
        }
        return new Shape.Keypoints(
                Numbers.of(numbers(value.path("values"), at + ".values", -1)),
                names.isEmpty() && links.isEmpty() ? Skeleton.NONE : new Skeleton(names, links));
    }

    private static List<Finding> findings(JsonNode node, String path, String file) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode one : array(node, "findings", path)) {
            findings.add(finding(one, inside(path, "findings"), file));
        }
        return findings;
    }

    private static Finding finding(JsonNode node, String path, String file) {
        String outcome = text(node, "outcome", path);
        Optional<Finding.Change> change = node.has("was") || node.has("is")
                ? Optional.of(new Finding.Change(optional(node, "was", path, ""), optional(node, "is", path, "")))
                : Optional.empty();
        return new Finding(
                constant(LabelIssue.class, text(node, "code", path), inside(path, "code")),
                constant(Outcome.class, outcome.toUpperCase(Locale.ROOT), inside(path, "outcome")),
                origin(node, path, file),
                optional(node, "message", path, ""),
                change);
    }

    private static Origin origin(JsonNode node, String path, String file) {
        return new Origin(optional(node, "file", path, file), optional(node, "at", path, Origin.WHOLE_FILE));
    }

    private static int[] size(JsonNode value, String at) {
        double[] size = numbers(value.path("size"), at + ".size", 2);
        return new int[] {(int) size[0], (int) size[1]};
    }

    private static Ring ring(JsonNode value, String at) {
        double[] numbers = numbers(value, at, -1);
        if (numbers.length % 2 != 0) {
            throw new IllegalArgumentException(
                    at + " has " + numbers.length + " numbers, expected an x and a y of each point");
        }
        return Ring.of(numbers);
    }

    /** @param count how many are expected, -1 for any number of them */
    private static double[] numbers(JsonNode value, String at, int count) {
        requireArray(value, at);
        if (count >= 0 && value.size() != count) {
            throw new IllegalArgumentException(at + " has " + value.size() + " numbers, expected " + count);
        }
        double[] numbers = new double[value.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(value.get(i), at + "[" + i + "]");
        }
        return numbers;
    }

    private static double number(JsonNode value, String at) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isTextual()) {
            switch (value.textValue()) {
                case "NaN":
                    return Double.NaN;
                case "Infinity":
                    return Double.POSITIVE_INFINITY;
                case "-Infinity":
                    return Double.NEGATIVE_INFINITY;
                default:
                    break;
            }
        }
        throw new IllegalArgumentException(at + " is " + shown(value) + ", expected a number");
    }

    private static void requireArray(JsonNode value, String at) {
        if (!value.isArray()) {
            throw new IllegalArgumentException(at + " is " + shown(value) + ", expected a list");
        }
    }

    private static Iterable<JsonNode> array(JsonNode node, String name, String path) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return List.of();
        }
        requireArray(value, inside(path, name));
        return value;
    }

    private static long whole(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " is " + shown(value)
                    + ", expected a whole number of pixels; width and height stand together");
        }
        return value.longValue();
    }

    private static boolean bool(JsonNode node, String name, String path) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isBoolean()) {
            return value.asBoolean();
        }
        throw new IllegalArgumentException(inside(path, name) + " is " + shown(value) + ", expected true or false");
    }

    private static String optional(JsonNode node, String name, String path, String usual) {
        return node.has(name) ? text(node, name, path) : usual;
    }

    private static String text(JsonNode node, String name, String path) {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(inside(path, name) + " is " + shown(value) + ", expected a text");
        }
        return value.textValue();
    }

    private static <E extends Enum<E>> E constant(JsonNode node, String name, String path, E usual) {
        return node.has(name) ? constant(usual.getDeclaringClass(), text(node, name, path), inside(path, name)) : usual;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String at) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(at + " is '" + name + "', which is no " + type.getSimpleName());
    }

    private static String inside(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "missing";
        }
        String text = value.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
