package dev.winnow.formats.table;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.manifest.FormulaGuard;
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
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code images/SPLIT/NAME.jpg} and {@code annotations.csv}: a row for each object, with edges in pixels from 0; a row without a class for
 * an image without objects. {@code image_class} is the class of the whole image. An image that nobody labelled and that has no class has no
 * row.
 */
public final class TableExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.ATTRIBUTES);
    private static final List<String> HEADER = List.of(
            "filename",
            "split",
            "width",
            "height",
            "class",
            "xmin",
            "ymin",
            "xmax",
            "ymax",
            "iscrowd",
            "difficult",
            "occluded",
            "truncated",
            "score",
            "annotator",
            "image_class");

    private final FileSink sink;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final HeldFile file = new HeldFile();
    private final CSVPrinter csv;

    /** Makes exporters of a table. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.CSV;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) throws IOException {
            return new TableExporter(sink);
        }
    }

    private TableExporter(FileSink sink) throws IOException {
        this.sink = sink;
        this.csv = new CSVPrinter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8), CSVFormat.RFC4180);
        csv.printRecord(HEADER);
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String picture = "images/" + item.split().key() + "/" + names.next(item) + "."
                + item.picture().extension();
        item.picture().writeTo(sink, picture);
        tally.item();
        List<String> classes = item.labels().classes();
        tally.lost(Loss.MORE_IMAGE_CLASSES, Math.max(0, classes.size() - 1));
        boolean row = false;
        for (Annotation object : item.labels().objects()) {
            Optional<Shape.Box> box = ObjectShapes.box(object);
            if (box.isEmpty()) {
                tally.lost(Loss.WITHOUT_SHAPE);
                continue;
            }
            row = true;
            object(object, box.get(), item, picture);
        }
        boolean said = item.labels().state() != AnnotationSet.State.UNLABELLED || !classes.isEmpty();
        if (!row && said) {
            row(item, picture, "", "", "", "", "", "", "", "", "", "", "");
        }
    }

    private void object(Annotation object, Shape.Box box, ReleaseItem item, String picture) throws IOException {
        tally.objects(1);
        tally.beside(object, BESIDE);
        if (ObjectShapes.isMoreThanBox(object)) {
            tally.lost(Loss.SHAPES_AS_BOXES);
        }
        if (object.shape(Shape.Keypoints.class).isPresent()) {
            tally.lost(Loss.KEYPOINTS);
        }
        row(
                item,
                picture,
                object.category(),
                Decimal.shortest(box.x()),
                Decimal.shortest(box.y()),
                Decimal.shortest(box.right()),
                Decimal.shortest(box.bottom()),
                flag(object.flags().crowd()),
                flag(object.flags().difficult()),
                flag(object.flags().occluded()),
                flag(object.flags().truncated()),
                object.score().isPresent() ? Decimal.shortest(object.score().getAsDouble()) : "",
                object.provenance().annotator());
    }

    private void row(ReleaseItem item, String picture, String... cells) throws IOException {
        csv.print(picture);
        csv.print(item.split().key());
        csv.print(item.picture().width());
        csv.print(item.picture().height());
        csv.print(FormulaGuard.guard(cells[0]));
        for (int i = 1; i < cells.length - 1; i++) {
            csv.print(cells[i]);
        }
        csv.print(FormulaGuard.guard(cells[cells.length - 1]));
        List<String> classes = item.labels().classes();
        csv.print(classes.isEmpty() ? "" : FormulaGuard.guard(classes.get(0)));
        csv.println();
    }

    private static String flag(boolean there) {
        return there ? "1" : "0";
    }

    @Override
    public ExportReport finish() throws IOException {
        csv.flush();
        file.moveTo(sink, "annotations.csv");
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
