package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    @Test
    void progressIsCountedInImages() {
        assertThat(new ProgressLines.Standing(1_000, 140, 100, 4, 2).line())
                .isEqualTo("  imported 140 of 1000, 100 through, 4 rejected, 50 images a second, 18 s left");
        assertThat(new ProgressLines.Standing(1_000, 140, 0, 0, 2).line())
                .isEqualTo("  imported 140 of 1000, 0 through, 0 rejected");
        assertThat(new ProgressLines.Standing(1_000, 1_000, 1_000, 4, 20).line())
                .isEqualTo("  imported 1000 of 1000, 1000 through, 4 rejected, 50 images a second");
    }

    @Test
    void theTimeLeftIsGivenInAUnitThatFits() {
        assertThat(new ProgressLines.Standing(121, 1, 1, 0, 10).line()).endsWith("20 min left");
        assertThat(new ProgressLines.Standing(100_001, 1, 1, 0, 1).line()).endsWith("27 h left");
    }

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
