package dev.winnow.formats.voc;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.HeldFile;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.ObjectShapes;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.XmlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pascal VOC's folders below {@code VOCdevkit/VOC2012}: {@code JPEGImages}, {@code Annotations} and {@code ImageSets/Main}.
 *
 * <ol>
 *   <li>Boxes are edges from 0, with decimals where they have some: nothing is lost.
 *   <li>With the option {@code voc.origin=1} they are whole pixels from 1, the last one included, as the devkit's own. Edges are rounded
 *       half up, and a box has a pixel at least.
 *   <li>An image that nobody labelled has no file of annotations.
 * </ol>
 */
public final class VocExporter implements Exporter {
    private static final String ROOT = "VOCdevkit/VOC2012/";
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.ATTRIBUTES, Loss.SCORES, Loss.ANNOTATORS);

    private final Release release;
    private final FileSink sink;
    private final boolean fromOne;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final Map<Split, HeldFile> sets = new EnumMap<>(Split.class);

    /** Makes exporters of boxes. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.VOC;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            String origin = options.getOrDefault(VocReader.ORIGIN, "0");
            if (!origin.equals("0") && !origin.equals("1")) {
                throw new IllegalArgumentException(
                        "Option " + VocReader.ORIGIN + " is '" + origin + "', expected 0 or 1 when VOC is written");
            }
            return new VocExporter(release, sink, origin.equals("1"));
        }
    }

    private VocExporter(Release release, FileSink sink, boolean fromOne) {
        this.release = release;
        this.sink = sink;
        this.fromOne = fromOne;
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String name = names.next(item);
        String file = name + "." + item.picture().extension();
        item.picture().writeTo(sink, ROOT + "JPEGImages/" + file);
        if (!sets.containsKey(item.split())) {
            sets.put(item.split(), new HeldFile());
        }
        sets.get(item.split()).out().write((name + "\n").getBytes(StandardCharsets.UTF_8));
        tally.item();
        tally.lost(Loss.IMAGE_CLASSES, item.labels().classes().size());
        if (item.labels().state() != AnnotationSet.State.UNLABELLED
                || !item.labels().objects().isEmpty()) {
            sink.file(
                    ROOT + "Annotations/" + name + ".xml",
                    annotation(item, file).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String annotation(ReleaseItem item, String file) {
        StringBuilder xml = new StringBuilder("<annotation>\n  <folder>VOC2012</folder>\n");
        xml.append("  <filename>").append(file).append("</filename>\n");
        // readers that guess the origin take this name for a count from 1
        String database = (fromOne ? "PASCAL VOC layout, " : "") + release.title();
        xml.append("  <source><database>").append(XmlText.escaped(database)).append("</database></source>\n");
        xml.append("  <size><width>").append(item.picture().width());
        xml.append("</width><height>").append(item.picture().height());
        xml.append("</height><depth>3</depth></size>\n  <segmented>0</segmented>\n");
        for (Annotation object : item.labels().objects()) {
            object(object, item, xml);
        }
        return xml.append("</annotation>\n").toString();
    }

    private void object(Annotation object, ReleaseItem item, StringBuilder xml) {
        Optional<Shape.Box> whole = ObjectShapes.box(object);
        Optional<Shape.Box> box = whole.flatMap(all ->
                ObjectShapes.inside(all, item.picture().width(), item.picture().height()));
        if (box.isEmpty()) {
            tally.lost(Loss.WITHOUT_SHAPE);
            return;
        }
        tally.objects(1);
        tally.beside(object, BESIDE);
        if (ObjectShapes.isMoreThanBox(object)) {
            tally.lost(Loss.SHAPES_AS_BOXES);
        }
        if (object.shape(Shape.Keypoints.class).isPresent()) {
            tally.lost(Loss.KEYPOINTS);
        }
        if (!box.get().equals(whole.get())) {
            tally.lost(Loss.CLIPPED);
        }
        Flags flags = object.flags();
        if (flags.crowd()) {
            tally.lost(Loss.FLAGS);
        }
        xml.append("  <object>\n    <name>").append(XmlText.escaped(object.category()));
        xml.append("</name>\n    <pose>Unspecified</pose>\n    <truncated>").append(flags.truncated() ? 1 : 0);
        xml.append("</truncated>\n    <occluded>").append(flags.occluded() ? 1 : 0);
        xml.append("</occluded>\n    <difficult>").append(flags.difficult() ? 1 : 0);
        xml.append("</difficult>\n    <bndbox>");
        edges(box.get(), item.picture().width(), item.picture().height(), xml);
        xml.append("</bndbox>\n  </object>\n");
    }

    private void edges(Shape.Box box, int width, int height, StringBuilder xml) {
        if (!fromOne) {
            edge("xmin", Decimal.shortest(box.x()), xml);
            edge("ymin", Decimal.shortest(box.y()), xml);
            edge("xmax", Decimal.shortest(box.right()), xml);
            edge("ymax", Decimal.shortest(box.bottom()), xml);
            return;
        }
        long left = Math.min(Math.round(box.x()), width - 1);
        long top = Math.min(Math.round(box.y()), height - 1);
        long right = Math.max(Math.round(box.right()), left + 1);
        long bottom = Math.max(Math.round(box.bottom()), top + 1);
        if (left != box.x() || top != box.y() || right != box.right() || bottom != box.bottom()) {
            tally.lost(Loss.ROUNDED);
        }
        edge("xmin", Long.toString(left + 1), xml);
        edge("ymin", Long.toString(top + 1), xml);
        edge("xmax", Long.toString(right), xml);
        edge("ymax", Long.toString(bottom), xml);
    }

    private static void edge(String name, String value, StringBuilder xml) {
        xml.append('<')
                .append(name)
                .append('>')
                .append(value)
                .append("</")
                .append(name)
                .append('>');
    }

    @Override
    public ExportReport finish() throws IOException {
        for (Map.Entry<Split, HeldFile> set : sets.entrySet()) {
            set.getValue().moveTo(sink, ROOT + "ImageSets/Main/" + set.getKey().key() + ".txt");
        }
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        for (HeldFile set : sets.values()) {
            set.close();
        }
    }
}
