package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.quality.JudgedItem;
import dev.winnow.dataset.quality.JudgingState;
import dev.winnow.dataset.spec.DatasetSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgedItemFormatTest {
    private static final Instant AT = Instant.parse("2026-06-01T08:00:00.123456789Z");

    @Test
    void anItemIsReadAsItWasWritten() {
        JudgedItem item = new JudgedItem(
                "wren",
                AT,
                3,
                new QualityScores(Map.of(Measure.BRIGHTNESS, 0.25, Measure.SIZE, 640.5)),
                Set.of(Issue.Kind.DARK, Issue.Kind.ODD_SIZE),
                Issue.Kind.DARK);

        assertThat(JudgedItemFormat.read("wren", JudgedItemFormat.write(item))).isEqualTo(item);
    }

    @Test
    void theBytesAreAContractWithStoresThatWereWrittenBefore() {
        JudgedItem item = new JudgedItem(
                "wren",
                AT,
                3,
                new QualityScores(Map.of(Measure.BRIGHTNESS, 0.25)),
                Set.of(Issue.Kind.DARK),
                Issue.Kind.DARK);

        assertThat(HexFormat.of().formatHex(JudgedItemFormat.write(item)))
                .isEqualTo("0103" + "000000006a1d3c00" + "075bcd15" + "00000003" + "01" + "044441524b" + "044441524b"
                        + "01" + String.format("%02x", Measure.BRIGHTNESS.ordinal()) + "3fd0000000000000");
    }

    @Test
    void anItemThatIsWithdrawnHasNoScores() {
        JudgedItem item = new JudgedItem("wren", AT, 3, null, Set.of(), null);

        assertThat(JudgedItemFormat.read("wren", JudgedItemFormat.write(item))).isEqualTo(item);
        assertThat(JudgedItemFormat.write(item)).hasSize(19);
    }

    @Test
    void aFormatOfALaterVersionIsRefused() {
        assertThatThrownBy(() -> JudgedItemFormat.read("wren", new byte[] {9}))
                .hasMessage("The store holds the verdict on wren in format 9, this program reads format 1:"
                        + " start the version that wrote it, or a later one");
    }

    @Test
    void rulesAreReadAsTheyWereWritten() {
        DatasetSpec spec = DatasetSpec.defaults().withVersion(4);
        RulesFormat.Kept kept = new RulesFormat.Kept(
                new JudgingState(
                        spec,
                        7,
                        Map.of(Measure.SIZE, new Fence(7, 40, Collections.nCopies(101, 512.5))),
                        "wren",
                        Set.of(Measure.BRIGHTNESS),
                        38),
                123);

        assertThat(RulesFormat.read(RulesFormat.write(kept), version -> version == 4 ? spec : null))
                .isEqualTo(kept);
        assertThat(RulesFormat.settledAt(RulesFormat.write(kept))).isEqualTo(123);
    }
}
