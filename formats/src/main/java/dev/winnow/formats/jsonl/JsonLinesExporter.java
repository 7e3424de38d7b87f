package dev.winnow.formats.jsonl;

import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.HeldFile;
import dev.winnow.formats.release.ItemJson;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import java.io.IOException;
import java.util.Map;

/** {@code images/SPLIT/NAME.jpg} and {@code items.jsonl}, a line for each item. Nothing is lost. */
public final class JsonLinesExporter implements Exporter {
    private final FileSink sink;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final HeldFile file = new HeldFile();

    /** Makes exporters of lines. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.JSONL;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) throws IOException {
            return new JsonLinesExporter(sink);
        }
    }

    private JsonLinesExporter(FileSink sink) throws IOException {
        this.sink = sink;
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String picture = "images/" + item.split().key() + "/" + names.next(item) + "."
                + item.picture().extension();
        item.picture().writeTo(sink, picture);
        file.out().write(ItemJson.of(item, picture));
        file.out().write('\n');
        tally.item();
        tally.objects(item.labels().objects().size());
    }

    @Override
    public ExportReport finish() throws IOException {
        file.moveTo(sink, "items.jsonl");
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
