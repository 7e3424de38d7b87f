package dev.winnow.formats.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YoloReaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",,, | ROW_TOO_SHORT",
                "; | ROW_TOO_SHORT",
                "1 | ROW_TOO_SHORT",
                "1 0.5 0.5 0.2 cat | BOX_MALFORMED",
                "1 0.5 0.5 0.2 0x1p3 | BOX_MALFORMED",
                "1 0.1 0.1 0.4 0.1 0.4 0.5 0.1 | ROW_ODD_COUNT",
            })
    void aRowThatIsNoneIsKeptAsSuch(String row, LabelIssue issue) throws IOException {
        Annotation annotation = read(LabelFormat.YOLO_DETECT, row).annotations().get(0);

        assertThat(annotation.shape(Shape.Unreadable.class).orElseThrow().issue())
                .isEqualTo(issue);
    }

    @Test
    void namesAreTextInTheOrderOfTheirNumbers() throws IOException {
        write("data.yaml", "names:\n  '10': c10\n  2: no\n  '1': 007\n  0: null\n");
        write("labels/a.txt", "10 .5 .5 .1 .1\n2 .5 .5 .1 .2\n1 .5 .5 .1 .3\n0 .5 .5 .1 .4\n3 .5 .5 .1 .5\n");

        Readings readings = Readings.of(LabelFormat.YOLO_DETECT, folder, Readings.pictures("images/a.png"));

        assertThat(readings.annotations())
                .extracting(Annotation::category)
                .containsExactly("c10", "no", "007", "null", "3");
        assertThat(readings.codes()).containsExactly("UNDEFINED_CLASS ASKED line 5");
    }

    @Test
    void rowsOfDotaAreInPixelsWithTheirClassLast() throws IOException {
        Readings readings =
                read(LabelFormat.YOLO_OBB, "imagesource:GoogleEarth\ngsd:0.14\n1 2 30 2 30 20 1 20 small-vehicle 1\n");

        assertThat(readings.images.get(0).convention()).isEqualTo(Convention.PIXELS);
        assertThat(readings.annotations().get(0).shapes())
                .isEqualTo(List.of(new Shape.Corners(Ring.of(1, 2, 30, 2, 30, 20, 1, 20))));
        assertThat(readings.annotations().get(0).category()).isEqualTo("small-vehicle");
        assertThat(readings.annotations().get(0).flags().difficult()).isTrue();
    }

    @Test
    void aFileWithNothingInItDeclaresThatThereIsNothing() throws IOException {
        assertThat(read(LabelFormat.YOLO_DETECT, "\r\n").images.get(0).set()).isEqualTo(AnnotationSet.DECLARED_EMPTY);
    }

    private Readings read(LabelFormat format, String text) throws IOException {
        write("data.yaml", "names: [person, cat]\n");
        write("labels/a.txt", text);
        return Readings.of(format, folder, Readings.pictures("images/a.png"));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
