package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.standalone.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
