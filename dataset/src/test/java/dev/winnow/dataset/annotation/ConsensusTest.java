package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.annotation.Consensus.Rule;
import dev.winnow.dataset.annotation.Provenance.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsensusTest {
    private static final Instant MORNING = Instant.parse("2026-01-01T08:00:00Z");

    private static Annotation by(String annotator, int hour, Standing standing, String category, Shape shape) {
        Provenance provenance = new Provenance(
                new Origin("export.json", annotator),
                "",
                annotator,
                standing,
                Optional.of(MORNING.plusSeconds(3600L * hour)));
        return Annotation.of(category, provenance, shape);
    }

    private static Annotation by(String annotator, String category, double x) {
        return by(annotator, 0, Standing.SUBMITTED, category, new Shape.Box(x, 10, 20, 20));
    }

    private static Annotators image(String item, Annotation... annotations) {
        return Annotators.of(item, List.of(annotations), Optional.empty());
    }

    @Test
    void theNewestLabelsCount() {
        Annotation early = by("anna", 1, Standing.REVIEWED, "cat", new Shape.Box(10, 10, 20, 20));
        Annotation late = by("ben", 2, Standing.SUBMITTED, "dog", new Shape.Box(10, 10, 20, 20));

        assertThat(Consensus.of(image("a", early, late), Rule.NEWEST).annotations())
                .containsExactly(late);
    }

    @Test
    void reviewedLabelsCountBeforeNewerOnes() {
        Annotation early = by("anna", 1, Standing.REVIEWED, "cat", new Shape.Box(10, 10, 20, 20));
        Annotation late = by("ben", 2, Standing.SUBMITTED, "dog", new Shape.Box(10, 10, 20, 20));
        Annotation truth = by("cleo", 0, Standing.GROUND_TRUTH, "fox", new Shape.Box(10, 10, 20, 20));

        assertThat(Consensus.of(image("a", early, late), Rule.REVIEWED_FIRST).annotations())
                .containsExactly(early);
        assertThat(Consensus.of(image("a", early, late, truth), Rule.REVIEWED_FIRST)
                        .annotations())
                .containsExactly(truth);
    }

    @Test
    void theMajorityDecidesWhatIsThereAndWhatItIs() {
        Consensus consensus = Consensus.of(
                image(
                        "a",
                        by("anna", "cat", 10),
                        by("anna", "dog", 60),
                        by("ben", "cat", 12),
                        by("cleo", "dog", 14),
                        by("cleo", "dog", 90)),
                Rule.MAJORITY);

        assertThat(consensus.annotations()).hasSize(1);
        assertThat(consensus.annotations().get(0).category()).isEqualTo("cat");
        assertThat(consensus.annotations().get(0).shapes()).containsExactly(new Shape.Box(12, 10, 20, 20));
        assertThat(consensus.disputed()).isEmpty();
    }

    @Test
    void asManyVotesForOneClassAsForAnotherAreAPersonsToDecide() {
        Consensus consensus = Consensus.of(image("a", by("anna", "cat", 10), by("ben", "dog", 11)), Rule.MAJORITY);

        assertThat(consensus.annotations()).isEmpty();
        assertThat(consensus.disputed()).hasSize(1);
        assertThat(consensus.disputed().get(0).opinions()).hasSize(2);
    }

    @Test
    void matchedBoxesHaveAMean() {
        Consensus consensus = Consensus.of(
                image("a", by("anna", "cat", 10), by("ben", "cat", 12), by("cleo", "cat", 14)), Rule.MEAN_BOX);

        assertThat(consensus.annotations().get(0).shapes()).containsExactly(new Shape.Box(12, 10, 20, 20));
    }

    @Test
    void imagesHaveTheClassesThatMostGaveThem() {
        Shape whole = new Shape.WholeImage();
        Consensus consensus = Consensus.of(
                image(
                        "a",
                        by("anna", 0, Standing.SUBMITTED, "outdoor", whole),
                        by("ben", 0, Standing.SUBMITTED, "outdoor", whole),
                        by("cleo", 0, Standing.SUBMITTED, "indoor", whole)),
                Rule.MAJORITY);

        assertThat(consensus.annotations().stream().map(Annotation::category)).containsExactly("outdoor");
    }

    @Test
    void predictionsAreNobodysOpinion() {
        Annotation person = by("anna", "cat", 10);
        Annotation model = by("yolo", 9, Standing.PREDICTED, "dog", new Shape.Box(10, 10, 20, 20));

        assertThat(Consensus.of(image("a", person, model), Rule.NEWEST).annotations())
                .containsExactly(person);
    }

    @Test
    void theWorstDisagreementComesFirst() {
        Annotators alike = image("alike", by("anna", "cat", 10), by("ben", "cat", 10));
        Annotators shifted = image("shifted", by("anna", "cat", 10), by("ben", "cat", 15));
        Annotators other = image("other class", by("anna", "cat", 10), by("ben", "dog", 10));
        Annotators missed = new Annotators(
                "missed",
                Map.of(
                        "anna",
                        List.of(by("anna", "cat", 10), by("anna", "cat", 60)),
                        "ben",
                        List.of(by("ben", "cat", 10))),
                Optional.empty());
        Annotators alone = image("alone", by("anna", "cat", 10));

        List<Disagreement> worst = Disagreement.worstFirst(List.of(alike, shifted, missed, other, alone));

        assertThat(worst.stream().map(Disagreement::item)).containsExactly("other class", "shifted", "missed");
        assertThat(worst.get(0).agreement()).isZero();
        assertThat(worst.get(1).agreement()).isCloseTo(0.6, within(1e-9));
        assertThat(worst.get(2).agreement()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(worst.get(2).differences())
                .containsExactly(new Disagreement.Difference.FoundByOne("anna", "ben", by("anna", "cat", 60)));
    }
}
