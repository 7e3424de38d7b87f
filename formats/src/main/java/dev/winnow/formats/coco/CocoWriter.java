package dev.winnow.formats.coco;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseClass;
import dev.winnow.formats.text.JsonText;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes COCO's JSON of objects, image by image. Ids count from 1, because evaluators take 0 for no match. A turned box has its unturned
 * box and an attribute {@code rotation}, as CVAT writes it; annotators, difficult and truncated objects have fields that COCO does not know.
 * What COCO has no place for is counted: classes of whole images, lines, points without a skeleton, unreadable shapes.
 *
 * <p>Annotations wait in a temporary file, so that memory holds the classes alone. Not safe for use by several threads.
 */
public final class CocoWriter implements Closeable {
    /** Its own form of doubles, because that of the JDK differs between versions. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final OutputStream out;
    private final JsonGenerator images;
    private final Path waiting;
    private final JsonGenerator annotations;
    private final Map<String, Skeleton> categories = new LinkedHashMap<>();
    private final Map<String, Integer> categoryIds = new LinkedHashMap<>();
    private final Map<String, String> supercategories = new HashMap<>();
    private long imageCount;
    private long annotationCount;
    private long leftOut;

    /**
     * @param out is closed with the writer
     * @throws IOException when the stream or the temporary file fails
     */
    public CocoWriter(OutputStream out) throws IOException {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.images = FACTORY.createGenerator(this.out, JsonEncoding.UTF8);
        this.waiting = Files.createTempFile("winnow-coco", ".json");
        this.annotations = FACTORY.createGenerator(
                new BufferedOutputStream(Files.newOutputStream(waiting), 1 << 16), JsonEncoding.UTF8);
        images.writeStartObject();
        annotations.writeStartArray();
    }

    /**
     * A writer of a release, which says what it is of and lists all its classes, also those without an object. The id of a class is its
     * number + 1.
     *
     * @param out is closed with the writer
     * @throws IOException when the stream or the temporary file fails
     */
    public CocoWriter(OutputStream out, Release release) throws IOException {
        this(out);
        images.writeObjectFieldStart("info");
        images.writeNumberField("year", release.date().getYear());
        images.writeStringField("version", release.version());
        images.writeStringField("description", release.title());
        images.writeStringField("contributor", "");
        images.writeStringField("url", "");
        images.writeStringField("date_created", release.date().toString());
        images.writeEndObject();
        images.writeArrayFieldStart("licenses");
        if (!release.licence().isEmpty()) {
            images.writeStartObject();
            images.writeNumberField("id", 1);
            images.writeStringField("name", release.licence());
            images.writeStringField("url", "");
            images.writeEndObject();
        }
        images.writeEndArray();
        for (ReleaseClass one : release.objects().all()) {
            categories.put(one.name(), one.skeleton());
            categoryIds.put(one.name(), one.number() + 1);
            supercategories.put(one.name(), one.supercategory());
        }
    }

    /** Annotations that COCO has no place for. */
    public long leftOut() {
        return leftOut;
    }

    /**
     * @param labels in upright pixels, as the checks keep them
     * @throws IOException when the stream or the temporary file fails
     */
    public void write(ImageLabels labels) throws IOException {
        if (imageCount++ == 0) {
            images.writeArrayFieldStart("images");
        }
        images.writeStartObject();
        images.writeNumberField("id", imageCount);
        images.writeStringField("file_name", labels.image());
        Optional<DeclaredSize> size = labels.declared();
        if (size.isPresent()) {
            images.writeNumberField("width", size.get().width());
            images.writeNumberField("height", size.get().height());
        }
        images.writeEndObject();
        for (Annotation annotation : labels.set().annotations()) {
            if (annotation.shapes().stream().anyMatch(CocoWriter::hasPlace)) {
                write(annotation);
            } else {
                leftOut++;
            }
        }
    }

    static boolean hasPlace(Shape shape) {
        return shape instanceof Shape.Box
                || shape instanceof Shape.RotatedBox
                || shape instanceof Shape.Polygon
                || shape instanceof Shape.Bitmap
                || shape instanceof Shape.Keypoints;
    }

    private void write(Annotation annotation) throws IOException {
        annotationCount++;
        annotations.writeStartObject();
        annotations.writeNumberField("id", annotationCount);
        annotations.writeNumberField("image_id", imageCount);
        annotations.writeNumberField(
                "category_id", categoryIds.computeIfAbsent(annotation.category(), name -> categoryIds.size() + 1));
        categories.merge(
                annotation.category(),
                annotation
                        .shape(Shape.Keypoints.class)
                        .map(Shape.Keypoints::skeleton)
                        .orElse(Skeleton.NONE),
                (known, more) -> known.names().isEmpty() ? more : known);
        Map<String, String> attributes = new TreeMap<>(annotation.attributes());
        shapes(annotation, attributes.remove(Annotation.AREA), attributes.remove(Annotation.KEYPOINT_COUNT));
        annotations.writeNumberField("iscrowd", annotation.flags().crowd() ? 1 : 0);
        if (annotation.score().isPresent()) {
            annotations.writeNumberField("score", annotation.score().getAsDouble());
        }
        Provenance provenance = annotation.provenance();
        if (!provenance.annotator().isEmpty()) {
            annotations.writeStringField("annotator", provenance.annotator());
        }
        attributes(annotation, attributes);
        annotations.writeEndObject();
    }

    private void attributes(Annotation annotation, Map<String, String> attributes) throws IOException {
        Optional<Shape.RotatedBox> turned = annotation.shape(Shape.RotatedBox.class);
        boolean flags = annotation.flags().occluded()
                || annotation.flags().difficult()
                || annotation.flags().truncated();
        if (attributes.isEmpty() && turned.isEmpty() && !flags) {
            return;
        }
        annotations.writeObjectFieldStart("attributes");
        if (annotation.flags().occluded()) {
            annotations.writeBooleanField("occluded", true);
        }
        if (annotation.flags().difficult()) {
            annotations.writeBooleanField("difficult", true);
        }
        if (annotation.flags().truncated()) {
            annotations.writeBooleanField("truncated", true);
        }
        if (turned.isPresent()) {
            annotations.writeFieldName("rotation");
            JsonText.number(annotations, turned.get().degrees());
        }
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            annotations.writeStringField(attribute.getKey(), attribute.getValue());
        }
        annotations.writeEndObject();
    }

    private void shapes(Annotation annotation, String area, String keypointCount) throws IOException {
        Optional<Shape.Box> box = annotation
                .shape(Shape.Box.class)
                .or(() -> annotation
                        .shape(Shape.RotatedBox.class)
                        .map(turned -> new Shape.Box(
                                turned.centreX() - turned.width() / 2,
                                turned.centreY() - turned.height() / 2,
                                turned.width(),
                                turned.height())))
                .or(() -> annotation
                        .shape(Shape.Bitmap.class)
                        .map(mask -> mask.runs().bounds()))
                .or(() -> annotation.shape(Shape.Polygon.class).map(Shape.Polygon::bounds));
        if (box.isPresent()) {
            annotations.writeFieldName("bbox");
            numbers(box.get().x(), box.get().y(), box.get().width(), box.get().height());
        }
        Optional<Shape.Polygon> outline = annotation.shape(Shape.Polygon.class);
        Optional<Shape.Bitmap> mask = annotation.shape(Shape.Bitmap.class);
        if (mask.isPresent()) {
            RunLengths runs = mask.get().runs();
            annotations.writeObjectFieldStart("segmentation");
            annotations.writeFieldName("size");
            annotations.writeArray(new int[] {runs.height(), runs.width()}, 0, 2);
            annotations.writeStringField("counts", runs.compress());
            annotations.writeEndObject();
        } else if (outline.isPresent()) { // an empty list breaks readers of masks
            annotations.writeArrayFieldStart("segmentation");
            for (Ring part : outline.get().parts()) {
                numbers(part.toArray());
            }
            annotations.writeEndArray();
        }
        annotations.writeFieldName("area");
        if (area != null && area.matches("-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?")) {
            annotations.writeNumber(area);
        } else {
            JsonText.number(
                    annotations,
                    mask.map(m -> (double) m.runs().area())
                            .or(() -> outline.map(Shape.Polygon::area))
                            .orElseGet(() -> box.map(Shape.Box::area).orElse(0.0)));
        }
        Optional<Shape.Keypoints> keypoints = annotation.shape(Shape.Keypoints.class);
        if (keypoints.isPresent()) {
            double[] values = keypoints.get().values().toArray();
            annotations.writeFieldName("keypoints");
            numbers(values);
            int labelled = 0;
            for (int i = 2; i < values.length; i += 3) {
                labelled += values[i] > 0 ? 1 : 0;
            }
            annotations.writeNumberField(
                    "num_keypoints",
                    keypointCount != null && keypointCount.matches("\\d{1,9}")
                            ? Integer.parseInt(keypointCount)
                            : labelled);
        }
    }

    private void numbers(double... values) throws IOException {
        annotations.writeStartArray();
        for (double value : values) {
            JsonText.number(annotations, value);
        }
        annotations.writeEndArray();
    }

    /** Writes what waited, and the classes in the order in which they came. */
    @Override
    public void close() throws IOException {
        try (out) {
            annotations.writeEndArray();
            annotations.close();
            if (imageCount == 0) {
                images.writeArrayFieldStart("images");
            }
            images.writeEndArray();
            images.writeFieldName("annotations");
            images.writeRaw(':');
            images.flush();
            try (InputStream all = new BufferedInputStream(Files.newInputStream(waiting))) {
                all.transferTo(out);
            }
            images.writeRaw(",\"categories\":");
            images.flush();
            try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                categories(json);
            }
            out.write('}');
        } finally {
            Files.deleteIfExists(waiting);
        }
    }

    /** Gives up what was written and deletes the temporary file; after {@link #close} without effect. */
    void discard() throws IOException {
        annotations.close();
        Files.deleteIfExists(waiting);
    }

    private void categories(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (Map.Entry<String, Skeleton> category : categories.entrySet()) {
            json.writeStartObject();
            json.writeNumberField("id", categoryIds.get(category.getKey()));
            json.writeStringField("name", category.getKey());
            json.writeStringField("supercategory", supercategories.getOrDefault(category.getKey(), ""));
            if (!category.getValue().names().isEmpty()) {
                json.writeArrayFieldStart("keypoints");
                for (String point : category.getValue().names()) {
                    json.writeString(point);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("skeleton");
                for (Skeleton.Link link : category.getValue().links()) {
                    json.writeArray(new int[] {link.from() + 1, link.to() + 1}, 0, 2); // COCO counts from 1
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
