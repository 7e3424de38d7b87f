package dev.winnow.formats.cvat;

import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import java.io.IOException;
import java.util.Locale;

/** Reads CVAT XML 1.1. Images are handed over as they come; frames of tracks at the end of the file. */
public final class CvatReader implements LabelReader {

    @Override
    public LabelFormat format() {
        return LabelFormat.CVAT;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles.of(request, sink)
                .each(
                        source -> source.toLowerCase(Locale.ROOT).endsWith(".xml"),
                        (file, name) -> new CvatFile(file, name, request.pictures(), sink).read());
    }
}
