package dev.winnow.formats.labelstudio;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.HeldFile;
import dev.winnow.formats.release.ItemJson;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.ObjectShapes;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseClass;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import dev.winnow.formats.text.JsonText;
import dev.winnow.formats.text.XmlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code images/SPLIT/NAME.jpg}, {@code tasks.json} to import, and {@code label_config.xml} for the project. Images are addressed as local
 * files: {@code LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT} is the folder of the export. Masks become outlines without holes; each part of an
 * object is a region. An image that nobody labelled is a task without an annotation.
 */
public final class LabelStudioExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.FLAGS, Loss.ATTRIBUTES, Loss.SCORES, Loss.ANNOTATORS);

    private final Release release;
    private final FileSink sink;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final HeldFile file = new HeldFile();
    private final JsonGenerator json;
    private long task;
    private long region;

    /** Makes exporters of tasks. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.LABEL_STUDIO;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) throws IOException {
            return new LabelStudioExporter(release, sink);
        }
    }

    private LabelStudioExporter(Release release, FileSink sink) throws IOException {
        this.release = release;
        this.sink = sink;
        this.json = ItemJson.FACTORY.createGenerator(file.out());
        json.writeStartArray();
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String picture = "images/" + item.split().key() + "/" + names.next(item) + "."
                + item.picture().extension();
        item.picture().writeTo(sink, picture);
        tally.item();
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeNumberField("id", ++task);
        json.writeObjectFieldStart("data");
        json.writeStringField("image", "/data/local-files/?d=" + picture);
        json.writeStringField("split", item.split().key());
        json.writeStringField("source", item.source());
        json.writeEndObject();
        json.writeArrayFieldStart("annotations");
        if (item.labels().state() != AnnotationSet.State.UNLABELLED
                || !item.labels().classes().isEmpty()) {
            json.writeStartObject();
            json.writeNumberField("id", task);
            json.writeBooleanField("was_cancelled", false);
            json.writeArrayFieldStart("result");
            if (!item.labels().classes().isEmpty()) {
                choices(item);
            }
            for (Annotation object : item.labels().objects()) {
                object(object, item);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void choices(ReleaseItem item) throws IOException {
        begin("choices", "class", item);
        strings("choices", item.labels().classes());
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Begins a region and its value, both of which are left open. */
    private String begin(String type, String control, ReleaseItem item) throws IOException {
        String id = "r" + ++region;
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("type", type);
        json.writeStringField("from_name", control);
        json.writeStringField("to_name", "image");
        json.writeStringField("origin", "manual");
        json.writeNumberField("original_width", item.picture().width());
        json.writeNumberField("original_height", item.picture().height());
        json.writeNumberField("image_rotation", 0);
        json.writeObjectFieldStart("value");
        return id;
    }

    private void strings(String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void percent(String field, double value, int side) throws IOException {
        json.writeFieldName(field);
        JsonText.number(json, value / side * 100);
    }

    private void object(Annotation object, ReleaseItem item) throws IOException {
        Shape finest = object.finest().orElse(null);
        String id = "";
        if (finest instanceof Shape.Polygon || finest instanceof Shape.Bitmap) {
            List<Ring> all = ObjectShapes.outlines(object);
            List<Ring> rings = finest instanceof Shape.Bitmap ? ObjectShapes.withoutHoles(all) : all;
            tally.lost(Loss.HOLES_FILLED, rings.size() < all.size() ? 1 : 0);
            if (rings.isEmpty()) {
                tally.lost(Loss.WITHOUT_SHAPE);
                return;
            }
            tally.lost(Loss.MASKS_AS_OUTLINES, finest instanceof Shape.Bitmap ? 1 : 0);
            tally.lost(Loss.PARTS_SEPARATED, rings.size() > 1 ? 1 : 0);
            for (Ring ring : rings) {
                id = outline(ring, object, item);
            }
        } else {
            Optional<Shape.Box> box = ObjectShapes.box(object);
            Optional<Shape.RotatedBox> turned = object.shape(Shape.RotatedBox.class);
            if (box.isEmpty()) {
                tally.lost(Loss.WITHOUT_SHAPE);
                return;
            }
            id = turned.isPresent() ? turned(turned.get(), object, item) : box(box.get(), 0, object, item);
        }
        tally.objects(1);
        tally.beside(object, BESIDE);
        Optional<Shape.Keypoints> keypoints = object.shape(Shape.Keypoints.class);
        if (keypoints.isPresent()) {
            keypoints(keypoints.get(), id, item);
        }
    }

    private String outline(Ring ring, Annotation object, ReleaseItem item) throws IOException {
        String id = begin("polygonlabels", "outline", item);
        json.writeArrayFieldStart("points");
        for (int i = 0; i < ring.size(); i++) {
            ItemJson.numbers(
                    json,
                    ring.x(i) / item.picture().width() * 100,
                    ring.y(i) / item.picture().height() * 100);
        }
        json.writeEndArray();
        json.writeBooleanField("closed", true);
        strings("polygonlabels", List.of(object.category()));
        json.writeEndObject();
        json.writeEndObject();
        return id;
    }

    /** The corner that was top left is the place and the pivot. */
    private String turned(Shape.RotatedBox turned, Annotation object, ReleaseItem item) throws IOException {
        Ring corners = turned.corners();
        Shape.Box box = new Shape.Box(corners.x(0), corners.y(0), turned.width(), turned.height());
        return box(box, turned.degrees(), object, item);
    }

    private String box(Shape.Box box, double degrees, Annotation object, ReleaseItem item) throws IOException {
        String id = begin("rectanglelabels", "box", item);
        percent("x", box.x(), item.picture().width());
        percent("y", box.y(), item.picture().height());
        percent("width", box.width(), item.picture().width());
        percent("height", box.height(), item.picture().height());
        json.writeFieldName("rotation");
        JsonText.number(json, degrees);
        strings("rectanglelabels", List.of(object.category()));
        json.writeEndObject();
        json.writeEndObject();
        return id;
    }

    private void keypoints(Shape.Keypoints keypoints, String parent, ReleaseItem item) throws IOException {
        List<String> named = keypoints.skeleton().names();
        for (int i = 0; i < named.size() && 3 * i + 2 < keypoints.values().size(); i++) {
            if (keypoints.values().get(3 * i + 2) > 0) {
                begin("keypointlabels", "point", item);
                percent("x", keypoints.values().get(3 * i), item.picture().width());
                percent("y", keypoints.values().get(3 * i + 1), item.picture().height());
                json.writeNumberField("width", 0.5);
                strings("keypointlabels", List.of(named.get(i)));
                json.writeEndObject();
                json.writeStringField("parentID", parent);
                json.writeEndObject();
            }
        }
    }

    @Override
    public ExportReport finish() throws IOException {
        json.writeRaw('\n');
        json.writeEndArray();
        json.close();
        file.moveTo(sink, "tasks.json");
        StringBuilder xml = new StringBuilder("<View>\n  <Image name=\"image\" value=\"$image\"/>\n");
        labels("RectangleLabels", "box", " canRotate=\"true\"", xml);
        labels("PolygonLabels", "outline", "", xml);
        List<String> points = release.objects().all().stream()
                .map(ReleaseClass::skeleton)
                .map(Skeleton::names)
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (!points.isEmpty()) {
            xml.append("  <KeyPointLabels name=\"point\" toName=\"image\">");
            for (int i = 0; i < points.size(); i++) {
                xml.append("<Label value=\"").append(XmlText.escaped(points.get(i)));
                xml.append("\" model_index=\"").append(i).append("\"/>");
            }
            xml.append("</KeyPointLabels>\n");
        }
        if (!release.images().isEmpty()) {
            xml.append("  <Choices name=\"class\" toName=\"image\" choice=\"multiple\">");
            xml.append(each(release.images().all(), one -> "<Choice value=\"" + XmlText.escaped(one.name()) + "\"/>"));
            xml.append("</Choices>\n");
        }
        sink.file("label_config.xml", xml.append("</View>\n").toString().getBytes(StandardCharsets.UTF_8));
        return tally.report();
    }

    private void labels(String control, String name, String more, StringBuilder xml) {
        xml.append("  <").append(control).append(" name=\"").append(name);
        xml.append("\" toName=\"image\"").append(more).append('>');
        xml.append(each(
                release.objects().all(),
                one -> "<Label value=\"" + XmlText.escaped(one.name()) + "\" background=\"" + one.color() + "\"/>"));
        xml.append("</").append(control).append(">\n");
    }

    private static String each(List<ReleaseClass> classes, Function<ReleaseClass, String> element) {
        return classes.stream().map(element).collect(Collectors.joining());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
