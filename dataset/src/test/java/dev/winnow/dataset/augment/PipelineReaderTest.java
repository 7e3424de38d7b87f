package dev.winnow.dataset.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineReaderTest {

    @Test
    void aStepHasAllItsKeysWithTheirDefaults() {
        Step step = read(Map.of("flip", Map.of())).steps().get(0);

        assertThat(step.parameters()).isEqualTo(Map.of("axis", "horizontal"));
        assertThat(step)
                .isEqualTo(read(Map.of("flip", Map.of("axis", "horizontal")))
                        .steps()
                        .get(0));
    }

    @Test
    void oneNumberStandsForBothScalesOfAnAffineMap() {
        assertThat(read(Map.of("affine", Map.of("scale", 1.5))).steps())
                .isEqualTo(read(Map.of("affine", Map.of("scale", List.of(1.5, 1.5))))
                        .steps());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flipp | axis | horizontal | did you mean flip?",
                "flip | axes | vertical | flip has no key axes (did you mean axis?). It takes axis",
                "flip | axis | sideways | flip.axis is sideways; it must be one of horizontal, vertical",
                "gamma | gamma | -1 | gamma.gamma is -1; it must be from 0.01 to 100",
                "gamma | gamma | NaN | gamma.gamma is NaN; it must be from 0.01 to 100",
                "gaussianBlur | size | 4 | gaussianBlur.size is 4; it must be odd",
                "jpeg | quality | 101 | jpeg.quality is 101; it must be from 1 to 100",
                "affine | interpolation | area | one of nearest, linear, cubic, lanczos4",
                "centerCrop | width | 10 | centerCrop needs the key height",
            })
    void aMistakeIsNamedWithItsRemedy(String step, String key, String value, String sentence) {
        Object given = value.matches("-?[0-9.]+|NaN") ? (Object) number(value) : value;

        assertThatThrownBy(() -> read(Map.of(step, Map.of(key, given))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Step 1 of preprocessing: ")
                .hasMessageContaining(sentence);
    }

    private static Number number(String text) {
        return text.matches("-?\\d+") ? (Number) Integer.valueOf(text) : (Number) Double.valueOf(text);
    }

    @Test
    void aCropThatIsLargerThanThePictureNamesItsStep() {
        Pipeline pipeline = read(Map.of("centerCrop", Map.of("width", 50, "height", 50)));

        assertThat(pipeline.instructions(50, 50)).hasSize(1);
        assertThatThrownBy(() -> pipeline.instructions(49, 50))
                .isInstanceOf(UnfitPictureException.class)
                .hasMessage(
                        "Step centerCrop: A crop of 50x50 does not lie in a picture of 49x50: resize or pad it first");
    }

    @Test
    void warpsInARowAreOne() {
        Pipeline pipeline = read(
                Map.of("affine", Map.of("rotate", 30)),
                Map.of("affine", Map.of("rotate", -30)),
                Map.of("affine", Map.of("rotate", 10, "fill", 7)));

        List<Instruction> instructions = pipeline.instructions(40, 30);

        assertThat(instructions).hasSize(2);
        double[] both = ((Instruction.Warp) instructions.get(0)).map().toArray();
        assertThat(Arrays.stream(both).map(v -> Math.rint(v * 1e9) / 1e9 + 0.0))
                .containsExactly(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "810, 1080, true, 0, 480, 640, 80, 0",
        "1280, 720, true, 0, 640, 360, 0, 140",
        "333, 500, false, 0, 333, 500, 153, 70",
        "1, 1000, true, 0, 1, 640, 319, 0",
        "641, 479, true, 64, 640, 478, 0, 17",
    })
    void aLetterboxFollowsTheRuleOfUltralytics(
            int width, int height, boolean upscale, int stride, int scaledWidth, int scaledHeight, int left, int top) {
        Pipeline pipeline = read(Map.of(
                "resize", Map.of("fit", "letterbox", "size", List.of(640, 640), "upscale", upscale, "stride", stride)));

        List<Instruction> instructions = pipeline.instructions(width, height);

        Instruction.Resample resample = (Instruction.Resample) instructions.get(0);
        Instruction.Margins margins = (Instruction.Margins) instructions.get(1);
        assertThat(List.of(resample.width(), resample.height(), margins.left(), margins.top()))
                .containsExactly(scaledWidth, scaledHeight, left, top);
    }

    @Test
    void labelsHaveRulesOfTheirOwn() {
        Pipeline pipeline = PipelineReader.read(Map.of(
                "labels",
                Map.of(
                        "boxes",
                        Map.of("minVisibility", 0.5, "afterRotation", List.of("polygon", "corners")),
                        "keypoints",
                        Map.of("flipPairs", List.of(List.of(1, 2))))));

        assertThat(pipeline.labels().boxes().minVisibility()).isEqualTo(0.5);
        assertThat(pipeline.labels().afterRotation())
                .containsExactly(LabelRules.TightBox.POLYGON, LabelRules.TightBox.CORNERS);
        assertThat(pipeline.labels().flipPairs()).containsExactly(new LabelRules.Pair(1, 2));
        assertThatThrownBy(() -> PipelineReader.read(Map.of("label", Map.of())))
                .hasMessageContaining("did you mean labels?");
    }

    @SafeVarargs
    private static Pipeline read(Map<String, ?>... steps) {
        return PipelineReader.read(Map.of("preprocessing", Map.of("steps", List.of(steps))));
    }
}
