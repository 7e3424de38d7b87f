package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Measure;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.dataset.spec.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of measures is made of the code: {@code -Dreadme.write=true} writes it anew. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final String HEAD = """
            | measure | unit | range | higher is | flagged | definition | source |
            |---|---|---|---|---|---|---|
            """;

    @Test
    void theTableOfMeasuresIsThatOfTheCode() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf("| measure |");
        int end = readme.indexOf("\n\n", begin) + 1;
        assertThat(begin).isPositive();
        assertThat(end).isGreaterThan(begin);
        if (Boolean.getBoolean("readme.write")) {
            readme = readme.substring(0, begin) + HEAD + rows() + readme.substring(end);
            Files.writeString(README, readme);
        }

        assertThat(readme).contains(HEAD + rows());
    }

    private static String rows() {
        return Arrays.stream(Measure.values()).map(ReadmeTest::row).collect(Collectors.joining());
    }

    private static String row(Measure measure) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s to %s | %s | %s | %s | %s |\n",
                measure.key(),
                measure.unit(),
                number(measure.min()),
                number(measure.max()),
                measure.higherMeans(),
                flagged(measure),
                measure.formula(),
                measure.source());
    }

    /** By the rules of a dataset nobody said anything about. */
    private static String flagged(Measure measure) {
        return Quality.defaults().rules().entrySet().stream()
                .filter(rule -> rule.getValue().measure() == measure)
                .map(rule -> rule.getKey() + " " + limits(rule.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String limits(Rule rule) {
        if (rule.fence() != null) {
            return "beyond " + number(rule.fence()) + " interquartile ranges";
        }
        return Stream.of(
                        bound("below", rule.below()),
                        bound("above", rule.above()),
                        bound("far below, by", rule.farBelow()),
                        bound("far above, by", rule.farAbove()))
                .filter(bound -> !bound.isEmpty())
                .collect(Collectors.joining(" or "));
    }

    private static String bound(String where, Double number) {
        return number == null ? "" : where + " " + number(number);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
