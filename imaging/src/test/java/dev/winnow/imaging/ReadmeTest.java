package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void theTableOfMeasuresIsThatOfTheCode() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(readme).contains(table());
    }

    private static String table() {
        return Arrays.stream(Measure.values())
                .map(measure -> String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s to %s | %s | %s |%n",
                        measure.key(),
                        measure.unit(),
                        number(measure.min()),
                        number(measure.max()),
                        measure.higherMeans(),
                        measure.formula()))
                .collect(Collectors.joining());
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
