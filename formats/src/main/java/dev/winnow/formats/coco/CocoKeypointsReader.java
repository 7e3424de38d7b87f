package dev.winnow.formats.coco;

import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import java.io.IOException;
import java.util.Locale;

/** Reads COCO's JSON of persons and their keypoints. Of a folder it reads the files with {@code keypoints} in their names. */
public final class CocoKeypointsReader implements LabelReader {

    @Override
    public LabelFormat format() {
        return LabelFormat.COCO_KEYPOINTS;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles.of(request, sink)
                .each(
                        source -> source.substring(source.lastIndexOf('/') + 1)
                                .toLowerCase(Locale.ROOT)
                                .matches(".*keypoints.*\\.json"),
                        (file, name) -> new CocoFile(file, name, request.pictures(), sink).read());
    }
}
