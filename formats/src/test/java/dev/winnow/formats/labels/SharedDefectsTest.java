package dev.winnow.formats.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.Pictures.Picture;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.JsonTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What readers find in the shared cases of label defects. The checks find the rest. */
class SharedDefectsTest {
    /** What only a reader can know. */
    private static final Set<LabelIssue> OF_READERS = EnumSet.of(
            LabelIssue.BOX_MALFORMED,
            LabelIssue.DANGLING_ANNOTATION,
            LabelIssue.ORPHAN_LABEL,
            LabelIssue.MISSING_IMAGE,
            LabelIssue.NO_LABEL_FILE,
            LabelIssue.CLASS_COUNT_MISMATCH,
            LabelIssue.CATEGORY_GROUP,
            LabelIssue.DUPLICATE_CATEGORY,
            LabelIssue.DUPLICATE_IMAGE_ID,
            LabelIssue.DUPLICATE_IMAGE_RECORD,
            LabelIssue.ANNOTATION_ID_REPEATED,
            LabelIssue.MULTI_LABEL_REGION,
            LabelIssue.UNLABELLED_REGION,
            LabelIssue.POLYGON_ODD_COUNT,
            LabelIssue.SEGMENTATION_NOT_NESTED,
            LabelIssue.SEGMENTATION_EMPTY,
            LabelIssue.RLE_BROKEN,
            LabelIssue.MASK_NOT_BINARY,
            LabelIssue.MASK_UNKNOWN_INDEX,
            LabelIssue.MASK_UNKNOWN_COLOUR,
            LabelIssue.MASK_LOSSY,
            LabelIssue.MASK_STRETCHED,
            LabelIssue.PANOPTIC_UNKNOWN_SEGMENT,
            LabelIssue.PANOPTIC_MISSING_SEGMENT,
            LabelIssue.NUMBER_AS_TEXT,
            LabelIssue.JSON_BROKEN,
            LabelIssue.JSON_DUPLICATE_KEY,
            LabelIssue.JSON_TOO_DEEP,
            LabelIssue.XML_BROKEN,
            LabelIssue.XML_DTD,
            LabelIssue.PATH_ESCAPES,
            LabelIssue.PATH_SEPARATOR,
            LabelIssue.FILENAME_DISAGREES,
            LabelIssue.ROW_SEPARATOR,
            LabelIssue.DECIMAL_COMMA,
            LabelIssue.CLASS_ID_AS_DECIMAL,
            LabelIssue.EXTRA_COLUMN,
            LabelIssue.ROW_TOO_SHORT,
            LabelIssue.ROW_ODD_COUNT,
            LabelIssue.ROW_KIND_MIXED,
            LabelIssue.CLASS_AS_NAME,
            LabelIssue.POSE_COLUMNS,
            LabelIssue.VOC_ORIGIN_ASSUMED,
            LabelIssue.SHAPE_APPROXIMATED,
            LabelIssue.TRACK_OUTSIDE,
            LabelIssue.CANCELLED,
            LabelIssue.PREDICTION_ONLY,
            LabelIssue.CSV_MISSING_COLUMN,
            LabelIssue.CSV_DIALECT);

    @TestFactory
    Stream<DynamicTest> aReaderFindsWhatOnlyAReaderCan() throws IOException {
        new SharedScene();
        Path folder = SharedScene.data().resolve("defects");
        try (JsonTokens json = JsonTokens.of(folder.resolve("expected-verdicts.json"))) {
            json.next();
            return json.object().objects("cases").stream()
                    .filter(defect -> format(defect).isPresent())
                    // its ten bytes were to be cut after twelve: they are the whole of a mask of the whole picture
                    .filter(defect -> !defect.text("id").orElseThrow().equals("ls-brush-broken"))
                    .map(defect ->
                            DynamicTest.dynamicTest(defect.text("id").orElseThrow(), () -> check(folder, defect)))
                    .toList()
                    .stream();
        }
    }

    private static Optional<LabelFormat> format(JsonObject defect) {
        String name = defect.text("format").orElseThrow();
        return LabelFormat.named(name.equals("cvat-video") ? "cvat" : name);
    }

    private static void check(Path folder, JsonObject defect) {
        List<Picture> pictures = new ArrayList<>();
        defect.object("images").fields().forEach((name, size) -> {
            List<Object> values = JsonObject.listOf(size);
            pictures.add(new Picture(
                    name,
                    Optional.of(new PictureSize(
                            ((Number) values.get(0)).intValue(),
                            ((Number) values.get(1)).intValue(),
                            values.size() > 2 ? ((Number) values.get(2)).intValue() : 1))));
        });
        String file = JsonObject.textOf(defect.list("files").get(0)).orElseThrow();

        Readings readings = Readings.of(
                format(defect).orElseThrow(),
                folder.resolve(file),
                pictures.isEmpty() ? Pictures.UNKNOWN : new PictureIndex(pictures));

        List<String> found = new ArrayList<>(readings.codes());
        readings.annotations()
                .forEach(annotation -> annotation
                        .shape(Shape.Unreadable.class)
                        .ifPresent(shape -> found.add(shape.issue() + " ? "
                                + annotation.provenance().origin().at())));
        List<String> expected = new ArrayList<>();
        for (JsonObject verdict : defect.objects("verdicts")) {
            expected.add(verdict.text("code").orElseThrow() + " "
                    + verdict.text("outcome").orElseThrow().toUpperCase(Locale.ROOT) + " "
                    + verdict.text("at").orElseThrow());
        }
        for (String code : found) {
            assertThat(expected)
                    .as("a false alarm, " + code + " in " + found)
                    .anyMatch(verdict -> verdict.equals(code)
                            || verdict.matches(Pattern.quote(code).replace("?", "\\E\\w+\\Q")));
        }
        for (String verdict : expected) {
            if (OF_READERS.contains(LabelIssue.valueOf(verdict.split(" ")[0]))) {
                assertThat(found)
                        .as(verdict + " was not found")
                        .anyMatch(code -> verdict.startsWith(code.split(" ")[0]));
            }
        }
        if (defect.number("survive").orElse(0) > 0) {
            assertThat(readings.annotations())
                    .as("annotations handed over, " + found)
                    .hasSizeGreaterThanOrEqualTo((int) defect.number("survive").getAsDouble());
        }
    }
}
