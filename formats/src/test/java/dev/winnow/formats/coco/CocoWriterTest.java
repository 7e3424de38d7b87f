package dev.winnow.formats.coco;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Readings;
import dev.winnow.formats.labels.SharedScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoWriterTest {
    @TempDir
    Path folder;

    @Test
    void whatCocoCanSayIsReadAsItWasWritten() throws IOException {
        Random random = new Random(16);
        List<ImageLabels> images = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<Annotation> annotations = new ArrayList<>();
            for (int j = random.nextInt(5); j > 0; j--) {
                annotations.add(drawn(random));
            }
            images.add(new ImageLabels(
                    "sub dir/" + i + " é.png",
                    Origin.of("x"),
                    Optional.of(DeclaredSize.stated(100, 80)),
                    Convention.PIXELS,
                    "",
                    annotations.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(annotations),
                    List.of()));
        }

        Readings read = Readings.of(LabelFormat.COCO, write(images), Pictures.UNKNOWN);

        assertThat(read.allFindings()).isEmpty();
        assertThat(read.images).hasSameSizeAs(images);
        for (int i = 0; i < images.size(); i++) {
            assertThat(read.images.get(i).image()).isEqualTo(images.get(i).image());
            assertThat(read.images.get(i).declared()).isEqualTo(images.get(i).declared());
            assertThat(said(read.images.get(i))).isEqualTo(said(images.get(i)));
        }
    }

    @Test
    void theSceneIsReadAsItWasWritten() throws IOException {
        SharedScene scene = new SharedScene();
        Path root = SharedScene.folder().resolve("coco");
        Readings once = Readings.of(LabelFormat.COCO, root, scene.pictures(root, "images"));

        Readings twice = Readings.of(LabelFormat.COCO, write(once.images), scene.pictures(root, "images"));

        scene.check("coco/instances", twice);
        assertThat(twice.allFindings()).isEmpty();
    }

    @Test
    void whatCocoHasNoPlaceForIsCounted() throws IOException {
        ImageLabels labels = ImageLabels.of(
                "a.png",
                Origin.of("x"),
                Convention.PIXELS,
                AnnotationSet.of(List.of(
                        Annotation.of("outdoor", Provenance.of(Origin.of("x")), new Shape.WholeImage()),
                        Annotation.of(
                                "road", Provenance.of(Origin.of("x")), new Shape.Polyline(Ring.of(1, 2, 3, 4))))));
        CocoWriter writer = new CocoWriter(Files.newOutputStream(folder.resolve("a.json")));
        try (writer) {
            writer.write(labels);
        }

        assertThat(writer.leftOut()).isEqualTo(2);
    }

    private Path write(List<ImageLabels> images) throws IOException {
        Path file = folder.resolve("written.json");
        try (CocoWriter writer = new CocoWriter(Files.newOutputStream(file))) {
            for (ImageLabels labels : images) {
                writer.write(labels);
            }
        }
        return file;
    }

    /** What must survive; ids are numbered anew, and areas are stated. */
    private static List<String> said(ImageLabels labels) {
        return labels.set().annotations().stream()
                .map(annotation -> annotation.category()
                        + annotation.shapes()
                        + annotation.flags()
                        + annotation.score()
                        + annotation.provenance().annotator()
                        + annotation.attributes().entrySet().stream()
                                .filter(attribute -> !attribute.getKey().equals(Annotation.AREA)
                                        && !attribute.getKey().equals(Annotation.KEYPOINT_COUNT))
                                .sorted(Map.Entry.comparingByKey())
                                .toList())
                .toList();
    }

    private static Annotation drawn(Random random) {
        double x = random.nextInt(1000) / 16.0;
        Shape.Box box = new Shape.Box(x, random.nextDouble() * 40, random.nextDouble() * 30, 1e-3);
        String category = List.of("cat", "no", "007", "a \"b\", c").get(random.nextInt(4));
        List<Shape> shapes = switch (random.nextInt(5)) {
            case 0 -> List.of(new Shape.RotatedBox(32, 16, 8, 4, 30.5));
            case 1 -> List.of(box, new Shape.Polygon(List.of(Ring.of(1, 2, 3.5, 4, 5, 6), Ring.of(9, 9, x, 8, 7, 7))));
            case 2 -> List.of(box, new Shape.Bitmap(RunLengths.of(100, 80, 10, 20, 7970)));
            case 3 ->
                List.of(
                        box,
                        new Shape.Keypoints(
                                Numbers.of(1, 2, 2, 0, 0, 0),
                                new Skeleton(List.of("nose", "tail"), List.of(new Skeleton.Link(0, 1)))));
            default -> List.of(box);
        };
        if (shapes.size() == 2 && shapes.get(1) instanceof Shape.Keypoints) {
            category = "person"; // a skeleton is one of its class
        }
        return new Annotation(
                category,
                shapes,
                Flags.of(random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
                random.nextBoolean() ? OptionalDouble.of(0.25) : OptionalDouble.empty(),
                new Provenance(
                        Origin.of("x"),
                        "",
                        random.nextBoolean() ? "ada" : "",
                        Provenance.Standing.SUBMITTED,
                        Optional.empty()),
                random.nextBoolean() ? Map.of("age", "03", "free text", "x\ny") : Map.of(),
                List.of());
    }
}
