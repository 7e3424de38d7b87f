package dev.winnow.formats.release;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A whole export: items, the files that wait for the last one, and the lock. */
public final class Export {
    private Export() {}

    /** Gives the items of a release one after another, in their order. */
    @FunctionalInterface
    public interface Items {
        /** @throws IOException when an item cannot be read or written */
        void each(Taker taker) throws IOException;

        /** Takes one item. */
        @FunctionalInterface
        interface Taker {
            /** @throws IOException when an item cannot be read or written */
            void take(ReleaseItem item) throws IOException;
        }
    }

    /**
     * Writes a release.
     *
     * @param sink is left open, so that an archive's owner closes it where the export is whole
     * @param options of the format
     * @throws IOException when a picture cannot be read or the sink fails; the export then has no lock
     */
    public static ExportReport write(
            ExporterFactory factory, Release release, Items items, FileSink sink, Map<String, String> options)
            throws IOException {
        FileSink open = new FileSink() {
            @Override
            public void file(String path, long bytes, InputStream content) throws IOException {
                sink.file(path, bytes, content);
            }

            @Override
            public void close() {
                // its owner does
            }
        };
        try (LockedSink locked =
                        new LockedSink(open, release.title(), factory.format().label());
                Exporter exporter = factory.exporter(release, locked, options)) {
            items.each(exporter::write);
            ExportReport report = exporter.finish();
            locked.seal();
            return report;
        }
    }
}
