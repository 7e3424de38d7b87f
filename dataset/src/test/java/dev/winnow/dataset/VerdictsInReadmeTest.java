package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's section on verdicts names every reason and every issue. */
class VerdictsInReadmeTest {

    static Stream<String> names() {
        return Stream.concat(Arrays.stream(Rejection.Reason.values()), Arrays.stream(Issue.Kind.values()))
                .map(Enum::name)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("names")
    void itIsNamed(String name) throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("winnow.root"), "README.md"));
        int begin = readme.indexOf("\n## Verdicts\n");

        String section = readme.substring(begin, readme.indexOf("\n## ", begin + 1));

        assertThat(section).contains("`" + name + "`");
    }
}
