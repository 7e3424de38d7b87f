package dev.winnow.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.split.Infeasible.Code;
import dev.winnow.dataset.split.Infeasible.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfeasibleTest {
    private static final Splits WISH = Splits.defaults();

    @Test
    void aGroupOfNineTenthsIsSaidInNumbers() {
        assertThat(Infeasible.of(WISH, 1000, "patient-7", 900, 90, List.of()))
                .containsExactly(new Infeasible(
                        Code.UNIT_TOO_LARGE,
                        "Unit patient-7 holds 900 of 1000 images, 90.0 %, and cannot be divided: the split that holds it is at"
                                + " least 10.0 points above its wish, of which the greatest is 80.0 % for train"));
    }

    @Test
    void aLabelOfOneImageIsSaidInNumbers() {
        assertThat(Infeasible.of(WISH, 100, "a", 2, 90, List.of(new Label("wren", 1, 1), new Label("owl", 99, 60))))
                .containsExactly(new Infeasible(
                        Code.STRATIFY_INFEASIBLE,
                        "Label 'wren' has 1 image in 1 unit, which reach 1 of the 3 splits at most"));
    }

    @Test
    void twoUnitsAreEnoughForTwoSplits() {
        Splits halves = new Splits(0.5, 0.5, 0, 7, true, null);

        assertThat(Infeasible.of(halves, 100, "a", 50, 1, List.of(new Label("wren", 2, 2))))
                .isEmpty();
    }

    @Test
    void moreFoldsThanUnitsAreSaidInNumbers() {
        Splits folds = new Splits(0.8, 0.1, 0.1, 7, true, null, null, null, 5, null, null);

        assertThat(Infeasible.of(folds, 100, "a", 30, 4, List.of()))
                .containsExactly(new Infeasible(
                        Code.FOLDS_INFEASIBLE,
                        "The training part has 4 units for 5 folds: at least 1 folds stay empty"));
    }

    @Test
    void nothingIsSaidOfAnEmptyDataset() {
        assertThat(Infeasible.of(WISH, 0, null, 0, 0, List.of())).isEmpty();
    }
}
