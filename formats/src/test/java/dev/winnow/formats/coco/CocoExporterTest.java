package dev.winnow.formats.coco;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Readings;
import dev.winnow.formats.release.DrawnRelease;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoExporterTest {
    @TempDir
    Path folder;

    @Test
    void eachSplitHasAFileWhoseNamesArePictures() throws IOException {
        DrawnRelease drawn = new DrawnRelease();

        ExportReport report = drawn.export(ExportFormat.COCO, folder);

        assertThat(report.items()).isEqualTo(6);
        assertThat(report.objects()).isEqualTo(7);
        assertThat(report.losses()).isEqualTo(Map.of(Loss.IMAGE_CLASSES, 6L));
        Readings train =
                Readings.of(LabelFormat.COCO, folder.resolve("annotations/instances_train.json"), Pictures.UNKNOWN);
        assertThat(train.allFindings()).isEmpty();
        assertThat(train.images).hasSize(3);
        train.images.forEach(image -> assertThat(folder.resolve("images/train").resolve(image.image()))
                .exists());
    }

    @Test
    void theFileOfASplitIsPinned() throws IOException {
        new DrawnRelease().export(ExportFormat.COCO, folder);

        assertThat(Files.readString(folder.resolve("annotations/instances_test.json"))
                        .replaceAll("[0-9a-f]{12}_", "HASH_"))
                .isEqualTo(
                        "{\"info\":{\"year\":2026,\"version\":\"v1\",\"description\":\"pets v1\",\"contributor\":\"\",\"url\":\"\","
                                + "\"date_created\":\"2026-11-28\"},\"licenses\":[{\"id\":1,\"name\":\"CC0-1.0\",\"url\":\"\"}],"
                                + "\"images\":[{\"id\":1,\"file_name\":\"HASH_turned.png\",\"width\":60,\"height\":40}],"
                                + "\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[20,15,20,10],\"area\":200,\"iscrowd\":0,"
                                + "\"attributes\":{\"rotation\":30}},{\"id\":2,\"image_id\":1,\"category_id\":2,\"bbox\":[1,2,3,4],\"area\":12,"
                                + "\"iscrowd\":0,\"attributes\":{\"occluded\":true,\"difficult\":true,\"age\":\"3\"}}],"
                                + "\"categories\":[{\"id\":1,\"name\":\"cat\",\"supercategory\":\"\"},"
                                + "{\"id\":2,\"name\":\"dog\",\"supercategory\":\"\",\"keypoints\":[\"nose\",\"tail\"],\"skeleton\":[[1,2]]}]}");
    }
}
