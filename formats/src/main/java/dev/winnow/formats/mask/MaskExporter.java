package dev.winnow.formats.mask;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.ObjectShapes;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code images/SPLIT/NAME.jpg} with {@code masks/SPLIT/NAME.png}: each pixel has the number of its class + 1, 0 where there is none, and
 * the void value where a crowd is. {@code labels.txt} names the values. Greater objects are painted first, so that smaller ones are seen.
 * An image that nobody labelled has no mask.
 */
public final class MaskExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.ATTRIBUTES, Loss.SCORES, Loss.ANNOTATORS);
    private static final int MOST_IN_A_PALETTE = 254;

    private final Release release;
    private final FileSink sink;
    private final int crowd;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();

    private record Painted(RunLengths mask, int value) {}

    /** Makes exporters of index masks. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.MASKS;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            return new MaskExporter(release, sink);
        }
    }

    private MaskExporter(Release release, FileSink sink) {
        this.release = release;
        this.sink = sink;
        this.crowd = release.objects().names().size() > MOST_IN_A_PALETTE ? 65535 : ClassMap.IGNORED;
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String name = item.split().key() + "/" + names.next(item);
        item.picture().writeTo(sink, "images/" + name + "." + item.picture().extension());
        tally.item();
        tally.lost(Loss.IMAGE_CLASSES, item.labels().classes().size());
        if (item.labels().state() == AnnotationSet.State.UNLABELLED
                && item.labels().objects().isEmpty()) {
            return;
        }
        sink.file("masks/" + name + ".png", mask(item));
    }

    private byte[] mask(ReleaseItem item) {
        int width = item.picture().width();
        int height = item.picture().height();
        List<Painted> painted = new ArrayList<>();
        for (Annotation object : item.labels().objects()) {
            Optional<RunLengths> mask = ObjectShapes.mask(object, width, height);
            OptionalInt number = release.objects().number(object.category());
            if (mask.isEmpty() || number.isEmpty()) {
                tally.lost(Loss.WITHOUT_SHAPE);
                continue;
            }
            tally.objects(1);
            tally.beside(object, BESIDE);
            if (object.finest().orElseThrow() instanceof Shape.Polygon) {
                tally.lost(Loss.OUTLINES_AS_MASKS);
            }
            painted.add(new Painted(mask.get(), object.flags().crowd() ? crowd : number.getAsInt() + 1));
        }
        painted.sort((a, b) -> Long.compare(b.mask().area(), a.mask().area()));
        int[] pixels = new int[width * height];
        boolean hidden = false;
        for (Painted one : painted) {
            hidden |= paint(one, pixels, width);
        }
        tally.lost(Loss.HIDDEN_PIXELS, hidden ? 1 : 0);
        return IndexPng.write(width, height, pixels);
    }

    /** Whether it covers another class. */
    private static boolean paint(Painted one, int[] pixels, int width) {
        boolean hides = false;
        RunLengths runs = one.mask();
        int at = 0;
        for (int i = 0; i < runs.size(); i++) {
            for (int n = runs.run(i); n > 0; n--, at++) {
                if (i % 2 == 1) {
                    int pixel = at % runs.height() * width + at / runs.height();
                    hides |= pixels[pixel] != 0 && pixels[pixel] != one.value();
                    pixels[pixel] = one.value();
                }
            }
        }
        return hides;
    }

    @Override
    public ExportReport finish() throws IOException {
        StringBuilder labels = new StringBuilder("0: background\n");
        List<String> classes = release.objects().names();
        for (int i = 0; i < classes.size(); i++) {
            labels.append(i + 1).append(": ").append(classes.get(i)).append('\n');
        }
        labels.append(crowd).append(": void\n");
        sink.file("labels.txt", labels.toString().getBytes(StandardCharsets.UTF_8));
        return tally.report();
    }

    @Override
    public void close() {
        // nothing waits
    }
}
