package dev.winnow.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.events.LabelsJson;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelTally;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Pictures.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    void whatPassesTheChecksIsWrittenOneLineAnImage() throws IOException {
        Path file = folder.resolve("annotations.jsonl");

        yolo().write(PICTURES, LabelPolicy.defaults(), file);

        List<ImageLabels> lines = Files.readAllLines(file).stream()
                .map(line -> LabelsJson.read(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(lines)
                .extracting(ImageLabels::image)
                .containsExactly("images/train/a.png", "images/train/b.png", "images/train/c.png");
        assertThat(lines.get(0).declared().orElseThrow()).hasToString("100x80");
        assertThat(lines.get(0).set().annotations())
                .singleElement() // the other box lies outside
                .matches(cat -> cat.category().equals("cat")
                        && cat.shape(Shape.Box.class).orElseThrow().equals(new Shape.Box(40, 30, 20, 20)));
        assertThat(lines.get(1).set()).isEqualTo(AnnotationSet.DECLARED_EMPTY);
        assertThat(lines.get(2).set()).isEqualTo(AnnotationSet.UNLABELLED);
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
