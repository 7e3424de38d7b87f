package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsJsonTest {

    @Test
    void everyKindOfShapeIsReadAsItWasWritten() {
        ImageLabels labels = Samples.labels();

        assertThat(LabelsJson.read(LabelsJson.write(labels))).isEqualTo(labels);
    }

    @Test
    void coordinatesKeepTheirLastBit() {
        Random random = new Random(16);
        List<Annotation> annotations = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Shape box = new Shape.Box(any(random), any(random), any(random), any(random));
            annotations.add(Annotation.of("a", Provenance.of(Origin.of("f")), box));
        }
        ImageLabels labels = ImageLabels.of("a.png", Origin.of("f"), Convention.PIXELS, AnnotationSet.of(annotations));

        assertThat(LabelsJson.read(LabelsJson.write(labels))).isEqualTo(labels);
    }

    private static double any(Random random) {
        return Double.longBitsToDouble(random.nextLong());
    }

    @Test
    void aBoxIsAsShortAsItCanBe() {
        ImageLabels labels = ImageLabels.of(
                "a.png",
                Origin.of("request"),
                Convention.PIXELS,
                AnnotationSet.of(List.of(
                        Annotation.of("cat", Provenance.of(Origin.of("request")), new Shape.Box(1, 2, 3.5, 4)))));

        assertThat(new String(LabelsJson.write(labels), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"source\":\"a.png\",\"state\":\"LABELLED\",\"annotations\":[{\"category\":\"cat\",\"shape\":{\"box\":[1,2,3.5,4]}}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"annotations\": []} | source is missing, expected a text",
                "[] | labels are [], expected an object",
                "{\"source\": \"a\", \"annotations\": [7]} | annotations[0] is 7, expected an object",
                "{\"source\": \"a\", \"annotations\": [{\"category\": \"c\", \"shape\": {\"box\": [1, 2]}}]} | annotations[0].shape.box has 2 numbers, expected 4",
                "{\"source\": \"a\", \"annotations\": [{\"category\": \"c\", \"shape\": {\"circle\": 1}}]} | annotations[0].shape has the field 'circle', expected image, box",
                "{\"source\": \"a\", \"width\": 3} | height is missing, expected a whole number of pixels",
                "{\"source\": | This is no JSON"
            })
    void otherJsonIsRefusedWithASentence(String json, String sentence) {
        assertThatThrownBy(() -> LabelsJson.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void anImageWithoutAListIsUnlabelledAndWithAnEmptyOneDeclaredEmpty() {
        assertThat(state("{\"source\": \"a\"}")).isEqualTo(AnnotationSet.State.UNLABELLED);
        assertThat(state("{\"source\": \"a\", \"annotations\": []}")).isEqualTo(AnnotationSet.State.DECLARED_EMPTY);
        assertThat(state("{\"source\": \"a\", \"annotations\": [], \"state\": \"SEEN_EMPTY\"}"))
                .isEqualTo(AnnotationSet.State.SEEN_EMPTY);
    }

    private static AnnotationSet.State state(String json) {
        return LabelsJson.read(json.getBytes(StandardCharsets.UTF_8)).set().state();
    }

    @Test
    void theSameSubmissionIsTheSameEventAndAnotherRevisionAnother() {
        AnnotationsSubmitted first = Samples.submitted();
        AnnotationsSubmitted later = new AnnotationsSubmitted(
                first.dataset(),
                first.source(),
                first.from(),
                first.revision(),
                first.specVersion(),
                first.labels(),
                first.by(),
                first.at().plusSeconds(9));
        AnnotationsSubmitted deleted = new AnnotationsSubmitted(
                first.dataset(),
                first.source(),
                first.from(),
                first.revision() + 1,
                first.specVersion(),
                new LabelDocument.Deleted(),
                first.by(),
                first.at());

        assertThat(later.id()).isEqualTo(first.id());
        assertThat(deleted.id()).isNotEqualTo(first.id());
    }

    @Test
    void documentsOfEveryKindAreReadAsTheyWereWritten() throws Exception {
        for (LabelDocument document : List.of(
                new LabelDocument.Stored(Samples.content("labels"), 1_000_000, 5_000), new LabelDocument.Deleted())) {
            byte[] json = EventJson.mapper().writeValueAsBytes(document);

            assertThat(EventJson.mapper().readValue(json, LabelDocument.class)).isEqualTo(document);
        }
    }
}
