package dev.winnow.formats.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Readings;
import dev.winnow.formats.release.DrawnRelease;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YoloExporterTest {
    @TempDir
    Path folder;

    @Test
    void filesOfBoxesArePinned() throws IOException {
        ExportReport report = new DrawnRelease().export(ExportFormat.YOLO, folder);

        assertThat(Files.readString(folder.resolve("data.yaml")))
                .isEqualTo("# \"pets v1\"\ntrain: images/train\nval: images/val\ntest: images/test\nnc: 2\nnames:\n"
                        + "  0: \"cat\"\n  1: \"dog\"\n");
        assertThat(labels())
                .isEqualTo(Map.of(
                        "train/a-b", "0 0.341667 0.506250 0.333333 0.750000\n1 0.500000 0.500000 1.000000 1.000000\n",
                        "train/e", "0 0.233333 0.250000 0.333333 0.300000\n",
                        "train/empty", "",
                        "val/A-B", "1 0.291667 0.375000 0.250000 0.250000\n",
                        "val/pose", "1 0.333333 0.500000 0.333333 0.500000\n",
                        "test/turned",
                                "0 0.500000 0.500000 0.372008 0.466506\n1 0.041667 0.100000 0.050000 0.100000\n"));
        assertThat(report.losses())
                .isEqualTo(Map.of(
                        Loss.IMAGE_CLASSES, 6L,
                        Loss.SHAPES_AS_BOXES, 3L,
                        Loss.KEYPOINTS, 1L,
                        Loss.FLAGS, 1L,
                        Loss.ATTRIBUTES, 1L));
    }

    @Test
    void pointsOfAPoseFollowTheirBox() throws IOException {
        new DrawnRelease().export(ExportFormat.YOLO_POSE, folder);

        assertThat(labels())
                .containsEntry(
                        "val/pose", "1 0.333333 0.500000 0.333333 0.500000 0.200000 0.300000 2 0.000000 0.000000 0\n");
        assertThat(Files.readString(folder.resolve("data.yaml")))
                .contains("kpt_shape: [2, 3]\nflip_idx: [0, 1]\nkeypoint_names: [\"nose\",\"tail\"]\n");
    }

    @ParameterizedTest
    @CsvSource({"YOLO, YOLO_DETECT", "YOLO_SEGMENT, YOLO_SEGMENT", "YOLO_OBB, YOLO_OBB", "YOLO_POSE, YOLO_POSE"})
    void whatIsWrittenIsReadWithoutAFinding(ExportFormat written, LabelFormat read) throws IOException {
        DrawnRelease drawn = new DrawnRelease();
        drawn.export(written, folder);
        List<Pictures.Picture> pictures = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("images"))) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> pictures.add(new Pictures.Picture(
                            folder.relativize(file).toString().replace('\\', '/'),
                            Optional.of(PictureSize.of(DrawnRelease.WIDTH, DrawnRelease.HEIGHT)))));
        }

        Readings readings = Readings.of(read, folder, new PictureIndex(pictures));

        assertThat(readings.allFindings()).isEmpty();
        assertThat(readings.images).hasSize(6);
        assertThat(readings.annotations()).hasSize(7);
    }

    private Map<String, String> labels() throws IOException {
        Map<String, String> labels = new TreeMap<>();
        Path root = folder.resolve("labels");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                labels.put(name.replaceFirst("[0-9a-f]{12}_", "").replace(".txt", ""), Files.readString(file));
            }
        }
        return labels;
    }
}
