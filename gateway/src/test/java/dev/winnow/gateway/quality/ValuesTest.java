package dev.winnow.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 300, 5_000})
    void sortsAnyNumbersOfBothSignsAndAllSizes(int count) {
        Random random = new Random(count);
        double[] drawn = IntStream.range(0, count)
                .mapToDouble(i -> switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(3) - 1;
                    case 1 -> random.nextGaussian();
                    default -> (float) (random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
                })
                .map(value -> Double.parseDouble(Float.toString((float) value)))
                .toArray();
        Values values = new Values();
        for (double value : drawn) {
            values.add(value);
        }

        values.sort();

        assertThat(IntStream.rangeClosed(1, count).mapToDouble(rank -> values.quantile((rank - 0.5) / count)))
                .containsExactly(IntStream.range(0, count)
                        .mapToObj(i -> drawn[i])
                        .sorted()
                        .toArray(Double[]::new));
    }
}
