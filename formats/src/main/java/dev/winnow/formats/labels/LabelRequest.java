package dev.winnow.formats.labels;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What to read.
 *
 * @param path a label file, a file that describes labels ({@code data.yaml}, {@code labels.txt}, {@code labelmap.txt}: what lies beside and
 *     below it is read), or a folder of them
 * @param pictures those that the labels may be for
 * @param options of the format, such as {@code voc.origin=1}; unknown ones are ignored
 */
public record LabelRequest(Path path, Pictures pictures, Map<String, String> options) {
    public LabelRequest {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(pictures, "pictures");
        options = Map.copyOf(options);
    }
}
