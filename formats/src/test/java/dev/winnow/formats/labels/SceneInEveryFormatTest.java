package dev.winnow.formats.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One scene, in the format of every tool, has the same shapes. */
class SceneInEveryFormatTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "coco/instances, COCO, coco, images",
        "coco/keypoints, COCO_KEYPOINTS, coco, images",
        "coco/panoptic, COCO_PANOPTIC, coco, images",
        "cvat/coco-export, COCO, cvat/coco-export, ../images",
        "yolo-detect, YOLO_DETECT, yolo-detect, images/train:images/val",
        "yolo-segment, YOLO_SEGMENT, yolo-segment, images/train:images/val",
        "yolo-obb, YOLO_OBB, yolo-obb, images/train:images/val",
        "yolo-pose, YOLO_POSE, yolo-pose, images/train:images/val",
        "yolo-darknet, YOLO_DETECT, yolo-darknet, obj_train_data:obj_valid_data",
        "voc, VOC, voc, JPEGImages",
        "voc-zero-based, VOC, voc-zero-based, JPEGImages",
        "masks, MASK_INDEX, masks/index, ../images",
        "masks, MASK_INDEX, masks/palette, ../images",
        "masks, MASK_COLOUR, masks/colour, ../images",
        "masks, MASK_BINARY, masks/binary, ../images",
        "cvat, CVAT, cvat/annotations.xml, images",
        "labelme, LABELME, labelme, ''",
        "csv/boxes.csv, CSV, csv/boxes.csv, images",
    })
    void theSceneHasItsShapes(String entry, LabelFormat format, String folder, String places) {
        SharedScene scene = new SharedScene();
        Path path = SharedScene.folder().resolve(folder);
        Path root = Files.isDirectory(path) ? path : path.getParent();

        Readings readings = Readings.of(format, path, scene.pictures(root, places.split(":")));

        scene.check(entry, readings);
        assertThat(readings.allFindings())
                .filteredOn(finding ->
                        finding.issue() != LabelIssue.MASK_EMPTY && finding.issue() != LabelIssue.NO_LABEL_FILE)
                .isEmpty();
    }

    @Test
    void labelStudioKeepsAnnotatorsApart() {
        SharedScene scene = new SharedScene();
        Path root = SharedScene.folder().resolve("label-studio");
        Readings readings =
                Readings.of(LabelFormat.LABEL_STUDIO, root.resolve("export.json"), scene.pictures(root, "images"));

        Readings first = new Readings();
        readings.images.forEach(image -> {
            var annotations = image.set().annotations().stream()
                    .filter(annotation -> annotation.provenance().annotator().equals("1"))
                    .toList();
            first.images.add(new ImageLabels(
                    image.image(),
                    image.origin(),
                    image.declared(),
                    image.convention(),
                    image.exporter(),
                    annotations.isEmpty() ? AnnotationSet.SEEN_EMPTY : AnnotationSet.of(annotations),
                    image.findings()));
        });

        scene.check("label-studio", first);
        assertThat(readings.image("images/b.jpg").set().annotations())
                .extracting(annotation -> annotation.provenance().annotator())
                .contains("1", "2");
        assertThat(readings.image("images/d.jpg").set().annotations())
                .singleElement()
                .matches(annotation -> annotation.shape(Shape.WholeImage.class).isPresent()
                        && annotation.category().equals("indoor"));
        assertThat(readings.codes())
                .containsExactlyInAnyOrder("MISSING_IMAGE REFUSED task 120", "CANCELLED IGNORED annotation 2004");
    }

    @Test
    void framesOfAVideoHaveWhatTheirTracksShow() {
        new SharedScene();

        Readings readings = Readings.of(
                LabelFormat.CVAT, SharedScene.folder().resolve("cvat-video/annotations.xml"), Pictures.UNKNOWN);

        assertThat(readings.image("frame_000002").set().annotations())
                .extracting(annotation -> annotation.category())
                .containsExactly("cat", "dog");
        assertThat(readings.image("frame_000001").set().annotations().get(0).shapes())
                .containsExactly(new Shape.Box(6, 5, 20, 15));
        assertThat(readings.images).hasSize(4);
        assertThat(readings.codes())
                .containsExactly(
                        "TRACK_OUTSIDE IGNORED track 0 / frame 4",
                        "TRACK_OUTSIDE IGNORED track 0 / frame 5",
                        "TRACK_OUTSIDE IGNORED track 1 / frame 3");
    }

    @Test
    void classesOfImagesComeFromATable() {
        SharedScene scene = new SharedScene();
        Path root = SharedScene.folder().resolve("csv");

        Readings classes = Readings.of(LabelFormat.CSV, root.resolve("classes.csv"), scene.pictures(root, "images"));
        Readings openImages =
                Readings.of(LabelFormat.CSV, root.resolve("openimages.csv"), scene.pictures(root, "images"));

        assertThat(classes.image("images/d.jpg").set().annotations())
                .extracting(annotation ->
                        annotation.category() + " by " + annotation.provenance().annotator())
                .containsExactly("indoor by anna", "indoor by ben");
        Shape.Box box = openImages
                .image("images/a.png")
                .set()
                .annotations()
                .get(0)
                .shape(Shape.Box.class)
                .orElseThrow();
        assertThat(box.width() * 64).isCloseTo(20, within(1e-4));
    }
}
