package dev.winnow.formats.huggingface;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Shape;
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
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code SPLIT/NAME.jpg} and {@code SPLIT/metadata.jsonl}, which {@code load_dataset("imagefolder")} joins; {@code README.md} gives classes
 * their names. Boxes are COCO's. The label of an image without a class is null. JSON gives empty lists no type, so that a release in which
 * one split has objects and another has none is loaded from Parquet alone.
 */
public final class HuggingFaceExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.FLAGS, Loss.ATTRIBUTES, Loss.SCORES, Loss.ANNOTATORS);

    private final Release release;
    private final FileSink sink;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final Map<Split, HeldFile> metadata = new EnumMap<>(Split.class);
    private long objects;

    /** Makes exporters of folders with metadata. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.HUGGINGFACE;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            return new HuggingFaceExporter(release, sink);
        }
    }

    private HuggingFaceExporter(Release release, FileSink sink) {
        this.release = release;
        this.sink = sink;
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String file = names.next(item) + "." + item.picture().extension();
        item.picture().writeTo(sink, DatasetFeatures.split(item.split()) + "/" + file);
        if (!metadata.containsKey(item.split())) {
            metadata.put(item.split(), new HeldFile());
        }
        tally.item();
        try (JsonGenerator json =
                ItemJson.FACTORY.createGenerator(metadata.get(item.split()).out())) {
            json.writeStartObject();
            json.writeStringField("file_name", file);
            json.writeStringField("item", item.item());
            json.writeStringField("source", item.source());
            json.writeNumberField("width", item.picture().width());
            json.writeNumberField("height", item.picture().height());
            if (!release.images().isEmpty()) {
                label(item.labels().classes(), json);
            }
            if (!release.objects().isEmpty()) {
                objects(item, json);
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
        if (item.labels().state() == AnnotationSet.State.UNLABELLED) {
            tally.lost(Loss.UNKNOWN_STATE);
        }
    }

    private void label(List<String> classes, JsonGenerator json) throws IOException {
        if (classes.isEmpty()) {
            json.writeNullField("label");
        } else {
            json.writeNumberField(
                    "label", release.images().number(classes.get(0)).orElseThrow());
            tally.lost(Loss.MORE_IMAGE_CLASSES, classes.size() - 1L);
        }
    }

    private void objects(ReleaseItem item, JsonGenerator json) throws IOException {
        List<Annotation> boxed = item.labels().objects().stream()
                .filter(object -> ObjectShapes.box(object).isPresent()
                        && release.objects().number(object.category()).isPresent())
                .toList();
        tally.objects(boxed.size());
        tally.lost(Loss.WITHOUT_SHAPE, item.labels().objects().size() - (long) boxed.size());
        json.writeObjectFieldStart("objects");
        json.writeArrayFieldStart("id");
        for (int i = 0; i < boxed.size(); i++) {
            json.writeNumber(++objects);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("area");
        for (Annotation object : boxed) {
            json.writeNumber(ObjectShapes.box(object).orElseThrow().area());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("bbox");
        for (Annotation object : boxed) {
            Shape.Box box = ObjectShapes.box(object).orElseThrow();
            json.writeStartArray();
            for (double value : new double[] {box.x(), box.y(), box.width(), box.height()}) {
                json.writeNumber(value); // with a point, because all files must have one type
            }
            json.writeEndArray();
            tally.beside(object, BESIDE);
            if (ObjectShapes.isMoreThanBox(object)) {
                tally.lost(Loss.SHAPES_AS_BOXES);
            }
            if (object.shape(Shape.Keypoints.class).isPresent()) {
                tally.lost(Loss.KEYPOINTS);
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("category");
        for (Annotation object : boxed) {
            json.writeNumber(release.objects().number(object.category()).orElseThrow());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    @Override
    public ExportReport finish() throws IOException {
        for (Map.Entry<Split, HeldFile> split : metadata.entrySet()) {
            split.getValue().moveTo(sink, DatasetFeatures.split(split.getKey()) + "/metadata.jsonl");
        }
        sink.file("README.md", DatasetFeatures.readme(release, "%s/**"));
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        for (HeldFile file : metadata.values()) {
            file.close();
        }
    }
}
