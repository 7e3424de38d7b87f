package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.events.spec.SpecSchema;
import dev.winnow.standalone.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WinnowCommandTest {
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
    }

    @Test
    void aWrongOptionNamesTheHelpThatExists() {
        assertThat(WinnowCommand.execute("--no-such-option")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("Try 'winnow --help'.");
    }

    @Test
    void aWrongOptionOfACommandNamesTheHelpOfTheCommand() {
        assertThat(WinnowCommand.execute("bench", "index", "--bits", "many")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("Try 'winnow bench index --help'.")
                .doesNotContain("Exception")
                .doesNotContain("java.");
    }

    @Test
    void aPathThatIsNoneIsRefusedWithoutTheNamesOfClasses() {
        assertThat(WinnowCommand.execute("serve", "--data", "a\0b")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("--data").doesNotContain("Exception");
    }

    @Test
    void theSchemaOfSpecsIsPrinted() {
        PrintStream standardOut = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(WinnowCommand.execute("spec", "--schema")).isZero();
        } finally {
            System.setOut(standardOut);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(SpecSchema.text());
    }

    @Test
    void aSpecIsCheckedWithoutStartingAnything(@TempDir Path folder) throws IOException {
        Path spec = folder.resolve("spec.yaml");
        Files.writeString(spec, "split: {trian: 0.7}");

        assertThat(WinnowCommand.execute("spec", "--check", spec.toString())).isEqualTo(Failure.ASKED_WRONG);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("spec.yaml: Unknown key 'split.trian' in the spec: did you mean 'split.train'?")
                .contains("(line 1, column 9)");
    }
}
