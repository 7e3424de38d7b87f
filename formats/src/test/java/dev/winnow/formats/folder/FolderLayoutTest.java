package dev.winnow.formats.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Split;
import dev.winnow.formats.folder.FolderLayout.Kind;
import dev.winnow.formats.folder.FolderLayout.Place;
import dev.winnow.formats.folder.FolderLayout.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderLayoutTest {

    @ParameterizedTest
    @CsvSource({
        "x.jpg,,",
        "cat/x.jpg, cat,",
        "train/cat/x.jpg, cat, TRAIN",
        "val/cat/x.jpg, cat, VAL",
        "valid/cat/x.jpg, cat, VAL",
        "test/cat/x.jpg, cat, TEST",
        "TRAIN/cat/x.jpg, cat, TRAIN",
        "train/x.jpg,, TRAIN",
        "cat/black/x.jpg, cat,",
        "train/cat/2024/may/x.jpg, cat, TRAIN",
        "cat/train/x.jpg, cat,",
        "train/test/x.jpg, test, TRAIN",
        "train.jpg,,",
        "trainings/x.jpg, trainings,",
        "große Vögel 🐦/ein Bild.jpg, große Vögel 🐦,",
        "images/x.jpg,,",
        "images/train/x.jpg,, TRAIN",
        "valid/images/x.jpg,, VAL",
        "train2017/x.jpg,, TRAIN",
        "val2014/x.jpg,, VAL",
        "images/train2017/x.jpg,, TRAIN",
        "JPEGImages/x.jpg,,",
        "VOC2012/JPEGImages/x.jpg,,",
        "training_set/cats/x.jpg, cats, TRAIN",
        "train/n01443537/images/x.jpg, n01443537, TRAIN",
        "chest_xray/train/NORMAL/x.jpg, NORMAL, TRAIN",
        "with_mask/x.jpg, with_mask,",
    })
    void aKeyAloneSaysLabelAndSplit(String source, String label, Split split) {
        assertThat(FolderLayout.of(source)).isEqualTo(new Place(source, Role.PICTURE, label, split));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "labels/train/x.txt",
                "train/labels/x.txt",
                "annotations/instances_train2017.json",
                "trainannot/x.png",
                "test_masks/x.png",
                "Annotations/x.xml",
                "SegmentationClass/x.png",
                "gtFine/train/aachen/x.png"
            })
    void aKeyAmongAnnotationsIsNoPicture(String source) {
        assertThat(FolderLayout.of(source).role()).isEqualTo(Role.ANNOTATION);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "YOLO | images/train/a.jpg, images/val/b.jpg, images/test/c.jpg, labels/train/a.txt, labels/val/b.txt, data.yaml |"
                        + " YOLO layout: 3 splits; 3 images, 3 label files",
                "YOLO | train/images/a.jpg, valid/images/b.jpg, train/labels/a.txt, valid/labels/b.txt, data.yaml, README.dataset.txt |"
                        + " YOLO layout: 2 splits; 2 images, 4 label files",
                "YOLO | coco128/images/train2017/a.jpg, coco128/labels/train2017/a.txt, coco128/LICENSE.txt |"
                        + " YOLO layout: 1 split; 1 image, 2 label files",
                "COCO | train2017/a.jpg, val2017/b.jpg, annotations/instances_train2017.json |"
                        + " COCO layout: 2 splits; 2 images, 1 label file",
                "COCO | train/_annotations.coco.json, train/a.jpg, valid/_annotations.coco.json, valid/b.jpg |"
                        + " COCO layout: 2 splits; 2 images, 2 label files",
                "CAMVID | test/c.png, testannot/c.png, train/a.png, trainannot/a.png, val/b.png, valannot/b.png |"
                        + " CamVid layout: 3 splits; 3 images, 3 label files",
                "VOC | Annotations/a.xml, ImageSets/Main/train.txt, JPEGImages/a.jpg, SegmentationClass/a.png |"
                        + " VOC layout: no splits; 1 image, 3 label files",
                "VOC | VOCdevkit/VOC2007/Annotations/a.xml, VOCdevkit/VOC2007/JPEGImages/a.jpg |"
                        + " VOC layout: no splits; 1 image, 1 label file",
                "MASKS | gtFine/train/aachen/a.png, gtFine/val/ulm/b.png, leftImg8bit/train/aachen/a.png, leftImg8bit/val/ulm/b.png |"
                        + " Layout with masks: 2 splits; 2 images, 2 label files",
                "MASKS | train/a.jpg, train_masks/a_mask.gif |" + " Layout with masks: 1 split; 1 image, 1 label file",
                "MASKS | benign/a (1).png, benign/a (1)_mask.png, malignant/b.png, malignant/b_mask.png |"
                        + " Layout with masks: no splits, 2 classes; 2 images, 2 label files",
                "BESIDE | a.jpg, a.xml, b.jpg, b.xml |"
                        + " Label files beside pictures: no splits, no classes; 2 images, 2 label files",
                "SPLITS | train/cat/a.jpg, train/dog/b.jpg, test/cat/c.jpg |"
                        + " Split folders: 2 splits, 2 classes; 3 images",
                "SPLITS | chest_xray/train/NORMAL/a.jpg, chest_xray/test/SICK/b.jpg | Split folders: 2 splits, 2 classes; 2 images",
                "SPLITS | training_set/training_set/cats/a.jpg, test_set/test_set/dogs/b.jpg |"
                        + " Split folders: 2 splits, 2 classes; 2 images",
                "CLASSES | cat/a.jpg, dog/b.jpg | Class folders: no splits, 2 classes; 2 images",
                "CLASSES | labels/a.jpg, masks/b.jpg, shoes/c.jpg | Class folders: no splits, 3 classes; 3 images",
                "FLAT | a.jpg, b.jpg, labels.csv | Flat folder: no splits, no classes; 3 images",
                "FLAT | images/a.jpg, images/b.jpg, train.csv | Flat folder: no splits, no classes; 3 images",
            })
    void aFoldersLayoutIsRecognisedAndSaidInOneLine(Kind kind, String sources, String sentence) {
        FolderLayout layout = FolderLayout.ofAll(List.of(sources.split(", ")));

        assertThat(layout.kind()).isEqualTo(kind);
        assertThat(layout.sentence()).isEqualTo(sentence);
    }

    @Test
    void noClassIsNamedAfterTheParts() {
        List<String> sources =
                List.of("data/images/train/street/a.jpg", "data/images/val/b.jpg", "data/labels/train/street/a.txt");
        FolderLayout layout = FolderLayout.ofAll(sources);

        Set<String> labels = sources.stream()
                .map(source -> layout.place(source).label())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());

        assertThat(labels).isEmpty();
        assertThat(layout.place("data/images/val/b.jpg").split()).isEqualTo(Split.VAL);
    }

    @Test
    void listsOfImagesGiveSplits(@TempDir Path folder) throws Exception {
        write(folder, "VOC2007/JPEGImages/sub dir/e é.png", "");
        write(folder, "VOC2007/JPEGImages/b.v2.png", "");
        write(folder, "VOC2007/Annotations/b.v2.xml", "");
        write(folder, "VOC2007/ImageSets/Main/train.txt", "sub dir/e é\r\n");
        write(folder, "VOC2007/ImageSets/Main/test.txt", "b.v2\n");
        write(folder, "VOC2007/ImageSets/Main/cat_train.txt", "b.v2 1\n");

        FolderLayout layout = FolderSurvey.of(folder);

        assertThat(layout.place("VOC2007/JPEGImages/sub dir/e é.png").split()).isEqualTo(Split.TRAIN);
        assertThat(layout.place("VOC2007/JPEGImages/b.v2.png").split()).isEqualTo(Split.TEST);
        assertThat(layout.sentence()).isEqualTo("VOC layout: 2 splits; 2 images, 4 label files");
    }

    @Test
    void pathsInAListGiveSplits(@TempDir Path folder) throws Exception {
        write(folder, "obj_train_data/a.png", "");
        write(folder, "obj_train_data/b.png", "");
        write(folder, "obj_train_data/a.txt", "");
        write(folder, "train.txt", "data/obj_train_data/a.png");
        write(folder, "valid.txt", "./obj_train_data/b.png");

        FolderLayout layout = FolderSurvey.of(folder);

        assertThat(layout.place("obj_train_data/a.png"))
                .isEqualTo(new Place("obj_train_data/a.png", Role.PICTURE, null, Split.TRAIN));
        assertThat(layout.place("obj_train_data/b.png").split()).isEqualTo(Split.VAL);
    }

    @Test
    void whereThereAreLabelsNoFileThatDescribesImagesIsOne(@TempDir Path folder) throws Exception {
        write(folder, "images/a.png", "");
        write(folder, "export.json", "[]");

        assertThat(FolderSurvey.of(folder).place("export.json").role()).isEqualTo(Role.PICTURE);
        assertThat(FolderSurvey.of(folder, true).place("export.json").role()).isEqualTo(Role.ANNOTATION);
    }

    private static void write(Path folder, String source, String text) throws Exception {
        Files.createDirectories(folder.resolve(source).getParent());
        Files.writeString(folder.resolve(source), text);
    }

    @Test
    void aFolderIsSurveyedByItsNames(@TempDir Path folder) throws Exception {
        for (String source : List.of("train/a.png", "trainannot/a.png")) {
            Files.createDirectories(folder.resolve(source).getParent());
            Files.write(folder.resolve(source), new byte[] {1});
        }

        FolderLayout layout = FolderSurvey.of(folder);

        assertThat(layout.place("trainannot/a.png").role()).isEqualTo(Role.ANNOTATION);
        assertThat(layout.place("train/a.png")).isEqualTo(new Place("train/a.png", Role.PICTURE, null, Split.TRAIN));
    }
}
