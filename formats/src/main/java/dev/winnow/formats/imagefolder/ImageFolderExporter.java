package dev.winnow.formats.imagefolder;

import dev.winnow.formats.release.ClassFolders;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseClass;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * {@code SPLIT/CLASS/NAME.jpg}. An image is in the folder of its first class; one without a class is in {@value #UNLABELLED}. A class
 * without an image in a split has no folder there, because torchvision refuses empty ones.
 */
public final class ImageFolderExporter implements Exporter {
    static final String UNLABELLED = "unlabelled";

    private final FileSink sink;
    private final ReleaseNames names = new ReleaseNames();
    private final ClassFolders folders = new ClassFolders();
    private final ExportTally tally = new ExportTally();

    /** Makes exporters of folders. */
    public static class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.IMAGEFOLDER;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            return new ImageFolderExporter(release, sink);
        }
    }

    /** Ultralytics reads the same folders to train classifiers. */
    public static final class YoloClassify extends Factory {
        @Override
        public ExportFormat format() {
            return ExportFormat.YOLO_CLASSIFY;
        }
    }

    private ImageFolderExporter(Release release, FileSink sink) {
        this.sink = sink;
        for (ReleaseClass one : release.images().all()) {
            folders.of(one.name()); // so that names do not depend on the order of the items
        }
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        List<String> classes = item.labels().classes();
        String folder = folders.of(classes.isEmpty() ? UNLABELLED : classes.get(0));
        String name = names.next(item) + "." + item.picture().extension();
        item.picture().writeTo(sink, item.split().key() + "/" + folder + "/" + name);
        tally.item();
        if (classes.isEmpty()) {
            tally.lost(Loss.UNLABELLED_IMAGES);
        }
        tally.lost(Loss.MORE_IMAGE_CLASSES, Math.max(0, classes.size() - 1));
        tally.lost(Loss.OBJECTS, item.labels().objects().size());
    }

    @Override
    public ExportReport finish() {
        return tally.report();
    }

    @Override
    public void close() {
        // nothing waits
    }
}
