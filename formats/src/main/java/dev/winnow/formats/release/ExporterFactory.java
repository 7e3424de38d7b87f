package dev.winnow.formats.release;

import java.io.IOException;
import java.util.Map;

/** Makes exporters of one format. Stateless. */
public interface ExporterFactory {

    ExportFormat format();

    /**
     * An exporter that writes into a sink.
     *
     * @param options of the format, such as {@code voc.origin=1}; unknown ones are ignored
     * @throws IllegalArgumentException for a known option with a value that it does not take
     */
    Exporter exporter(Release release, FileSink sink, Map<String, String> options) throws IOException;
}
