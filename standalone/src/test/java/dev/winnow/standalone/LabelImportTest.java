package dev.winnow.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelTally;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Pictures.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelImportTest {
    private static final Pictures PICTURES =
            new PictureIndex(Stream.of("images/train/a.png", "images/train/b.png", "images/train/c.png")
                    .map(name -> new Picture(name, Optional.of(PictureSize.of(100, 80))))
                    .toList());

    @TempDir
    Path folder;

    @Test
    void labelsAreHandedOverByTheKeysOfTheirImages() throws IOException {
        LabelImport labels = yolo();
        List<String> submitted = new ArrayList<>();

        LabelTally.Report report = labels.read(
                PICTURES,
                (source, read) -> submitted.add(source + " " + read.set().state() + " "
                        + read.set().annotations().size()));

        assertThat(labels.format()).isEqualTo(LabelFormat.YOLO_DETECT);
        assertThat(submitted)
                .containsExactly(
                        "images/train/a.png LABELLED 2",
                        "images/train/b.png DECLARED_EMPTY 0",
                        "images/train/z LABELLED 1");
        assertThat(report.sentence())
                .isEqualTo(
                        "3 annotations in 3 label files: 2 images have labels, 1 have none; labels of 1 images have no image");
        assertThat(report.issues())
                .containsEntry(LabelIssue.ORPHAN_LABEL, 1L)
                .containsEntry(LabelIssue.NO_LABEL_FILE, 1L);
    }

    @Test
    void whatSeveralFilesSayOfAnImageIsHandedOverAtOnce() throws IOException {
        for (String name : List.of("cat", "dog")) {
            write("a-" + name + ".json", """
                    {"version": "5.0.1", "flags": {}, "imagePath": "a.png", "imageHeight": 80, "imageWidth": 100, "imageData": null,
                     "shapes": [{"label": "%s", "shape_type": "rectangle", "points": [[1, 2], [30, 40]], "flags": {}}]}
                    """.formatted(name));
        }
        Pictures pictures = new PictureIndex(List.of(new Picture("a.png", Optional.of(PictureSize.of(100, 80)))));
        List<ImageLabels> submitted = new ArrayList<>();

        LabelImport.in(folder, Optional.of(LabelFormat.LABELME))
                .orElseThrow()
                .read(pictures, (source, read) -> submitted.add(read));

        assertThat(submitted).singleElement().satisfies(labels -> {
            assertThat(labels.image()).isEqualTo("a.png");
            assertThat(labels.set().annotations())
                    .extracting(Annotation::category)
                    .containsExactlyInAnyOrder("cat", "dog");
        });
    }

    private LabelImport yolo() throws IOException {
        write("data.yaml", "names: [person, cat]\n");
        write("labels/train/a.txt", "1 0.5 0.5 0.2 0.25\n1 2.5 2.5 0.2 0.25\n");
        write("labels/train/b.txt", "");
        write("labels/train/z.txt", "0 0.5 0.5 0.2 0.25\n");
        return LabelImport.in(folder, Optional.empty()).orElseThrow();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
