package dev.winnow.formats.release;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.ClassIds;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.mask.IndexPng;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A release of six drawn pictures with every kind of label. */
public final class DrawnRelease {
    public static final int WIDTH = 60;
    public static final int HEIGHT = 40;

    public final List<ReleaseItem> items = new ArrayList<>();
    public final Release release;

    public DrawnRelease() {
        Skeleton pose = new Skeleton(List.of("nose", "tail"), List.of(new Skeleton.Link(0, 1)));
        add(
                "cats/a b.png",
                Split.TRAIN,
                List.of("cat"),
                List.of(
                        object("cat", new Shape.Box(10.5, 5.25, 20, 30)),
                        object("dog", new Shape.Box(0, 0, WIDTH, HEIGHT))));
        add(
                "cats/é.png",
                Split.TRAIN,
                List.of("cat"),
                List.of(object(
                        "cat",
                        new Shape.Box(4, 4, 20, 12),
                        new Shape.Polygon(List.of(Ring.of(4, 4, 24, 4, 24, 16, 4, 16))))));
        add("dogs/A.B.png", Split.VAL, List.of("dog", "pet"), List.of(object("dog", square())));
        add("dogs/empty.png", Split.TRAIN, List.of("dog"), List.of());
        add(
                "dogs/pose.png",
                Split.VAL,
                List.of(),
                List.of(object(
                        "dog",
                        new Shape.Box(10, 10, 20, 20),
                        new Shape.Keypoints(Numbers.of(12, 12, 2, 0, 0, 0), pose))));
        add(
                "turned.png",
                Split.TEST,
                List.of("dog"),
                List.of(
                        object("cat", new Shape.RotatedBox(30, 20, 20, 10, 30)),
                        new Annotation(
                                "dog",
                                List.of(new Shape.Box(1, 2, 3, 4)),
                                Flags.of(false, true, true, false),
                                OptionalDouble.empty(),
                                Provenance.of(Origin.of("x")),
                                Map.of("age", "3"),
                                List.of())));
        items.sort(null);
        ReleaseSurvey survey = new ReleaseSurvey();
        for (ReleaseItem item : items) {
            survey.add(item.split(), item.picture().bytes(), item.labels());
        }
        release = survey.release(
                "pets", "v1", LocalDate.of(2026, 11, 28), "CC0-1.0", Ontology.defaults(), ClassIds.none());
    }

    /** A ring of pixels with a hole. */
    private static Shape.Bitmap square() {
        boolean[] pixels = new boolean[WIDTH * HEIGHT];
        for (int y = 10; y < 20; y++) {
            for (int x = 10; x < 25; x++) {
                pixels[y * WIDTH + x] = x < 13 || x > 20 || y < 13 || y > 16;
            }
        }
        return new Shape.Bitmap(RunLengths.ofRows(WIDTH, HEIGHT, pixels));
    }

    public static Annotation object(String category, Shape... shapes) {
        return Annotation.of(category, Provenance.of(Origin.of("x")), shapes);
    }

    private void add(String source, Split split, List<String> classes, List<Annotation> objects) {
        items.add(item(
                "i" + items.size(),
                source,
                split,
                picture(items.size(), WIDTH, HEIGHT),
                ReleaseLabels.of(
                        classes, objects.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(objects))));
    }

    public static ReleaseItem item(String id, String source, Split split, byte[] png, ReleaseLabels labels) {
        ContentHash content = ContentHash.of(png);
        return new ReleaseItem(
                id,
                source,
                content,
                split,
                OptionalInt.empty(),
                new ReleasePicture(
                        content, "image/png", png.length, WIDTH, HEIGHT, () -> new ByteArrayInputStream(png)),
                labels,
                Map.of(Measure.BRIGHTNESS, 0.5));
    }

    /** A PNG whose pixels depend on the number, and whose bytes do not depend on the machine. */
    public static byte[] picture(int number, int width, int height) {
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = (x / 5 * 7 + y / 3 * 11 + number * 40) & 0xff;
            }
        }
        return IndexPng.write(width, height, pixels);
    }

    public ExportReport export(ExportFormat format, Path folder) throws IOException {
        return export(format, new FolderSink(folder), Map.of());
    }

    public ExportReport export(ExportFormat format, FileSink sink, Map<String, String> options) throws IOException {
        try (sink;
                Exporter exporter = Exporters.of(format).orElseThrow().exporter(release, sink, options)) {
            for (ReleaseItem item : items) {
                exporter.write(item);
            }
            return exporter.finish();
        }
    }
}
