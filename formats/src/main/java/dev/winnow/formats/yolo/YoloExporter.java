package dev.winnow.formats.yolo;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.ObjectShapes;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseClass;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import dev.winnow.formats.text.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Ultralytics' folders: {@code images/SPLIT/NAME.jpg}, {@code labels/SPLIT/NAME.txt} and {@code data.yaml}.
 *
 * <ol>
 *   <li>An image without objects has an empty label file; one that nobody labelled has none.
 *   <li>All numbers lie in the picture, because one beyond it makes Ultralytics drop the picture.
 *   <li>Numbers have six decimals, and one more for each power of ten by which a side exceeds 1,000 pixels: boxes keep their places to
 *       1/1,000 of a pixel.
 *   <li>{@code data.yaml} names no path, so that the folder can be moved.
 * </ol>
 */
public final class YoloExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.FLAGS, Loss.ATTRIBUTES, Loss.SCORES, Loss.ANNOTATORS);

    private final ExportFormat format;
    private final Release release;
    private final FileSink sink;
    private final Skeleton skeleton;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();

    /** Makes exporters of upright boxes. */
    public static class Detect implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.YOLO;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            return new YoloExporter(format(), release, sink);
        }
    }

    /** Makes exporters of outlines. */
    public static final class Segment extends Detect {
        @Override
        public ExportFormat format() {
            return ExportFormat.YOLO_SEGMENT;
        }
    }

    /** Makes exporters of turned boxes. */
    public static final class Obb extends Detect {
        @Override
        public ExportFormat format() {
            return ExportFormat.YOLO_OBB;
        }
    }

    /** Makes exporters of boxes with keypoints. */
    public static final class Pose extends Detect {
        @Override
        public ExportFormat format() {
            return ExportFormat.YOLO_POSE;
        }
    }

    private YoloExporter(ExportFormat format, Release release, FileSink sink) {
        this.format = format;
        this.release = release;
        this.sink = sink;
        this.skeleton = release.objects().all().stream()
                .map(ReleaseClass::skeleton)
                .filter(one -> !one.names().isEmpty())
                .findFirst()
                .orElse(Skeleton.NONE);
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        String name = item.split().key() + "/" + names.next(item);
        item.picture().writeTo(sink, "images/" + name + "." + item.picture().extension());
        tally.item();
        tally.lost(Loss.IMAGE_CLASSES, item.labels().classes().size());
        if (item.labels().state() == AnnotationSet.State.UNLABELLED
                && item.labels().objects().isEmpty()) {
            return;
        }
        Rows rows = new Rows(item.picture().width(), item.picture().height());
        for (Annotation object : item.labels().objects()) {
            write(object, rows);
        }
        sink.file("labels/" + name + ".txt", rows.text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void write(Annotation object, Rows rows) {
        OptionalInt number = release.objects().number(object.category());
        Optional<Shape.Box> whole = ObjectShapes.box(object);
        Optional<Shape.Box> box = whole.flatMap(all -> ObjectShapes.inside(all, rows.width, rows.height));
        if (number.isEmpty() || box.isEmpty()) {
            tally.lost(Loss.WITHOUT_SHAPE);
            return;
        }
        tally.beside(object, BESIDE);
        boolean keypoints = object.shape(Shape.Keypoints.class).isPresent();
        if (keypoints && format != ExportFormat.YOLO_POSE) {
            tally.lost(Loss.KEYPOINTS);
        }
        rows.text.append(number.getAsInt());
        switch (format) {
            case YOLO_SEGMENT -> outline(object, rows);
            case YOLO_OBB -> {
                if (object.finest().map(Shape::rank).orElse(0) > new Shape.RotatedBox(0, 0, 1, 1, 0).rank()) {
                    tally.lost(Loss.SHAPES_AS_BOXES);
                }
                points(ObjectShapes.corners(object).orElseThrow(), rows);
            }
            default -> {
                if (ObjectShapes.isMoreThanBox(object)) {
                    tally.lost(Loss.SHAPES_AS_BOXES);
                }
                if (!box.get().equals(whole.get())) {
                    tally.lost(Loss.CLIPPED);
                }
                rows.box(box.get());
                if (format == ExportFormat.YOLO_POSE) {
                    keypoints(object, rows);
                }
            }
        }
        rows.text.append('\n');
        tally.objects(1);
    }

    private void outline(Annotation object, Rows rows) {
        Shape finest = object.finest().orElseThrow();
        List<Ring> rings = ObjectShapes.outlines(object);
        if (finest instanceof Shape.Bitmap) {
            tally.lost(Loss.MASKS_AS_OUTLINES);
        } else if (!(finest instanceof Shape.Polygon)) {
            tally.lost(Loss.BOXES_AS_OUTLINES);
        }
        if (rings.size() > 1) {
            tally.lost(Loss.PARTS_JOINED);
        }
        points(
                rings.isEmpty()
                        ? ObjectShapes.corners(ObjectShapes.box(object).orElseThrow())
                        : ObjectShapes.joined(rings),
                rows);
    }

    private void points(Ring ring, Rows rows) {
        boolean outside = false;
        for (int i = 0; i < ring.size(); i++) {
            double x = Math.max(0, Math.min(rows.width, ring.x(i)));
            double y = Math.max(0, Math.min(rows.height, ring.y(i)));
            outside |= x != ring.x(i) || y != ring.y(i);
            rows.point(x, y);
        }
        if (outside) {
            tally.lost(Loss.CLIPPED);
        }
    }

    private void keypoints(Annotation object, Rows rows) {
        Optional<Shape.Keypoints> given = object.shape(Shape.Keypoints.class);
        boolean fits = given.isPresent()
                && given.get().values().size() == 3 * skeleton.names().size();
        if (given.isPresent() && !fits) {
            tally.lost(Loss.OTHER_SKELETON);
        }
        for (int i = 0; i < skeleton.names().size(); i++) {
            double seen = fits ? given.get().values().get(3 * i + 2) : 0;
            double x = seen > 0 ? given.get().values().get(3 * i) : 0;
            double y = seen > 0 ? given.get().values().get(3 * i + 1) : 0;
            rows.point(Math.max(0, Math.min(rows.width, x)), Math.max(0, Math.min(rows.height, y)));
            rows.text.append(' ').append((int) seen);
        }
    }

    @Override
    public ExportReport finish() throws IOException {
        StringBuilder yaml = new StringBuilder("# " + JsonText.of(release.title()) + "\n");
        Set<Split> there = release.splits().keySet();
        for (Split split : Split.values()) {
            Split from = there.contains(split) || split == Split.TEST || there.isEmpty()
                    ? split
                    : there.contains(Split.TEST) && split == Split.VAL
                            ? Split.TEST
                            : there.iterator().next();
            if (split != Split.TEST || there.contains(split)) {
                yaml.append(split.key()).append(": images/").append(from.key());
                yaml.append(from == split ? "\n" : " # there is no " + split.key() + " split\n");
            }
        }
        List<String> classes = release.objects().names();
        yaml.append("nc: ").append(classes.size()).append('\n');
        if (format == ExportFormat.YOLO_POSE) {
            yaml.append("kpt_shape: [").append(skeleton.names().size()).append(", 3]\n");
            yaml.append("flip_idx: ").append(mirrored(skeleton.names())).append('\n');
            // JSON is YAML
            yaml.append("keypoint_names: ")
                    .append(JsonText.of(skeleton.names()))
                    .append('\n');
        }
        yaml.append(classes.isEmpty() ? "names: {}\n" : "names:\n");
        for (int i = 0; i < classes.size(); i++) {
            yaml.append("  ")
                    .append(i)
                    .append(": ")
                    .append(JsonText.of(classes.get(i)))
                    .append('\n');
        }
        sink.file("data.yaml", yaml.toString().getBytes(StandardCharsets.UTF_8));
        return tally.report();
    }

    /** Where each point is in a mirrored picture: left ones change with right ones. */
    private static List<Integer> mirrored(List<String> names) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.putIfAbsent(names.get(i), i);
        }
        return names.stream()
                .map(name -> places.getOrDefault(
                        name.contains("left") ? name.replace("left", "right") : name.replace("right", "left"),
                        places.get(name)))
                .toList();
    }

    @Override
    public void close() {
        // nothing waits
    }

    /** The rows of one label file. */
    private static final class Rows {
        private final StringBuilder text = new StringBuilder();
        private final int width;
        private final int height;
        private final int decimals;
        private final long scale;

        Rows(int width, int height) {
            this.width = width;
            this.height = height;
            int longer = Math.max(width, height);
            this.decimals = longer <= 1_000 ? 6 : longer <= 10_000 ? 7 : 8;
            this.scale = decimals == 6 ? 1_000_000 : decimals == 7 ? 10_000_000 : 100_000_000;
        }

        void box(Shape.Box box) {
            number((box.x() + box.width() / 2) / width);
            number((box.y() + box.height() / 2) / height);
            number(box.width() / width);
            number(box.height() / height);
        }

        void point(double x, double y) {
            number(x / width);
            number(y / height);
        }

        /** Half up, whatever the locale and the version of the JDK. */
        private void number(double share) {
            long whole = (long) Math.floor(share * scale + 0.5);
            text.append(' ').append(whole / scale).append('.');
            String digits = Long.toString(whole % scale);
            text.append("0".repeat(decimals - digits.length())).append(digits);
        }
    }
}
