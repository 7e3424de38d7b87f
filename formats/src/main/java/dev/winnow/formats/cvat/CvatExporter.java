package dev.winnow.formats.cvat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
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
import dev.winnow.formats.release.ReleaseClass;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.XmlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code images/SPLIT/NAME.jpg} and {@code annotations.xml}, CVAT's "for images 1.1". Each object is one shape, its finest: mask, outline,
 * turned box, box or skeleton. Parts of one outline share a {@code group_id}. Classes of images are tags.
 */
public final class CvatExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.SCORES, Loss.ANNOTATORS);

    private final FileSink sink;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final HeldFile file = new HeldFile();
    private long image;

    /** Makes exporters of CVAT's XML. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.CVAT;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) throws IOException {
            return new CvatExporter(release, sink);
        }
    }

    private CvatExporter(Release release, FileSink sink) throws IOException {
        this.sink = sink;
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n");
        xml.append("  <version>1.1</version>\n  <meta>\n    <task>\n      <name>");
        xml.append(XmlText.escaped(release.title())).append("</name>\n      <labels>\n");
        for (ReleaseClass one : release.objects().all()) {
            label(one, one.skeleton().names().isEmpty() ? "any" : "skeleton", xml);
        }
        for (ReleaseClass one : release.images().all()) {
            if (release.objects().number(one.name()).isEmpty()) {
                label(one, "tag", xml);
            }
        }
        put(xml.append("      </labels>\n    </task>\n  </meta>\n"));
    }

    private static void label(ReleaseClass one, String type, StringBuilder xml) {
        xml.append("        <label><name>").append(XmlText.escaped(one.name()));
        xml.append("</name><color>")
                .append(one.color())
                .append("</color><type>")
                .append(type);
        xml.append("</type><attributes></attributes></label>\n");
    }

    private void put(CharSequence xml) throws IOException {
        file.out().write(xml.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String picture = "images/" + item.split().key() + "/" + names.next(item) + "."
                + item.picture().extension();
        item.picture().writeTo(sink, picture);
        tally.item();
        if (item.labels().state() == AnnotationSet.State.UNLABELLED) {
            tally.lost(Loss.UNKNOWN_STATE);
        }
        StringBuilder xml = new StringBuilder("  <image id=\"").append(image++).append("\" name=\"");
        xml.append(picture).append("\" subset=\"").append(item.split().key());
        xml.append("\" width=\"").append(item.picture().width());
        xml.append("\" height=\"").append(item.picture().height()).append("\">\n");
        for (String name : item.labels().classes()) {
            xml.append("    <tag label=\"").append(XmlText.escaped(name)).append("\" source=\"manual\">\n    </tag>\n");
        }
        int group = 0;
        for (Annotation object : item.labels().objects()) {
            Optional<Shape.Polygon> outline =
                    object.finest().filter(Shape.Polygon.class::isInstance).map(Shape.Polygon.class::cast);
            boolean parts = outline.isPresent() && outline.get().parts().size() > 1;
            group += parts ? 1 : 0;
            object(object, parts ? group : 0, xml);
        }
        put(xml.append("  </image>\n"));
    }

    private void object(Annotation object, int group, StringBuilder xml) {
        Shape finest = object.finest().orElse(null);
        Optional<Shape.Keypoints> keypoints = object.shape(Shape.Keypoints.class);
        if (finest instanceof Shape.Bitmap mask && mask.runs().area() > 0) {
            shape("mask", mask(mask.runs()), object, group, xml);
        } else if (finest instanceof Shape.Polygon polygon && !polygon.parts().isEmpty()) {
            for (Ring part : polygon.parts()) {
                shape("polygon", " points=\"" + points(part) + "\"", object, group, xml);
            }
        } else if (keypoints.isPresent()) {
            skeleton(keypoints.get(), object, xml);
            tally.objects(1);
            tally.beside(object, BESIDE);
            flags(object);
            return;
        } else if (finest instanceof Shape.RotatedBox turned) {
            Shape.Box box = new Shape.Box(
                    turned.centreX() - turned.width() / 2,
                    turned.centreY() - turned.height() / 2,
                    turned.width(),
                    turned.height());
            shape("box", edges(box) + " rotation=\"" + Decimal.shortest(turned.degrees()) + "\"", object, group, xml);
        } else if (finest instanceof Shape.Points points) {
            shape("points", " points=\"" + points(points.points()) + "\"", object, group, xml);
        } else if (finest instanceof Shape.Polyline line) {
            shape("polyline", " points=\"" + points(line.points()) + "\"", object, group, xml);
        } else {
            Optional<Shape.Box> box = ObjectShapes.box(object);
            if (box.isEmpty()) {
                tally.lost(Loss.WITHOUT_SHAPE);
                return;
            }
            shape("box", edges(box.get()), object, group, xml);
        }
        tally.objects(1);
        tally.beside(object, BESIDE);
        flags(object);
        if (keypoints.isPresent()) {
            tally.lost(Loss.KEYPOINTS);
        }
    }

    private void flags(Annotation object) {
        if (object.flags().crowd()
                || object.flags().difficult()
                || object.flags().truncated()) {
            tally.lost(Loss.FLAGS);
        }
    }

    private static void shape(String kind, String geometry, Annotation object, int group, StringBuilder xml) {
        begin(kind, object, xml);
        xml.append(geometry).append(" z_order=\"0\"");
        if (group > 0) {
            xml.append(" group_id=\"").append(group).append('"');
        }
        xml.append(">\n");
        end(kind, object, xml);
    }

    private static void begin(String kind, Annotation object, StringBuilder xml) {
        xml.append("    <").append(kind).append(" label=\"").append(XmlText.escaped(object.category()));
        xml.append("\" source=\"manual\" occluded=\"")
                .append(object.flags().occluded() ? 1 : 0)
                .append('"');
    }

    private static void end(String kind, Annotation object, StringBuilder xml) {
        new TreeMap<>(object.attributes()).forEach((name, value) -> {
            if (!name.equals(Annotation.AREA) && !name.equals(Annotation.KEYPOINT_COUNT)) {
                xml.append("      <attribute name=\"")
                        .append(XmlText.escaped(name))
                        .append("\">");
                xml.append(XmlText.escaped(value)).append("</attribute>\n");
            }
        });
        xml.append("    </").append(kind).append(">\n");
    }

    private static void skeleton(Shape.Keypoints keypoints, Annotation object, StringBuilder xml) {
        begin("skeleton", object, xml);
        xml.append(" z_order=\"0\">\n");
        for (int i = 0; 3 * i < keypoints.values().size(); i++) {
            double seen = keypoints.values().get(3 * i + 2);
            List<String> named = keypoints.skeleton().names();
            xml.append("      <points label=\"");
            xml.append(XmlText.escaped(i < named.size() ? named.get(i) : Integer.toString(i + 1)));
            xml.append("\" source=\"manual\" outside=\"").append(seen > 0 ? 0 : 1);
            xml.append("\" occluded=\"").append(seen == 1 ? 1 : 0).append("\" points=\"");
            xml.append(Decimal.shortest(keypoints.values().get(3 * i))).append(',');
            xml.append(Decimal.shortest(keypoints.values().get(3 * i + 1))).append("\">\n      </points>\n");
        }
        end("skeleton", object, xml);
    }

    private static String edges(Shape.Box box) {
        return " xtl=\"" + Decimal.shortest(box.x()) + "\" ytl=\"" + Decimal.shortest(box.y()) + "\" xbr=\""
                + Decimal.shortest(box.right()) + "\" ybr=\"" + Decimal.shortest(box.bottom()) + "\"";
    }

    private static String points(Ring ring) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < ring.size(); i++) {
            points.append(i == 0 ? "" : ";")
                    .append(Decimal.shortest(ring.x(i)))
                    .append(',')
                    .append(Decimal.shortest(ring.y(i)));
        }
        return points.toString();
    }

    /** Runs row by row within the mask's box, the first of background. */
    private static String mask(RunLengths runs) {
        Shape.Box box = runs.bounds();
        boolean[] rows = runs.toRows();
        int left = (int) box.x();
        int top = (int) box.y();
        int width = (int) box.width();
        int height = (int) box.height();
        List<Long> lengths = new ArrayList<>();
        boolean current = false;
        long length = 0;
        for (int i = 0; i < width * height; i++) {
            boolean here = rows[(top + i / width) * runs.width() + left + i % width];
            if (here != current) {
                lengths.add(length);
                length = 0;
                current = here;
            }
            length++;
        }
        lengths.add(length);
        return " rle=\"" + lengths.stream().map(Object::toString).collect(Collectors.joining(", ")) + "\" left=\""
                + left + "\" top=\"" + top + "\" width=\"" + width + "\" height=\"" + height + "\"";
    }

    @Override
    public ExportReport finish() throws IOException {
        put("</annotations>\n");
        file.moveTo(sink, "annotations.xml");
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
