package dev.winnow.formats.imagefolder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.formats.release.DrawnRelease;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderExporterTest {
    @TempDir
    Path folder;

    @Test
    void anImageIsInTheFolderOfItsFirstClass() throws IOException {
        ExportReport report = new DrawnRelease().export(ExportFormat.IMAGEFOLDER, folder);

        try (Stream<Path> files = Files.walk(folder)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file)
                            .toString()
                            .replace('\\', '/')
                            .replaceFirst("[0-9a-f]{12}_", ""))
                    .sorted()
                    .toList();
            assertThat(found)
                    .containsExactly(
                            "test/dog/turned.png",
                            "train/cat/a-b.png",
                            "train/cat/e.png",
                            "train/dog/empty.png",
                            "val/dog/A-B.png",
                            "val/unlabelled/pose.png");
        }
        assertThat(report.losses())
                .isEqualTo(Map.of(Loss.UNLABELLED_IMAGES, 1L, Loss.MORE_IMAGE_CLASSES, 1L, Loss.OBJECTS, 7L));
    }
}
