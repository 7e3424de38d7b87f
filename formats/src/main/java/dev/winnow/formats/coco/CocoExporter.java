package dev.winnow.formats.coco;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.HeldFile;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * COCO's folders: {@code images/SPLIT/NAME.jpg} and {@code annotations/instances_SPLIT.json}, whose {@code file_name} is relative to the
 * split's pictures.
 */
public final class CocoExporter implements Exporter {
    private final Release release;
    private final FileSink sink;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final Map<Split, Instances> splits = new EnumMap<>(Split.class);

    private record Instances(HeldFile file, CocoWriter writer) {}

    /** Makes exporters of instances: boxes, outlines, masks and keypoints. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.COCO;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) throws IOException {
            return new CocoExporter(release, sink);
        }
    }

    private CocoExporter(Release release, FileSink sink) throws IOException {
        this.release = release;
        this.sink = sink;
        for (Split split : release.splits().keySet()) {
            open(split);
        }
    }

    private Instances open(Split split) throws IOException {
        HeldFile file = new HeldFile();
        Instances instances = new Instances(file, new CocoWriter(file.out(), release));
        splits.put(split, instances);
        return instances;
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String name = names.next(item) + "." + item.picture().extension();
        item.picture().writeTo(sink, "images/" + item.split().key() + "/" + name);
        tally.item();
        tally.lost(Loss.IMAGE_CLASSES, item.labels().classes().size());
        if (item.labels().state() == AnnotationSet.State.UNLABELLED) {
            tally.lost(Loss.UNKNOWN_STATE);
        }
        Instances instances = splits.containsKey(item.split()) ? splits.get(item.split()) : open(item.split());
        long before = instances.writer().leftOut();
        instances
                .writer()
                .write(new ImageLabels(
                        name,
                        Origin.of(item.source()),
                        Optional.of(DeclaredSize.stated(
                                item.picture().width(), item.picture().height())),
                        Convention.PIXELS,
                        "",
                        item.labels().objects().isEmpty()
                                ? AnnotationSet.DECLARED_EMPTY
                                : AnnotationSet.of(item.labels().objects()),
                        List.of()));
        long leftOut = instances.writer().leftOut() - before;
        tally.lost(Loss.WITHOUT_SHAPE, leftOut);
        tally.objects(item.labels().objects().size() - leftOut);
    }

    @Override
    public ExportReport finish() throws IOException {
        for (Map.Entry<Split, Instances> split : splits.entrySet()) {
            split.getValue().writer().close();
            split.getValue()
                    .file()
                    .moveTo(sink, "annotations/instances_" + split.getKey().key() + ".json");
        }
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        for (Instances instances : splits.values()) {
            try (HeldFile file = instances.file()) {
                instances.writer().discard();
            }
        }
    }
}
