package dev.winnow.formats.huggingface;

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
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.ObjectShapes;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import dev.winnow.formats.release.Shards;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code data/SPLIT-00000-of-00004.parquet} with the pictures inside, and {@code README.md} with the features. {@code load_dataset} reads the
 * folder with all its types; each file also stands for itself. Row groups have 100 rows or 64 MiB, files about 256 MiB.
 */
public final class ParquetExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.FLAGS, Loss.ATTRIBUTES, Loss.SCORES, Loss.ANNOTATORS);

    private final Release release;
    private final FileSink sink;
    private final Shards shards;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final Map<Split, Open> open = new EnumMap<>(Split.class);
    private long objects;

    private record Open(int number, PictureTable table) {}

    /** Makes exporters of Parquet. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.PARQUET;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            return new ParquetExporter(release, sink);
        }
    }

    private ParquetExporter(Release release, FileSink sink) {
        this.release = release;
        this.sink = sink;
        this.shards = new Shards(release, 1, 1);
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        int number = shards.next(item.split());
        Open file = open.get(item.split());
        if (file == null || file.number() != number) {
            end(item.split());
            file = new Open(number, new PictureTable(release));
            open.put(item.split(), file);
        }
        List<Annotation> boxed = item.labels().objects().stream()
                .filter(object -> ObjectShapes.box(object).isPresent()
                        && release.objects().number(object.category()).isPresent())
                .toList();
        file.table().write(item, names.next(item) + "." + item.picture().extension(), boxed, objects + 1);
        objects += boxed.size();
        count(item, boxed);
    }

    private void count(ReleaseItem item, List<Annotation> boxed) {
        tally.item();
        tally.objects(boxed.size());
        tally.lost(Loss.WITHOUT_SHAPE, item.labels().objects().size() - (long) boxed.size());
        tally.lost(Loss.MORE_IMAGE_CLASSES, Math.max(0, item.labels().classes().size() - 1));
        if (item.labels().state() == AnnotationSet.State.UNLABELLED) {
            tally.lost(Loss.UNKNOWN_STATE);
        }
        for (Annotation object : boxed) {
            tally.beside(object, BESIDE);
            if (ObjectShapes.isMoreThanBox(object)) {
                tally.lost(Loss.SHAPES_AS_BOXES);
            }
            if (object.shape(Shape.Keypoints.class).isPresent()) {
                tally.lost(Loss.KEYPOINTS);
            }
        }
    }

    private void end(Split split) throws IOException {
        Open file = open.remove(split);
        if (file != null) {
            try (PictureTable table = file.table()) {
                table.finish()
                        .moveTo(
                                sink,
                                String.format(
                                        Locale.ROOT,
                                        "data/%s-%05d-of-%05d.parquet",
                                        DatasetFeatures.split(split),
                                        file.number(),
                                        shards.of(split)));
            }
        }
    }

    @Override
    public ExportReport finish() throws IOException {
        for (Split split : Split.values()) {
            end(split);
        }
        sink.file("README.md", DatasetFeatures.readme(release, "data/%s-*"));
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        for (Open file : open.values()) {
            file.table().close();
        }
    }
}
