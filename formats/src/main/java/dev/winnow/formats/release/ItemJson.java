package dev.winnow.formats.release;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.text.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a release says of an item, as a JSON object on one line: boxes, outlines and masks as in COCO, with a field for each kind so that
 * tables of columns can hold them.
 */
public final class ItemJson {
    /** Its own form of doubles, because that of the JDK differs between versions. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private ItemJson() {}

    /**
     * @param file the picture's name in the export
     * @throws IOException when the stream fails
     */
    public static byte[] of(ReleaseItem item, String file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("file_name", file);
            json.writeStringField("item", item.item());
            json.writeStringField("source", item.source());
            json.writeStringField("content", item.content().hex());
            json.writeStringField("split", item.split().key());
            if (item.fold().isPresent()) {
                json.writeNumberField("fold", item.fold().getAsInt());
            }
            json.writeNumberField("width", item.picture().width());
            json.writeNumberField("height", item.picture().height());
            json.writeStringField("state", item.labels().state().name());
            json.writeArrayFieldStart("classes");
            for (String name : item.labels().classes()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("objects");
            for (Annotation object : item.labels().objects()) {
                object(json, object);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("measures");
            for (Map.Entry<Measure, Double> measure : item.measures().entrySet()) {
                json.writeFieldName(measure.getKey().key());
                JsonText.number(json, measure.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void object(JsonGenerator json, Annotation object) throws IOException {
        json.writeStartObject();
        json.writeStringField("class", object.category());
        Optional<Shape.Box> box = ObjectShapes.box(object);
        if (box.isPresent()) {
            numbers(
                    json,
                    "bbox",
                    box.get().x(),
                    box.get().y(),
                    box.get().width(),
                    box.get().height());
        }
        for (Shape shape : object.shapes()) {
            if (shape instanceof Shape.RotatedBox turned) {
                numbers(
                        json,
                        "rotated_box",
                        turned.centreX(),
                        turned.centreY(),
                        turned.width(),
                        turned.height(),
                        turned.degrees());
            } else if (shape instanceof Shape.Polygon polygon) {
                rings(json, polygon.parts());
            } else if (shape instanceof Shape.Bitmap mask) {
                mask(json, mask.runs());
            } else if (shape instanceof Shape.Keypoints keypoints) {
                numbers(json, "keypoints", keypoints.values().toArray());
            } else if (shape instanceof Shape.Points points) {
                numbers(json, "points", points.points().toArray());
            } else if (shape instanceof Shape.Polyline line) {
                numbers(json, "polyline", line.points().toArray());
            }
        }
        mark(json, "crowd", object.flags().crowd());
        mark(json, "difficult", object.flags().difficult());
        mark(json, "occluded", object.flags().occluded());
        mark(json, "truncated", object.flags().truncated());
        if (object.score().isPresent()) {
            json.writeFieldName("score");
            JsonText.number(json, object.score().getAsDouble());
        }
        if (!object.provenance().annotator().isEmpty()) {
            json.writeStringField("annotator", object.provenance().annotator());
        }
        Map<String, String> attributes = new TreeMap<>(object.attributes());
        attributes.remove(Annotation.AREA);
        attributes.remove(Annotation.KEYPOINT_COUNT);
        if (!attributes.isEmpty()) {
            json.writeObjectFieldStart("attributes");
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void mark(JsonGenerator json, String name, boolean there) throws IOException {
        if (there) {
            json.writeBooleanField(name, true);
        }
    }

    private static void rings(JsonGenerator json, List<Ring> parts) throws IOException {
        json.writeArrayFieldStart("polygons");
        for (Ring part : parts) {
            numbers(json, part.toArray());
        }
        json.writeEndArray();
    }

    private static void mask(JsonGenerator json, RunLengths runs) throws IOException {
        json.writeObjectFieldStart("rle");
        numbers(json, "size", runs.height(), runs.width());
        json.writeStringField("counts", runs.compress());
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, double... values) throws IOException {
        json.writeFieldName(name);
        numbers(json, values);
    }

    /**
     * A list of numbers, whole ones without a point.
     *
     * @throws IOException when the stream fails
     */
    public static void numbers(JsonGenerator json, double... values) throws IOException {
        json.writeStartArray();
        for (double value : values) {
            JsonText.number(json, value);
        }
        json.writeEndArray();
    }
}
