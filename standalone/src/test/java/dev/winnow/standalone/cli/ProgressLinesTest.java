package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    @Test
    void aTerminalCutsLongLinesInsteadOfWrappingThem() {
        String sent = ProgressLines.repainting(List.of("a long line", "another"), 0);

        assertThat(sent).startsWith("\u001b[?7l").endsWith("\u001b[?7h");
    }

    @Test
    void linesReplaceThoseThatWerePaintedBefore() {
        String sent = ProgressLines.repainting(List.of("one", "two"), 2);

        assertThat(sent).contains("\u001b[2F").contains("\u001b[2Kone\n\u001b[2Ktwo\n");
    }

    @Test
    void aTerminalTooNarrowForTheLinesShowsOneRowForEach() {
        NarrowTerminal terminal = new NarrowTerminal(10);

        terminal.take(ProgressLines.repainting(List.of("0123456789abcdef", "second line"), 0));
        terminal.take(ProgressLines.repainting(List.of("fedcba9876543210", "line second"), 2));

        assertThat(terminal.rows()).containsExactly("fedcba987", "line seco");
    }
}
