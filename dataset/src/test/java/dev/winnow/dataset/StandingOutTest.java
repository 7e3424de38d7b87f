package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.dataset.spec.Quality.Preset;
import dev.winnow.dataset.spec.Rule;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which values of a measure stand out in their dataset. */
class StandingOutTest {
    private static final Rule UNSHARP = Quality.defaults().rules().get(Issue.Kind.UNSHARP);
    private static final Rule DARK = Quality.defaults().rules().get(Issue.Kind.DARK);
    private static final Rule GRAYSCALE = Quality.defaults().rules().get(Issue.Kind.GRAYSCALE);
    private static final Rule ODD_SIZE = Quality.defaults().rules().get(Issue.Kind.ODD_SIZE);

    @Test
    void deviationsOfANormalDistributionAreItsStandardDeviations() {
        Random random = new Random(1);

        Fence fence = fence(Measure.BRIGHTNESS_P99, 20_000, () -> 0.5 + 0.1 * random.nextGaussian());

        assertThat(fence.farBelow(Measure.BRIGHTNESS_P99, 3, 0.5)).isCloseTo(0.2, within(0.02));
        assertThat(fence.farAbove(Measure.BRIGHTNESS_P99, 3, 0.5)).isCloseTo(0.8, within(0.02));
    }

    @Test
    void deviationsOfALogNormalDistributionAreRatios() {
        Random random = new Random(2);

        Fence fence = fence(Measure.LAPLACIAN_VARIANCE, 20_000, () -> 1000 * Math.exp(random.nextGaussian()));

        assertThat(fence.farBelow(Measure.LAPLACIAN_VARIANCE, 2, 0.5)).isCloseTo(1000 * Math.exp(-2), within(15.0));
        assertThat(fence.farAbove(Measure.LAPLACIAN_VARIANCE, 2, 0.5)).isCloseTo(1000 * Math.exp(2), within(700.0));
    }

    @Test
    void aTightDistributionFlagsNobodyByLittle() {
        Random random = new Random(3);
        Fence sharpness = fence(Measure.LAPLACIAN_VARIANCE, 180, () -> 7.5 + 0.05 * random.nextGaussian());
        Fence size = fence(Measure.SIZE, 500, () -> 32);

        assertThat(UNSHARP.bounds(sharpness).exclude(4)).isFalse();
        assertThat(UNSHARP.bounds(sharpness).exclude(2)).isTrue();
        assertThat(ODD_SIZE.bounds(size).exclude(40)).isFalse();
        assertThat(ODD_SIZE.bounds(size).exclude(10)).isTrue();
        assertThat(ODD_SIZE.bounds(size).exclude(120)).isTrue();
    }

    @Test
    void aSkewedDistributionIsMeasuredOnEachSideByItself() {
        Random random = new Random(4);

        Fence fence =
                fence(Measure.CLIPPED_SHADOWS, 1_000, () -> random.nextDouble() < 0.6 ? 0 : 0.4 * random.nextDouble());

        assertThat(fence.median()).isZero();
        assertThat(fence.farAbove(Measure.CLIPPED_SHADOWS, 5, 0.1)).isGreaterThan(0.5);
        assertThat(fence.farBelow(Measure.CLIPPED_SHADOWS, 5, 0.1)).isLessThan(0);
    }

    @ParameterizedTest
    @CsvSource({"0.01, true", "0.02, true", "0.03, false", "0.05, false", "0.4, false", "1, false"})
    void grayImagesStandOutWhereTheyAreRare(double share, boolean flagged) {
        double[] values = new double[1_000];
        Arrays.fill(values, 0, (int) (share * 1_000), 1);

        Rule.Bounds bounds = GRAYSCALE.bounds(fence(values));

        assertThat(bounds.exclude(1)).isEqualTo(flagged);
        assertThat(bounds.exclude(0)).isFalse();
    }

    /** A second kind of image that makes up so many hundredths is a part of the dataset and not what is wrong in it. */
    @ParameterizedTest
    @CsvSource({"5, 5", "9, 9", "15, 0", "40, 0"})
    void aGroupIsNotFlaggedAsAWhole(int share, int most) {
        double[] low = new double[1_000];
        double[] high = new double[1_000];
        Random random = new Random(share);
        for (int i = 0; i < 1_000; i++) {
            boolean apart = i < 10 * share;
            low[i] = (apart ? 0.1 : 0.9) + 0.001 * random.nextDouble();
            high[i] = (apart ? 5_000 : 500) * (1 + 0.005 * random.nextDouble());
        }
        Rule.Bounds dark = DARK.bounds(fence(low));
        Rule.Bounds odd = ODD_SIZE.bounds(fence(high));

        assertThat(Arrays.stream(low).filter(dark::exclude).count()).isBetween(10L * most, 100L);
        assertThat(Arrays.stream(high).filter(odd::exclude).count()).isBetween(10L * most, 100L);
    }

    @Test
    void noShapeOfDistributionFlagsMoreThanATenthOnASide() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            double[] values = shape(random, round % 5, 30 + random.nextInt(500));
            Fence fence = fence(values);
            for (Map.Entry<Issue.Kind, Rule> rule : Quality.defaults().rules().entrySet()) {
                Rule far = rule.getValue();
                if (far.farBelow() == null && far.farAbove() == null) {
                    continue;
                }
                Rule.Bounds bounds = new Rule(
                                far.measure(),
                                null,
                                null,
                                null,
                                far.farBelow(),
                                far.farAbove(),
                                far.most(),
                                Action.FLAG)
                        .bounds(fence);

                long below = Arrays.stream(values)
                        .filter(v -> bounds.below() != null && v < bounds.below())
                        .count();
                long above = Arrays.stream(values)
                        .filter(v -> bounds.above() != null && v > bounds.above())
                        .count();

                double most = far.most() == null ? 0.1 : far.most();
                assertThat(Math.max(below, above))
                        .as("%s of %d values of shape %d", rule.getKey(), values.length, round % 5)
                        .isLessThanOrEqualTo((long) Math.ceil(most * values.length));
            }
        }
    }

    private static double[] shape(Random random, int kind, int n) {
        return DoubleStream.generate(() -> switch (kind) {
                    case 0 -> random.nextDouble();
                    case 1 -> Math.exp(3 * random.nextGaussian());
                    case 2 -> random.nextInt(3) == 0 ? 1 : 0;
                    case 3 -> random.nextInt(4) == 0 ? 1e-4 * random.nextDouble() : 0.9;
                    default -> Math.pow(random.nextDouble(), 8);
                })
                .limit(n)
                .toArray();
    }

    @Test
    void whatIsUnusableInAnyDatasetNeedsNoOtherImages() {
        QualityScores blank = scores(0, 0, 0.5);
        QualityScores black = scores(10, 0.02, 0.01);
        QualityScores fine = scores(200, 0.9, 500);

        assertThat(kinds(blank)).contains(Issue.Kind.UNIFORM, Issue.Kind.UNSHARP);
        assertThat(kinds(black)).contains(Issue.Kind.DARK);
        assertThat(kinds(fine)).isEmpty();
    }

    private static Iterable<Issue.Kind> kinds(QualityScores scores) {
        return Quality.defaults().judge(scores, Map.of()).issues().stream()
                .map(Issue::kind)
                .toList();
    }

    private static QualityScores scores(double range, double p99, double laplacian) {
        return new QualityScores(
                Map.of(Measure.GRAY_RANGE, range, Measure.BRIGHTNESS_P99, p99, Measure.LAPLACIAN_VARIANCE, laplacian));
    }

    @Test
    void theSentenceSaysWhichBoundWasBroken() {
        Fence bright = fence(Measure.BRIGHTNESS_P99, 100, () -> 0.9);

        assertThat(sentence(scores(200, 0.04, 500), bright)).isEqualTo("brightness_p99 0.04000 is below 0.06000");
        assertThat(sentence(scores(200, 0.3, 500), bright))
                .isEqualTo("brightness_p99 0.3000 is below 0.7000, far from this dataset's median 0.9000");
    }

    private static String sentence(QualityScores scores, Fence fence) {
        return Quality.defaults().judge(scores, Map.of(Measure.BRIGHTNESS_P99, fence)).issues().stream()
                .filter(issue -> issue.kind() == Issue.Kind.DARK)
                .findFirst()
                .orElseThrow()
                .detail();
    }

    @Test
    void boundsThatMoveMayNotReject() {
        assertThatThrownBy(() -> new Rule(Measure.SIZE, null, null, null, 3.0, null, null, Action.REJECT))
                .hasMessage(
                        "quality.rules.*.action is REJECT, expected FLAG or ACCEPT beside 'farBelow', which moves while the"
                                + " dataset grows; reject by 'below' or 'above'");
        assertThatThrownBy(() -> new Rule(Measure.SIZE, 3.0, null, null, null, null, 0.2, Action.FLAG))
                .hasMessageContaining("quality.rules.*.most is 0.2, expected to stand beside 'farBelow' or 'farAbove'");
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void aPresetFencesWhatItsRulesCompare(Preset preset) {
        Quality quality = Quality.of(preset);

        assertThat(quality.fenced().contains(Measure.SIZE)).isTrue();
        assertThat(quality.fenced()).hasSize(preset == Preset.CLEANVISION ? 1 : 14);
    }

    @Test
    void aRuleThatFlagsMoreThanAQuarterIsNamed() {
        Quality quality = Quality.defaults();

        assertThat(quality.overflagging(
                        Map.of(Issue.Kind.DARK, 26L, Issue.Kind.NOISY, 25L, Issue.Kind.ALPHA, 100L), 100))
                .containsExactly(Map.entry(Issue.Kind.DARK, 26L));
        assertThat(quality.overflagging(Map.of(Issue.Kind.DARK, 4L), 4)).isEmpty();
    }

    private static Fence fence(Measure measure, int n, DoubleSupplier values) {
        return fence(DoubleStream.generate(values)
                .map(value -> Math.max(measure.min(), value))
                .limit(n)
                .toArray());
    }

    private static Fence fence(double[] values) {
        QuantileSketch sketch = new QuantileSketch();
        Arrays.stream(values).forEach(sketch::add);
        return Fence.around(sketch, 1);
    }
}
