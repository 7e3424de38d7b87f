package dev.winnow.dataset.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Card;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.ReadinessBounds;
import dev.winnow.dataset.spec.Waiver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Card CARD =
            new Card("Birds", "CC-BY-4.0", "Cameras", "Counting", "Few nights", "None", "birds@example.org");

    private DatasetFacts.Images images = new DatasetFacts.Images(100, 98, 2, 0, 0, 0, 98);
    private DatasetFacts.Copies copies = new DatasetFacts.Copies(0, 0);
    private DatasetFacts.Labels labels = new DatasetFacts.Labels(0, 0, 0, Map.of());
    private List<DatasetFacts.Share> shares =
            List.of(share("train", 0.8, 78), share("val", 0.1, 10), share("test", 0.1, 10));
    private List<String> uneven = List.of();
    private List<DatasetFacts.Drift> drifts = List.of();
    private DatasetFacts.Issues issues = new DatasetFacts.Issues(1, Map.of());
    private boolean judged = true;
    private Card card = CARD;
    private Double score = 0.8;
    private List<Waiver> waivers = List.of();

    private static DatasetFacts.Share share(String name, double wish, long images) {
        return new DatasetFacts.Share(name, wish, images, 0.02);
    }

    private Readiness readiness() {
        DatasetSpec d = DatasetSpec.defaults();
        ReadinessBounds bounds =
                new ReadinessBounds(null, null, null, null, null, null, null, score, 0.1, null, waivers);
        DatasetSpec spec = new DatasetSpec(
                3,
                d.limits(),
                d.metadata(),
                d.quality(),
                d.duplicates(),
                d.split(),
                d.preprocessing(),
                d.augmentation(),
                d.ontology(),
                d.labels(),
                bounds,
                card);
        return Readiness.of(
                "birds",
                spec,
                new DatasetFacts(
                        images, copies, labels, new DatasetFacts.Splits(shares, uneven, drifts), issues, judged),
                NOW);
    }

    private Condition condition(String id) {
        return readiness().conditions().stream()
                .filter(condition -> condition.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isGoWhereEachConditionIsMet() {
        assertThat(readiness().conditions())
                .allSatisfy(condition ->
                        assertThat(condition.verdict()).as(condition.id()).isEqualTo(Verdict.GO));
        assertThat(readiness().verdict()).isEqualTo(Verdict.GO);
        assertThat(readiness().boxes())
                .hasSize(8)
                .allSatisfy(box -> assertThat(box.conditions()).isNotEmpty());
        assertThat(readiness().reason()).isEqualTo("All 21 conditions are met.");
    }

    @Test
    void anEmptyDatasetIsUndecidedAndNothingOfItIsMet() {
        images = new DatasetFacts.Images(0, 0, 0, 0, 0, 0, 0);
        shares = List.of(share("train", 0.8, 0), share("val", 0.1, 0), share("test", 0.1, 0));

        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(readiness().reason()).isEqualTo("There is no accepted image.");
        assertThat(readiness().boxes())
                .filteredOn(box -> box.verdict() == Verdict.GO)
                .extracting(Box::box)
                .containsExactly(Box.Name.BASELINE, Box.Name.CARD);
    }

    @Test
    void dataOnItsWayIsUndecidedWhateverElseHolds() {
        copies = new DatasetFacts.Copies(3, 0);
        images = new DatasetFacts.Images(100, 97, 2, 0, 1, 0, 97);

        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(readiness().reason()).isEqualTo("1 image is still on its way.");
        assertThat(readiness().atRest()).isFalse();
    }

    @Test
    void labelsAndRulesOnTheirWayAreUndecidedToo() {
        labels = new DatasetFacts.Labels(0, 0, 2, Map.of());
        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);
        labels = new DatasetFacts.Labels(0, 0, 0, Map.of());
        judged = false;
        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(readiness().atRest()).isFalse();
    }

    @Test
    void tooFewImagesTellNothing() {
        images = new DatasetFacts.Images(9, 9, 0, 0, 0, 0, 9);

        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(readiness().reason())
                .isEqualTo("There are 9 accepted images, too few to tell: readiness.leastImages is 10.");
    }

    @Test
    void oneLeakIsANo() {
        copies = new DatasetFacts.Copies(1, 0);

        assertThat(readiness().verdict()).isEqualTo(Verdict.NO_GO);
        assertThat(readiness().reason()).isEqualTo("1 condition is not met: leakage.copies.");
        assertThat(condition("leakage.copies").sentence())
                .startsWith("1 cluster of copies stands in more than one split; readiness.mostLeaks allows 0.");
        assertThat(condition("leakage.copies").evidence()).isEqualTo("/datasets/birds/duplicates#leakage");
    }

    @Test
    void eachFactThatIsAmissChangesItsOwnCondition() {
        images = new DatasetFacts.Images(100, 80, 20, 1, 0, 2, 79);
        copies = new DatasetFacts.Copies(0, 4);
        labels = new DatasetFacts.Labels(8, 2, 0, Map.of("BOX_TINY", 3L));
        shares = List.of(share("train", 0.8, 80), share("val", 0.1, 0), share("test", 0.1, 0));
        uneven = List.of("wren");
        drifts = List.of(new DatasetFacts.Drift("sharpness", "val", 0.4, true));
        issues = new DatasetFacts.Issues(40, Map.of("BLURRY", 40L));
        card = Card.defaults();
        score = 0.15;

        assertThat(readiness().conditions())
                .filteredOn(condition -> condition.verdict() == Verdict.NO_GO)
                .extracting(Condition::id)
                .containsExactly(
                        "images.failed",
                        "images.refused",
                        "images.standardized",
                        "labels.complete",
                        "labels.agree",
                        "splits.present",
                        "preparation.made",
                        "issues.flagged",
                        "baseline.score",
                        "card.license",
                        "card.complete");
        assertThat(readiness().conditions())
                .filteredOn(condition -> condition.verdict() == Verdict.WARN)
                .extracting(Condition::id)
                .containsExactly(
                        "images.quarantined",
                        "leakage.related",
                        "labels.checked",
                        "splits.shares",
                        "splits.stratified",
                        "splits.alike",
                        "issues.rules");
    }

    @Test
    void flaggedImagesThatTheCardSpeaksOfAreDocumented() {
        issues = new DatasetFacts.Issues(40, Map.of());

        assertThat(condition("issues.flagged").verdict()).isEqualTo(Verdict.GO);
        assertThat(condition("issues.flagged").sentence()).contains("card.limitations speaks of it");
    }

    @Test
    void aBaselineThatNobodyReportedIsUndecidedUntilItIsWaived() {
        score = null;
        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);

        waivers = List.of(new Waiver("baseline.score", "anna", NOW.plusSeconds(1), "no model yet"));
        assertThat(readiness().verdict()).isEqualTo(Verdict.WARN);
        assertThat(condition("baseline.score").sentence())
                .startsWith(
                        "anna waived this until 2026-11-28T12:00:01Z: no model yet. Nobody has reported a baseline");

        waivers = List.of(new Waiver("baseline.score", "anna", NOW, "no model yet"));
        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void whatIsOnItsWayCannotBeWaived() {
        images = new DatasetFacts.Images(100, 97, 2, 0, 1, 0, 97);
        waivers = List.of(new Waiver("images.present", "anna", NOW.plusSeconds(1), "hurry"));

        assertThat(readiness().verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void anUnlabelledDatasetIsReadyWhereTheSpecAsksForNoLabels() {
        labels = new DatasetFacts.Labels(98, 0, 0, Map.of());
        assertThat(condition("labels.complete").verdict()).isEqualTo(Verdict.NO_GO);
        assertThat(condition("labels.complete").sentence())
                .isEqualTo("98 images have no label, 100.0 %; readiness.mostUnlabelled allows 0.0 %. Label them, or set"
                        + " readiness.labels to false where none are needed.");
    }
}
