package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LabelPolicyTest {

    @ParameterizedTest
    @EnumSource(LabelIssue.class)
    void anIssueHasItsUsualOutcomeUnlessTheOwnerChose(LabelIssue issue) {
        LabelPolicy usual = LabelPolicy.defaults();

        assertThat(usual.outcome(issue)).contains(LabelChoice.of(issue).usual());
        for (LabelAction action : LabelChoice.of(issue).actions()) {
            assertThat(usual.with(issue, action)
                            .outcome(issue)
                            .map(Outcome::label)
                            .orElse("unreported"))
                    .isEqualTo(Map.of(
                                    LabelAction.ACCEPT, "unreported",
                                    LabelAction.FIX, "fixed",
                                    LabelAction.FLAG, "kept",
                                    LabelAction.DROP, "dropped",
                                    LabelAction.QUARANTINE, "asked")
                            .get(action));
        }
    }

    @Test
    void labelsThatCannotBeCorrectedHaveTheOtherOutcome() {
        LabelPolicy usual = LabelPolicy.defaults();

        assertThat(usual.outcome(LabelIssue.RLE_LENGTH, Outcome.DROPPED)).contains(Outcome.DROPPED);
        assertThat(usual.with(LabelIssue.RLE_LENGTH, LabelAction.QUARANTINE)
                        .outcome(LabelIssue.RLE_LENGTH, Outcome.DROPPED))
                .contains(Outcome.ASKED);
    }

    @Test
    void anActionThatAnIssueDoesNotAllowIsRefusedWithItsReason() {
        assertThatThrownBy(() -> LabelPolicy.defaults().with(LabelIssue.BOX_NOT_A_NUMBER, LabelAction.FLAG))
                .hasMessage("labels.issues.BOX_NOT_A_NUMBER is FLAG, expected DROP or QUARANTINE");
        assertThatThrownBy(() -> LabelPolicy.defaults().with(LabelIssue.JSON_BROKEN, LabelAction.ACCEPT))
                .hasMessageContaining("expected no action, because what it stands for cannot be read");
    }

    @Test
    void aSourceHasItsOwnOrientation() {
        SourceOrientation labelImg = new SourceOrientation("labelImg", Convention.Space.STORED);
        LabelPolicy policy = new LabelPolicy(null, null, null, List.of(labelImg), null, null, null);

        assertThat(policy.orientationOf("labelImg")).isEqualTo(Convention.Space.STORED);
        assertThat(policy.orientationOf("cvat")).isEqualTo(Convention.Space.AUTO);
    }
}
