package dev.winnow.formats.yolo;

import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads YOLO's text files, one an image. The task decides what a row of a certain length is, so each has a reader of its own.
 *
 * <p>A label file is for the picture whose last folder {@code images} becomes {@code labels}; or that lies beside it; or else for the one
 * picture of its name that has no such file.
 */
public abstract class YoloReader implements LabelReader {
    private static final Set<String> NO_LABELS = Set.of(
            "classes",
            "labels",
            "train",
            "val",
            "valid",
            "test",
            "trainval",
            "license",
            "notes",
            "requirements",
            "obj");

    private final LabelFormat format;

    YoloReader(LabelFormat format) {
        this.format = format;
    }

    /** Upright boxes. */
    public static final class Detect extends YoloReader {
        public Detect() {
            super(LabelFormat.YOLO_DETECT);
        }
    }

    /** Outlines. */
    public static final class Segment extends YoloReader {
        public Segment() {
            super(LabelFormat.YOLO_SEGMENT);
        }
    }

    /** Boxes by four corners; DOTA's rows in pixels too. */
    public static final class Obb extends YoloReader {
        public Obb() {
            super(LabelFormat.YOLO_OBB);
        }
    }

    /** Boxes with keypoints. */
    public static final class Pose extends YoloReader {
        public Pose() {
            super(LabelFormat.YOLO_POSE);
        }
    }

    @Override
    public LabelFormat format() {
        return format;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles files = LabelFiles.besideDescription(request, YoloClasses::isDescription, sink);
        YoloClasses classes = YoloClasses.find(files, request.path(), sink);
        PictureLinks links = new PictureLinks(request.pictures());
        files.each(YoloReader::isLabels, (file, name) -> {
            if (files.isOne() && YoloClasses.isDescription(name)) {
                return;
            }
            PictureLinks.Link link = link(files, links, name);
            new YoloFile(format, classes, name, link, sink).read(file);
        });
        links.reportUnlabelled(sink);
    }

    private static boolean isLabels(String source) {
        String file = source.substring(source.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (!file.endsWith(".txt")) {
            return false;
        }
        String stem = file.substring(0, file.length() - 4);
        boolean inLabels =
                Arrays.asList(source.toLowerCase(Locale.ROOT).split("/")).contains("labels");
        return inLabels && !stem.equals("classes") || !NO_LABELS.contains(stem) && !stem.startsWith("readme");
    }

    private static PictureLinks.Link link(LabelFiles files, PictureLinks links, String name) {
        String stem = name.substring(0, name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.'));
        if (files.isOne()) {
            return links.linkLone(name, stem);
        }
        List<String> names = Arrays.asList(stem.split("/"));
        int labels = names.lastIndexOf("labels");
        if (labels >= 0 && !names.subList(labels + 1, names.size()).contains("images")) {
            String image = String.join("/", names.subList(0, labels))
                    + (labels > 0 ? "/" : "")
                    + "images/"
                    + names.subList(labels + 1, names.size()).stream().collect(Collectors.joining("/"));
            return links.linkFile(name, image, stem);
        }
        return links.linkFile(name, picture -> !hasLabelsByRule(files, picture), stem);
    }

    /** Whether a picture has the label file that the rule gives it. */
    private static boolean hasLabelsByRule(LabelFiles files, String picture) {
        List<String> names = Arrays.asList(picture.split("/"));
        int images = names.subList(0, names.size() - 1).lastIndexOf("images");
        if (images < 0) {
            return false;
        }
        String labels = String.join("/", names.subList(0, images))
                + (images > 0 ? "/" : "")
                + "labels/"
                + String.join("/", names.subList(images + 1, names.size()));
        int dot = labels.lastIndexOf('.');
        return Files.exists(files.root().resolve((dot < 0 ? labels : labels.substring(0, dot)) + ".txt"));
    }
}
