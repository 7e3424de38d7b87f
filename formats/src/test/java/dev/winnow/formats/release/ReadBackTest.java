package dev.winnow.formats.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the exporters write is read by the readers of the same formats. */
class ReadBackTest {
    @TempDir
    Path folder;

    private Readings readings(ExportFormat written, LabelFormat read) throws IOException {
        new DrawnRelease().export(written, folder);
        List<Pictures.Picture> pictures = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".png") && !file.startsWith(folder.resolve("masks")))
                    .forEach(file -> pictures.add(new Pictures.Picture(
                            folder.relativize(file).toString().replace('\\', '/'),
                            Optional.of(PictureSize.of(DrawnRelease.WIDTH, DrawnRelease.HEIGHT)))));
        }
        return Readings.of(read, folder, new PictureIndex(pictures));
    }

    @ParameterizedTest
    @CsvSource({"COCO, COCO, 7", "VOC, VOC, 7", "CSV, CSV, 7", "CVAT, CVAT, 13", "LABEL_STUDIO, LABEL_STUDIO, 13"})
    void boxesAreReadWithoutAFinding(ExportFormat written, LabelFormat read, int annotations) throws IOException {
        Readings readings = readings(written, read);

        assertThat(readings.allFindings()).isEmpty();
        assertThat(readings.images).hasSize(6);
        assertThat(readings.images)
                .allSatisfy(image -> assertThat(image.set().state())
                        .isIn(AnnotationSet.State.LABELLED, AnnotationSet.State.DECLARED_EMPTY));
        assertThat(readings.annotations()).hasSize(annotations);
    }

    @Test
    void masksOfCvatAreThePixelsOfTheRelease() throws IOException {
        Shape.Bitmap drawn = new DrawnRelease()
                .items.stream()
                        .flatMap(item -> item.labels().objects().stream())
                        .flatMap(object -> object.shape(Shape.Bitmap.class).stream())
                        .findFirst()
                        .orElseThrow();

        Readings readings = readings(ExportFormat.CVAT, LabelFormat.CVAT);

        assertThat(readings.annotations().stream().flatMap(object -> object.shape(Shape.Bitmap.class).stream()))
                .containsExactly(drawn);
    }

    @Test
    void indexMasksAreReadByTheirLabels() throws IOException {
        Readings readings = readings(ExportFormat.MASKS, LabelFormat.MASK_INDEX);

        assertThat(readings.annotations())
                .extracting(annotation -> annotation.category())
                .containsExactlyInAnyOrder("cat", "dog");
        assertThat(readings.annotations())
                .extracting(annotation -> annotation
                        .shape(Shape.Bitmap.class)
                        .orElseThrow()
                        .runs()
                        .area())
                .containsExactlyInAnyOrder(240L, 118L);
    }
}
