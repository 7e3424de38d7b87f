package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KolmogorovSmirnovTest {

    @Test
    void theDistanceIsTheLargestGapBetweenTheTwoSteps() {
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 2, 3}, new double[] {3, 1, 2}))
                .isZero();
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 2}, new double[] {3, 4}))
                .isEqualTo(1);
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 2, 3, 4}, new double[] {3, 4, 5, 6}))
                .isEqualTo(0.5);
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 1, 1, 2}, new double[] {1, 2, 2, 2}))
                .isEqualTo(0.5);
    }

    @Test
    void itIsWhatComparingAtEveryValueGives() {
        SplittableRandom random = new SplittableRandom(4);
        for (int run = 0; run < 300; run++) {
            double[] one =
                    random.ints(1 + random.nextInt(30), 0, 12).asDoubleStream().toArray();
            double[] other =
                    random.ints(1 + random.nextInt(30), 0, 12).asDoubleStream().toArray();
            double expected = 0;
            for (int at = 0; at < 12; at++) {
                int value = at;
                expected = Math.max(
                        expected,
                        Math.abs(Arrays.stream(one).filter(x -> x <= value).count() / (double) one.length
                                - Arrays.stream(other).filter(x -> x <= value).count() / (double) other.length));
            }
            assertThat(KolmogorovSmirnov.distance(one, other)).isEqualTo(expected, within(1e-12));
        }
    }

    @Test
    void aDistanceMeansMoreTheLargerTheSamplesAre() {
        assertThat(KolmogorovSmirnov.isSignificant(0.2, 20, 20)).isFalse();
        assertThat(KolmogorovSmirnov.isSignificant(0.2, 200, 200)).isTrue();
    }

    @Test
    void anEmptySampleIsRefused() {
        assertThatThrownBy(() -> KolmogorovSmirnov.distance(new double[0], new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An empty sample has no distribution");
    }
}
