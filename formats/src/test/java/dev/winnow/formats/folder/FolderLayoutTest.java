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
                        + " YOLO layout: 3 splits; labels are not read yet (3 files are left out)",
                "YOLO | train/images/a.jpg, valid/images/b.jpg, train/labels/a.txt, valid/labels/b.txt, data.yaml, README.dataset.txt |"
                        + " YOLO layout: 2 splits; labels are not read yet (4 files are left out)",
                "YOLO | coco128/images/train2017/a.jpg, coco128/labels/train2017/a.txt, coco128/LICENSE.txt |"
                        + " YOLO layout: 1 split; labels are not read yet (2 files are left out)",
                "COCO | train2017/a.jpg, val2017/b.jpg, annotations/instances_train2017.json |"
                        + " COCO layout: 2 splits; labels are not read yet (1 file is left out)",
                "COCO | train/_annotations.coco.json, train/a.jpg, valid/_annotations.coco.json, valid/b.jpg |"
                        + " COCO layout: 2 splits; labels are not read yet (2 files are left out)",
                "CAMVID | test/c.png, testannot/c.png, train/a.png, trainannot/a.png, val/b.png, valannot/b.png |"
                        + " CamVid layout: 3 splits; labels are not read yet (3 files are left out)",
                "VOC | Annotations/a.xml, ImageSets/Main/train.txt, JPEGImages/a.jpg, SegmentationClass/a.png |"
                        + " VOC layout: no splits; labels are not read yet (3 files are left out)",
                "VOC | VOCdevkit/VOC2007/Annotations/a.xml, VOCdevkit/VOC2007/JPEGImages/a.jpg |"
                        + " VOC layout: no splits; labels are not read yet (1 file is left out)",
                "MASKS | gtFine/train/aachen/a.png, gtFine/val/ulm/b.png, leftImg8bit/train/aachen/a.png, leftImg8bit/val/ulm/b.png |"
                        + " Layout with masks: 2 splits; labels are not read yet (2 files are left out)",
                "MASKS | train/a.jpg, train_masks/a_mask.gif |"
                        + " Layout with masks: 1 split; labels are not read yet (1 file is left out)",
                "MASKS | benign/a (1).png, benign/a (1)_mask.png, malignant/b.png, malignant/b_mask.png |"
                        + " Layout with masks: no splits, 2 classes; labels are not read yet (2 files are left out)",
                "BESIDE | a.jpg, a.xml, b.jpg, b.xml |"
                        + " Label files beside pictures: no splits, no classes; labels are not read yet (2 files are left out)",
                "SPLITS | train/cat/a.jpg, train/dog/b.jpg, test/cat/c.jpg |" + " Split folders: 2 splits, 2 classes",
                "SPLITS | chest_xray/train/NORMAL/a.jpg, chest_xray/test/SICK/b.jpg | Split folders: 2 splits, 2 classes",
                "SPLITS | training_set/training_set/cats/a.jpg, test_set/test_set/dogs/b.jpg |"
                        + " Split folders: 2 splits, 2 classes",
                "CLASSES | cat/a.jpg, dog/b.jpg | Class folders: no splits, 2 classes",
                "CLASSES | labels/a.jpg, masks/b.jpg, shoes/c.jpg | Class folders: no splits, 3 classes",
                "FLAT | a.jpg, b.jpg, labels.csv | Flat folder: no splits, no classes; labels.csv is not read yet",
                "FLAT | images/a.jpg, images/b.jpg, train.csv | Flat folder: no splits, no classes; train.csv is not read yet",
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
