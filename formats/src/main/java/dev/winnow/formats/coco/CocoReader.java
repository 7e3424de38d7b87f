package dev.winnow.formats.coco;

import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads COCO's JSON of objects: boxes, outlines, run lengths, keypoints. Of a folder it reads the JSON files that are neither named after
 * keypoints, panoptic segments or captions, nor settings: these speak of the same objects again.
 */
public final class CocoReader implements LabelReader {

    @Override
    public LabelFormat format() {
        return LabelFormat.COCO;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles.of(request, sink)
                .each(
                        CocoReader::isOfObjects,
                        (file, name) -> new CocoFile(file, name, request.pictures(), sink).read());
    }

    private static boolean isOfObjects(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.endsWith(".json")
                && !name.contains("keypoints")
                && !name.contains("panoptic")
                && !name.startsWith("captions")
                && !name.startsWith("image_info");
    }
}
