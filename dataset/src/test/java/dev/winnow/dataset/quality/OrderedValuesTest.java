package dev.winnow.dataset.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.QuantileSketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedValuesTest {

    @Test
    void theSketchIsThatOfTheValuesThatRemain() {
        Random random = new Random(7);
        OrderedValues values = new OrderedValues();
        List<Double> remaining = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (remaining.isEmpty() || random.nextInt(3) > 0) {
                double value = random.nextInt(4) == 0 ? 0.5 : random.nextDouble() * 100;
                values.add(value);
                remaining.add(value);
            } else {
                values.remove(remaining.remove(random.nextInt(remaining.size())));
            }
            if (i % 1_999 == 0) {
                QuantileSketch expected = new QuantileSketch();
                remaining.forEach(expected::add);
                assertThat(values.sketch()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aValueThatIsNotThereCannotBeRemoved() {
        OrderedValues values = new OrderedValues();
        values.add(1);
        values.remove(2);

        assertThatThrownBy(values::sketch).hasMessage("2.0 was to be removed from values among which it is not");
    }
}
