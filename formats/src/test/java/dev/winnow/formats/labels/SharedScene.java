package dev.winnow.formats.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.Pictures.Picture;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.JsonTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The one scene in every format, and what readers must make of it. Lies outside the project. */
public final class SharedScene {
    private final JsonObject expected;
    private final Map<String, PictureSize> sizes = new HashMap<>();

    public SharedScene() {
        assumeTrue(Files.isDirectory(folder()), "the scene in every format is not at " + folder());
        try (JsonTokens json = JsonTokens.of(folder().resolve("expected.json"))) {
            json.next();
            expected = json.object();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (JsonObject picture : expected.objects("canonical")) {
            sizes.put(
                    picture.text("file").orElseThrow(),
                    new PictureSize(
                            (int) picture.number("width").orElseThrow(),
                            (int) picture.number("height").orElseThrow(),
                            (int) picture.number("orientation").orElseThrow()));
        }
    }

    /** The folder of the label data. */
    public static Path data() {
        String given = System.getenv("WINNOW_DATA");
        return (given == null ? Path.of("../../shared/data") : Path.of(given)).resolve("annotations");
    }

    public static Path folder() {
        return data().resolve("scene");
    }

    /** The pictures that lie below a folder, by their paths from there. */
    public Pictures pictures(Path root, String... places) {
        List<Picture> pictures = new ArrayList<>();
        for (String place : places) {
            sizes.forEach((file, size) -> {
                if (Files.exists(root.resolve(place).resolve(file))) {
                    pictures.add(new Picture(place.isEmpty() ? file : place + '/' + file, Optional.of(size)));
                }
            });
        }
        assertThat(pictures).as("pictures below " + root).hasSize(sizes.size());
        return new PictureIndex(pictures);
    }

    /** Fails unless the labels are those that the format's entry expects. */
    public void check(String format, Readings readings) {
        JsonObject entry = expected.object("formats").object(format);
        if (entry.has("sameAs")) {
            JsonObject same =
                    expected.object("formats").object(entry.text("sameAs").orElseThrow());
            check(same, Math.max(1e-6, same.number("tolerancePx").orElse(0)), readings); // of rounded numbers
        } else {
            check(entry, entry.number("tolerancePx").orElseThrow(), readings);
        }
    }

    private void check(JsonObject entry, double tolerance, Readings readings) {
        entry.object("images").fields().forEach((file, annotations) -> {
            ImageLabels image = readings.images.stream()
                    .filter(labels ->
                            labels.image().equals(file) || labels.image().endsWith('/' + file))
                    .findFirst()
                    .orElse(null);
            List<Annotation> actual = image == null
                    ? List.of()
                    : image.set().annotations().stream()
                            .filter(a -> a.shape(Shape.WholeImage.class).isEmpty())
                            .toList();
            List<Object> wanted = JsonObject.listOf(annotations);
            assertThat(actual).as(file + " " + actual).hasSize(wanted.size());
            for (int i = 0; i < wanted.size(); i++) {
                check(file + " " + actual.get(i), (JsonObject) wanted.get(i), actual.get(i), file, image, tolerance);
            }
        });
    }

    private void check(
            String what, JsonObject wanted, Annotation actual, String file, ImageLabels image, double tolerance) {
        if (wanted.has("class")) {
            assertThat(actual.category())
                    .as(what)
                    .isEqualTo(wanted.text("class").orElseThrow());
        }
        PictureSize size = sizes.get(file);
        boolean normalised = image.convention().unit() == Convention.Unit.NORMALISED;
        double w = normalised ? size.width() : 1;
        double h = normalised ? size.height() : 1;
        double most = Math.max(tolerance, 1e-9);
        if (wanted.get("bbox") instanceof double[] box) {
            double[] bounds = bounds(actual, w, h);
            assertThat(bounds).as(what).containsExactly(box, within(most));
        }
        if (wanted.has("crowd")) {
            assertThat(actual.flags().crowd()).as(what).isEqualTo(wanted.isTrue("crowd"));
        }
        if (wanted.has("occluded")) {
            assertThat(actual.flags().occluded()).as(what).isEqualTo(wanted.isTrue("occluded"));
        }
        if (wanted.get("corners") instanceof double[] corners) {
            assertThat(scaled(corners(actual), w, h)).as(what).containsExactly(corners, within(most));
        }
        if (wanted.has("polygons")) {
            List<Object> parts = JsonObject.listOf(wanted.get("polygons"));
            List<Ring> rings = actual.shape(Shape.Polygon.class).orElseThrow().parts();
            assertThat(rings).as(what).hasSameSizeAs(parts);
            for (int i = 0; i < parts.size(); i++) {
                assertThat(scaled(rings.get(i), w, h)).as(what).containsExactly((double[]) parts.get(i), within(most));
            }
        }
        if (wanted.has("rle")) {
            RunLengths runs = actual.shape(Shape.Bitmap.class).orElseThrow().runs();
            assertThat(runs.compress())
                    .as(what)
                    .isEqualTo(wanted.object("rle").text("counts").orElseThrow());
        }
        actual.shape(Shape.Bitmap.class)
                .ifPresent(mask -> wanted.number("maskArea")
                        .ifPresent(
                                area -> assertThat(mask.runs().area()).as(what).isEqualTo((long) area)));
        if (wanted.has("keypoints")) {
            double[] points = wanted.list("keypoints").stream()
                    .flatMapToDouble(point -> DoubleStream.of((double[]) point))
                    .toArray();
            double[] values =
                    actual.shape(Shape.Keypoints.class).orElseThrow().values().toArray();
            for (int i = 0; i < values.length; i += 3) {
                values[i] *= w;
                values[i + 1] *= h;
            }
            assertThat(values).as(what).containsExactly(points, within(most));
        }
    }

    private static double[] scaled(Ring ring, double w, double h) {
        double[] xy = ring.toArray();
        for (int i = 0; i < xy.length; i += 2) {
            xy[i] *= w;
            xy[i + 1] *= h;
        }
        return xy;
    }

    private static Ring corners(Annotation annotation) {
        return annotation
                .shape(Shape.Corners.class)
                .map(Shape.Corners::corners)
                .orElseGet(() ->
                        annotation.shape(Shape.RotatedBox.class).orElseThrow().corners());
    }

    /** The box that is given, or that around the finest shape. */
    private static double[] bounds(Annotation annotation, double w, double h) {
        Optional<Shape.Box> box = annotation.shape(Shape.Box.class);
        if (box.isEmpty()) {
            box = annotation.shape(Shape.Bitmap.class).map(mask -> mask.runs().bounds());
        }
        if (box.isPresent()) {
            Shape.Box b = box.get();
            return new double[] {b.x() * w, b.y() * h, b.width() * w, b.height() * h};
        }
        List<Ring> rings = annotation
                .shape(Shape.Polygon.class)
                .map(Shape.Polygon::parts)
                .orElseGet(() -> List.of(corners(annotation)));
        double left = Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        for (Ring ring : rings) {
            double[] xy = scaled(ring, w, h);
            for (int i = 0; i < xy.length; i += 2) {
                left = Math.min(left, xy[i]);
                right = Math.max(right, xy[i]);
                top = Math.min(top, xy[i + 1]);
                bottom = Math.max(bottom, xy[i + 1]);
            }
        }
        return new double[] {left, top, right - left, bottom - top};
    }

    /** Fails unless a picture is stated to hold nothing. */
    public static void declaresEmpty(Readings readings, String file) {
        assertThat(readings.image(file).set()).isEqualTo(AnnotationSet.DECLARED_EMPTY);
    }
}
