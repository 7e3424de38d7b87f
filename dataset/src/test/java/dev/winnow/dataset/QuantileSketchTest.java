package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileSketchTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void quantilesAreWithinOnePerCentOfTheTrueOnes(long seed) {
        double[] values = drawn(seed, 10_000);
        QuantileSketch sketch = sketchOf(values);
        Arrays.sort(values);
        for (double share : new double[] {0, 0.01, 0.25, 0.5, 0.75, 0.99, 1}) {
            double exact = values[(int) Math.max(0, Math.ceil(share * values.length) - 1)];
            assertThat(sketch.quantile(share))
                    .isLessThanOrEqualTo(exact)
                    .isGreaterThanOrEqualTo(exact * (1 - QuantileSketch.RELATIVE_ERROR));
        }
    }

    @Test
    void theOrderOfValuesDoesNotMatter() {
        double[] values = drawn(4, 1_000);
        double[] backwards = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            backwards[i] = values[values.length - 1 - i];
        }
        assertThat(sketchOf(backwards)).isEqualTo(sketchOf(values));
    }

    @Test
    void twoSketchesMergedAreTheSketchOfAllValues() {
        double[] values = drawn(5, 1_000);
        QuantileSketch merged = sketchOf(Arrays.copyOfRange(values, 700, 1_000));
        merged.merge(sketchOf(Arrays.copyOfRange(values, 0, 700)));
        assertThat(merged).isEqualTo(sketchOf(values));
        assertThat(merged.count()).isEqualTo(1_000);
    }

    @Test
    void aSketchGoesOnFromWhatWasKeptOfIt() {
        QuantileSketch sketch = sketchOf(drawn(6, 500));
        assertThat(QuantileSketch.of(sketch.values(), sketch.counts())).isEqualTo(sketch);
    }

    @Test
    void whereAllValuesAreAlikeEveryQuantileIsThatValue() {
        QuantileSketch sketch = new QuantileSketch();
        for (int i = 0; i < 100; i++) {
            sketch.add(32);
        }
        assertThat(sketch.quantile(0.25)).isEqualTo(32);
        assertThat(sketch.quantile(0.75)).isEqualTo(32);
    }

    @Test
    void zerosAreCounted() {
        QuantileSketch sketch = sketchOf(new double[] {0, 0, 0, 5});
        assertThat(sketch.quantile(0.5)).isZero();
        assertThat(sketch.quantile(1)).isEqualTo(5);
    }

    @Test
    void manyValuesTakeFewBuckets() {
        assertThat(sketchOf(drawn(7, 100_000)).values()).hasSizeLessThan(2_000);
    }

    @Test
    void whatIsNoValueIsRefused() {
        QuantileSketch sketch = new QuantileSketch();
        assertThatThrownBy(() -> sketch.add(-1)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> sketch.add(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> sketch.quantile(0.5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFenceIsOutlivedWhenTheDatasetGrewByHalf() {
        Fence fence = Fence.around(sketchOf(linear(100)), 1);
        assertThat(fence.isOutlived(sketchOf(linear(100)))).isFalse();
        assertThat(fence.isOutlived(sketchOf(twice(linear(100), 49)))).isFalse();
        assertThat(fence.isOutlived(sketchOf(twice(linear(100), 50)))).isTrue();
    }

    @Test
    void aFenceIsOutlivedWhenAQuartileMoved() {
        Fence fence = Fence.around(sketchOf(linear(100)), 1);
        double[] larger = Arrays.stream(linear(100)).map(value -> value * 1.1).toArray();
        assertThat(fence.isOutlived(sketchOf(larger))).isTrue();
    }

    @Test
    void fewValuesHaveNoFence() {
        assertThatThrownBy(() -> Fence.around(sketchOf(linear(29)), 1))
                .hasMessageContaining("30 values or more, not 29");
    }

    @Test
    void whereAllSizesAreAlikeAnyOtherIsOdd() {
        QuantileSketch sketch = new QuantileSketch();
        for (int i = 0; i < 50; i++) {
            sketch.add(32);
        }
        Fence fence = Fence.around(sketch, 1);
        assertThat(fence.low(3)).isEqualTo(32);
        assertThat(fence.high(3)).isEqualTo(32);
    }

    /** Over many orders of magnitude. */
    private static double[] drawn(long seed, int n) {
        Random random = new Random(seed);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = Math.exp(3 * random.nextGaussian());
        }
        return values;
    }

    private static double[] linear(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = 100 + i;
        }
        return values;
    }

    /** The values, and so many of them once more, spread over all. */
    private static double[] twice(double[] values, int more) {
        double[] all = Arrays.copyOf(values, values.length + more);
        for (int i = 0; i < more; i++) {
            all[values.length + i] = values[2 * i];
        }
        return all;
    }

    private static QuantileSketch sketchOf(double[] values) {
        QuantileSketch sketch = new QuantileSketch();
        for (double value : values) {
            sketch.add(value);
        }
        return sketch;
    }
}
