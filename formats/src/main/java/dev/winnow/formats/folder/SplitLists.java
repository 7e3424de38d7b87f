package dev.winnow.formats.folder;

import dev.winnow.dataset.Split;
import dev.winnow.formats.text.TextLines;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that list the images of a split: {@code ImageSets/Main/train.txt} with names below {@code JPEGImages}, and {@code train.txt} with
 * paths, as Darknet and YOLO have them. Holds one entry for each image that is listed. Not for several threads while it sees files.
 */
final class SplitLists {
    static final SplitLists NONE = new SplitLists();

    private static final Pattern IMAGE_SET =
            Pattern.compile("(?i)((?:.*/)?)ImageSets/(Main|Segmentation|Layout)/(train|val|test)\\.txt");
    private static final Pattern LIST = Pattern.compile("(?i)((?:[^/]+/)?)(train|val|valid|test)\\.txt");
    private static final Pattern IMAGE = Pattern.compile("(?i).*\\.(?:jpe?g|png|bmp|webp|tiff?|gif|avif|heic)");
    private static final int MOST = 20_000_000;

    private final Map<String, Split> splits = new HashMap<>();

    /** Reads the file if it is a list. */
    void see(Path file, String source) throws IOException {
        Matcher set = IMAGE_SET.matcher(source);
        Matcher list = LIST.matcher(source);
        try {
            if (set.matches()) {
                Split split = Split.ofFolder(set.group(3)).orElseThrow();
                boolean main = set.group(2).equalsIgnoreCase("Main");
                each(file, line -> put(set.group(1) + line, split, main));
            } else if (list.matches()) {
                Split split = Split.ofFolder(list.group(2)).orElseThrow();
                each(file, line -> {
                    if (IMAGE.matcher(line).matches()) {
                        String path = line.replace('\\', '/').replaceFirst("^(?:\\./)+", "");
                        put(list.group(1) + key(path), split, true);
                        put(list.group(1) + key(path.replaceFirst("^data/", "")), split, false);
                    }
                });
            }
        } catch (UnreadableFileException e) {
            // no list, then: images have the splits of their folders
        }
    }

    private interface Line {
        void read(String line);
    }

    private static void each(Path file, Line line) throws IOException {
        try (TextLines lines = TextLines.of(file)) {
            for (String next = lines.next(); next != null; next = lines.next()) {
                if (!next.isBlank()) {
                    line.read(next.strip());
                }
            }
        }
    }

    private void put(String key, Split split, boolean overrides) {
        if (splits.size() < MOST) {
            if (overrides) {
                splits.put(key, split);
            } else {
                splits.putIfAbsent(key, split);
            }
        }
    }

    /** The split of an image, if it is listed. */
    Optional<Split> of(String source) {
        if (splits.isEmpty()) {
            return Optional.empty();
        }
        String key = key(source);
        Split split = splits.get(key);
        if (split == null && key.contains("JPEGImages/")) {
            split = splits.get(key.replaceFirst("(^|/)JPEGImages/", "$1"));
        }
        return Optional.ofNullable(split);
    }

    private static String key(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
    }
}
