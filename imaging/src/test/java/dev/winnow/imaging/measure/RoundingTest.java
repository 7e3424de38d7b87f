package dev.winnow.imaging.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundingTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0.1234564, 0.123456",
        "0.9999999, 1",
        "999999.4, 999999",
        "1234567, 1234570",
        "0.000012345678, 0.0000123457",
        "-2.5000001, -2.5",
        "255, 255"
    })
    void numbersHaveSixDigits(double value, double rounded) {
        assertThat(Rounding.toSixDigits(value)).isEqualTo(rounded);
    }

    @Test
    void whatIsRoundedOnceStaysAndIsShortInText() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 20_000; i++) {
            double value = random.nextDouble() * Math.pow(10, random.nextInt(-9, 8));

            double rounded = Rounding.toSixDigits(value);

            assertThat(Rounding.toSixDigits(rounded)).isEqualTo(rounded);
            BigDecimal text = new BigDecimal(Double.toString(rounded)).stripTrailingZeros();
            assertThat(text.precision()).isLessThanOrEqualTo(6);
            assertThat(new BigDecimal(value)
                            .round(new MathContext(6, RoundingMode.HALF_EVEN))
                            .subtract(text)
                            .abs())
                    .isLessThanOrEqualTo(text.ulp().multiply(BigDecimal.ONE));
        }
    }
}
