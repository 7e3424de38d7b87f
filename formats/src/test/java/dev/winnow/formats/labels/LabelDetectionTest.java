package dev.winnow.formats.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelDetectionTest {

    @ParameterizedTest
    @CsvSource({
        "coco, COCO",
        "coco/annotations/person_keypoints_default.json, COCO_KEYPOINTS",
        "coco/annotations/panoptic_default.json, COCO_PANOPTIC",
        "yolo-detect, YOLO_DETECT",
        "yolo-segment, YOLO_SEGMENT",
        "yolo-obb, YOLO_OBB",
        "yolo-pose, YOLO_POSE",
        "yolo-darknet, YOLO_DETECT",
        "voc, VOC",
        "voc-zero-based, VOC",
        "label-studio, LABEL_STUDIO",
        "cvat/annotations.xml, CVAT",
        "labelme, LABELME",
        "csv, CSV",
    })
    void theSceneIsRecognised(String path, LabelFormat format) throws Exception {
        new SharedScene();

        assertThat(LabelDetection.of(SharedScene.folder().resolve(path)))
                .map(LabelDetection.Detected::format)
                .contains(format);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "notes.txt | 5 things to do today, of which none",
                "package.json | {\"name\": \"x\", \"annotations\": []}",
                "data.csv | a,b,c",
                "page.xml | <html/>",
                "broken.json | {\"images\": [",
                "bomb.xml | <!DOCTYPE x><annotation/>",
                "empty.json | ``",
            })
    void whatIsNoLabelIsNotTakenForOne(String name, String text, @TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve(name), text);

        assertThat(LabelDetection.of(folder)).isEmpty();
    }

    @Test
    void masksInATwinFolderAreRecognised(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("trainannot"));
        Files.write(folder.resolve("trainannot/a.png"), new byte[] {1});

        assertThat(LabelDetection.of(folder)).contains(new LabelDetection.Detected(LabelFormat.MASK_INDEX, folder));
    }
}
