package dev.winnow.formats.yolo;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.text.Excerpt;
import dev.winnow.formats.text.TextLines;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The classes of a dataset of YOLO by their numbers: of the {@code data.yaml}, {@code obj.names} or {@code classes.txt} that lies nearest
 * to the top.
 *
 * @param names by number; empty where no file names them, and numbers are their names then
 * @param keypoints of a pose, as {@code kpt_shape} says
 */
record YoloClasses(SortedMap<Integer, String> names, Optional<DataYaml.KeypointShape> keypoints) {
    private static final int MOST_CLASSES = 100_000;
    private static final int SHOWN = 8;

    static boolean isDescription(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml")
                || name.endsWith(".yml")
                || name.endsWith(".names")
                || name.endsWith(".data")
                || name.equals("classes.txt");
    }

    /** Finds the classes and hands them over. */
    static YoloClasses find(LabelFiles files, Path asked, LabelSink sink) throws IOException {
        Path description = isDescription(asked.getFileName().toString())
                        && !asked.toString().endsWith(".data")
                ? asked
                : nearestToTop(files);
        YoloClasses classes = new YoloClasses(new TreeMap<>(), Optional.empty());
        if (description != null) {
            String name = files.root()
                    .toAbsolutePath()
                    .relativize(description.toAbsolutePath())
                    .toString()
                    .replace('\\', '/');
            try {
                classes = read(description, name, sink);
            } catch (UnreadableFileException e) {
                sink.found(LabelFiles.refused(name, e));
            }
        } else {
            sink.found(
                    Found.of(
                            LabelIssue.UNDEFINED_CLASS,
                            Outcome.KEPT,
                            Origin.of("data.yaml"),
                            "No file names the classes: they are called by their numbers. Put a data.yaml, obj.names or classes.txt there."));
        }
        classes.names.values().stream()
                .distinct()
                .forEach(name -> sink.category(new DeclaredCategory(name, "", "", Skeleton.NONE)));
        return classes;
    }

    private static Path nearestToTop(LabelFiles files) throws IOException {
        Path folder = files.root();
        if (files.isOne()) { // of one label file, the classes are here or above its folders
            for (int up = 0;
                    up < 4 && folder != null;
                    up++, folder = folder.toAbsolutePath().getParent()) {
                for (String name : new String[] {"data.yaml", "dataset.yaml", "data.yml", "obj.names", "classes.txt"}) {
                    if (Files.isRegularFile(folder.resolve(name))) {
                        return folder.resolve(name);
                    }
                }
            }
            return null;
        }
        Path[] best = {null};
        int[] depth = {Integer.MAX_VALUE};
        FolderWalk.walk(folder, new FolderWalk.Visitor() {
            @Override
            public void file(Path file, String source) {
                String name = file.getFileName().toString();
                if (!isDescription(name) || name.endsWith(".data")) {
                    return;
                }
                // of files at one level a data.yaml comes first
                int rank = 2 * (int) source.chars().filter(c -> c == '/').count() + (name.contains(".y") ? 0 : 1);
                if (rank < depth[0]) {
                    depth[0] = rank;
                    best[0] = file;
                }
            }

            @Override
            public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
                // the import says so
            }
        });
        return best[0];
    }

    private static YoloClasses read(Path file, String name, LabelSink sink) throws IOException {
        if (!name.toLowerCase(Locale.ROOT).matches(".*\\.ya?ml")) {
            SortedMap<Integer, String> names = new TreeMap<>();
            try (TextLines lines = TextLines.of(file)) {
                for (String line = lines.next(); line != null && names.size() < MOST_CLASSES; line = lines.next()) {
                    if (!line.isBlank()) {
                        names.put(lines.line() - 1, line.strip());
                    }
                }
            }
            return new YoloClasses(names, Optional.empty());
        }
        DataYaml yaml = DataYaml.read(file);
        if (yaml.count().isPresent() && yaml.count().getAsInt() != yaml.names().size()) {
            sink.found(Found.of(
                    LabelIssue.CLASS_COUNT_MISMATCH,
                    Outcome.KEPT,
                    new Origin(name, name),
                    "nc says " + yaml.count().getAsInt() + ", names has "
                            + yaml.names().size() + "."));
        }
        return new YoloClasses(yaml.names(), yaml.keypoints());
    }

    /** Some names, for a sentence. */
    String shown() {
        return names.isEmpty()
                ? "none"
                : names.values().stream().limit(SHOWN).map(Excerpt::of).collect(Collectors.joining(", "))
                        + (names.size() > SHOWN ? ", …" : "");
    }
}
