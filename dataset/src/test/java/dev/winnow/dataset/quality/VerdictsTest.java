package dev.winnow.dataset.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Issue.Kind;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.QuantileSketch;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.dataset.spec.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictsTest {
    private static final Instant BEGIN = Instant.parse("2026-05-01T08:00:00Z");

    private static final Map<Kind, Measure> RULED = Map.of(
            Kind.BLURRY, Measure.SHARPNESS_SCORE,
            Kind.DARK, Measure.BRIGHTNESS_P99,
            Kind.LOW_CONTRAST, Measure.CONTRAST,
            Kind.ODD_SIZE, Measure.SIZE,
            Kind.NOISY, Measure.NOISE_SIGMA);

    /** Items in memory. */
    private static final class Kept implements JudgedItems {
        private final TreeMap<String, JudgedItem> items = new TreeMap<>();

        @Override
        public JudgedItem get(String item) {
            return items.get(item);
        }

        @Override
        public void put(JudgedItem item) {
            items.put(item.item(), item);
        }

        @Override
        public List<JudgedItem> after(String item, int most) {
            return items.tailMap(item, false).values().stream().limit(most).toList();
        }

        @Override
        public void forEach(Consumer<JudgedItem> reader) {
            items.values().forEach(reader);
        }
    }

    /** What a reader of the outcomes knows of an item. */
    private record Known(Instant uploadedAt, List<Kind> issues, Optional<String> rejectedBy) {
        static Known of(Instant uploadedAt, QualityVerdict verdict) {
            return new Known(
                    uploadedAt,
                    verdict.issues().stream().map(Issue::kind).toList(),
                    verdict.rejection().map(rejection -> rejection.detail().split(":")[0]));
        }
    }

    private record Upload(Instant at, int specVersion, QualityScores scores) {}

    /** Draws what happens to a dataset, and says from scratch what has to come of it. */
    private static final class Drawn {
        private final Random random;
        private final Map<String, Upload> newest = new HashMap<>();
        private final Map<String, Upload> withdrawn = new HashMap<>();
        private final Map<String, Known> known = new TreeMap<>();
        private final Kept kept = new Kept();
        private DatasetSpec spec = spec(1, Quality.defaults());
        private Verdicts verdicts = new Verdicts(kept, JudgingState.beginning(spec));

        Drawn(long seed) {
            random = new Random(seed);
        }

        void step() {
            int dice = random.nextInt(100);
            if (dice < 70) {
                arrive();
            } else if (dice < 80) {
                withdraw();
            } else if (dice < 83) {
                spec = spec(spec.version() + 1, rules());
                verdicts.change(spec);
            } else if (dice < 95) {
                page();
            } else if (dice < 98) {
                verdicts.settle();
            } else {
                restart();
            }
        }

        private void arrive() {
            String item = "item-" + random.nextInt(120);
            Upload upload =
                    new Upload(BEGIN.plusSeconds(random.nextInt(400)), 1 + random.nextInt(spec.version()), scores());
            Upload before = newest.get(item);
            Upload gone = withdrawn.get(item);
            Optional<Outcome> outcome = verdicts.arrive(item, upload.at(), upload.specVersion(), upload.scores());
            boolean counts = (before == null || later(upload, before)) && (gone == null || later(upload, gone));
            assertThat(outcome.isPresent()).isEqualTo(counts);
            if (counts) {
                newest.put(item, upload);
            }
            outcome.ifPresent(this::read);
        }

        private void withdraw() {
            String item = "item-" + random.nextInt(120);
            Upload upTo = new Upload(BEGIN.plusSeconds(random.nextInt(400)), 1 + random.nextInt(spec.version()), null);
            Upload before = newest.get(item);
            Upload gone = withdrawn.get(item);
            assertThat(verdicts.withdraw(item, upTo.at(), upTo.specVersion()))
                    .isEqualTo((before == null || !later(before, upTo)) && (gone == null || !later(gone, upTo)));
            withdrawn.merge(item, upTo, (a, b) -> later(b, a) ? b : a);
            if (before != null && !later(before, upTo)) {
                newest.remove(item);
                known.remove(item);
            }
        }

        private void page() {
            int most = 1 + random.nextInt(40);
            List<Outcome> outcomes = verdicts.page(most);
            assertThat(outcomes).hasSizeLessThanOrEqualTo(most);
            for (Outcome outcome : outcomes) {
                Known before = known.get(outcome.item());
                assertThat(Known.of(outcome.uploadedAt(), outcome.verdict())).isNotEqualTo(before);
                assertThat(outcome.wasIn()).isEqualTo(before.rejectedBy().isEmpty());
                Upload judged = newest.get(outcome.item());
                assertThat(outcome.uploadVersion()).isEqualTo(judged.specVersion());
                if (!outcome.isIn()) { // known under the spec that rejects it
                    newest.put(outcome.item(), new Upload(judged.at(), outcome.specVersion(), judged.scores()));
                }
                read(outcome);
            }
        }

        private void restart() {
            verdicts = new Verdicts(kept, verdicts.state());
        }

        private void read(Outcome outcome) {
            known.put(outcome.item(), Known.of(outcome.uploadedAt(), outcome.verdict()));
        }

        void rest() {
            do {
                while (verdicts.isPassing()) {
                    page();
                }
            } while (verdicts.settle());
        }

        /** By the images and the spec alone. */
        Map<String, Known> fromScratch() {
            Map<Measure, QuantileSketch> sketches = new EnumMap<>(Measure.class);
            newest.values().stream()
                    .filter(upload ->
                            spec.quality().judge(upload.scores(), Map.of()).rejectedFor() == null)
                    .forEach(upload -> spec.quality().fenced().forEach(measure -> {
                        Double value = upload.scores().of(measure);
                        if (value != null) {
                            sketches.computeIfAbsent(measure, any -> new QuantileSketch())
                                    .add(value);
                        }
                    }));
            Map<Measure, Fence> fences = new EnumMap<>(Measure.class);
            sketches.forEach((measure, sketch) -> {
                if (sketch.count() >= Fence.LEAST_COUNT) {
                    fences.put(measure, Fence.around(sketch, 1));
                }
            });
            Map<String, Known> expected = new TreeMap<>();
            newest.forEach((item, upload) ->
                    expected.put(item, Known.of(upload.at(), spec.quality().judge(upload.scores(), fences))));
            return expected;
        }

        private static boolean later(Upload a, Upload b) {
            int byTime = a.at().compareTo(b.at());
            return byTime != 0 ? byTime > 0 : a.specVersion() > b.specVersion();
        }

        private QualityScores scores() {
            Map<Measure, Double> scores = new EnumMap<>(Measure.class);
            for (Measure measure : RULED.values()) {
                if (random.nextInt(10) > 0) { // some producer did not know it
                    double value = Math.abs(random.nextGaussian());
                    scores.put(measure, random.nextInt(20) == 0 ? value * 30 : random.nextBoolean() ? 0.5 : value);
                }
            }
            return new QualityScores(scores);
        }

        private Quality rules() {
            Map<Kind, Rule> rules = new EnumMap<>(Kind.class);
            RULED.forEach((kind, measure) -> {
                switch (random.nextInt(6)) {
                    case 0 -> rules.put(kind, new Rule(measure, 0.3, null, Action.FLAG));
                    case 1 -> rules.put(kind, new Rule(measure, 0.1, null, Action.REJECT));
                    case 2 -> rules.put(kind, new Rule(measure, null, 2.5, Action.REJECT));
                    case 3 -> rules.put(kind, Rule.fenced(measure, 1 + random.nextInt(3), Action.FLAG));
                    case 4 -> rules.put(kind, Rule.farAbove(measure, 2 + random.nextInt(3), null));
                    default -> {
                        // no rule
                    }
                }
            });
            return new Quality(rules);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theIssuesOfAnImageAreAFunctionOfTheImagesAndTheSpecAlone(long seed) {
        Drawn drawn = new Drawn(seed);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 200; i++) {
                drawn.step();
            }
            drawn.rest();

            assertThat(drawn.known).as("seed %d, round %d", seed, round).isEqualTo(drawn.fromScratch());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void whoeverContinuesFromWhatWasKeptGoesOnAsIfNothingHadHappened(long seed) {
        Drawn steady = new Drawn(seed);
        Drawn restarted = new Drawn(seed);
        for (int i = 0; i < 1_500; i++) {
            steady.step();
            restarted.step();
            restarted.restart();

            assertThat(restarted.verdicts.state()).isEqualTo(steady.verdicts.state());
        }
        assertThat(restarted.known).isEqualTo(steady.known);
        assertThat(restarted.kept.items).isEqualTo(steady.kept.items);
    }

    @Test
    void aMovedThresholdIsAnnouncedOfTheItemsItChangesAndNoOthers() {
        Kept kept = new Kept();
        Verdicts verdicts = new Verdicts(kept, JudgingState.beginning(spec(1, brightness(0.3, Action.FLAG))));
        for (int i = 0; i < 10; i++) {
            verdicts.arrive("item-" + i, BEGIN, 1, new QualityScores(Map.of(Measure.BRIGHTNESS_P99, i / 10.0)));
        }

        verdicts.change(spec(2, brightness(0.5, Action.FLAG)));
        List<Outcome> changed = new ArrayList<>();
        while (verdicts.isPassing()) {
            changed.addAll(verdicts.page(3));
        }

        assertThat(changed).extracting(Outcome::item).containsExactly("item-3", "item-4");
        assertThat(changed)
                .allSatisfy(outcome -> assertThat(outcome.specVersion()).isEqualTo(2));
    }

    @Test
    void whatARuleRejectsComesBackWhenTheRuleGoes() {
        Verdicts verdicts = new Verdicts(new Kept(), JudgingState.beginning(spec(1, brightness(0.3, Action.REJECT))));
        Outcome arrived = verdicts.arrive("item", BEGIN, 1, new QualityScores(Map.of(Measure.BRIGHTNESS_P99, 0.1)))
                .orElseThrow();
        assertThat(arrived.verdict().rejection()).isPresent();

        verdicts.change(spec(2, new Quality(Map.of())));

        assertThat(verdicts.page(10)).singleElement().satisfies(outcome -> {
            assertThat(outcome.verdict().rejection()).isEmpty();
            assertThat(outcome.verdict().issues()).isEmpty();
        });
    }

    @Test
    void aWithdrawalOfTheUploadThatAChangedRuleRejectedLeavesItWaiting() {
        Verdicts verdicts = new Verdicts(new Kept(), JudgingState.beginning(spec(1, new Quality(Map.of()))));
        verdicts.arrive("item", BEGIN, 1, new QualityScores(Map.of(Measure.BRIGHTNESS_P99, 0.1)));
        verdicts.change(spec(2, brightness(0.3, Action.REJECT)));
        Outcome rejected = verdicts.page(10).get(0);

        assertThat(verdicts.withdraw("item", rejected.uploadedAt(), rejected.uploadVersion()))
                .isFalse();

        verdicts.change(spec(3, new Quality(Map.of())));
        assertThat(verdicts.page(10)).singleElement().satisfies(outcome -> {
            assertThat(outcome.wasIn()).isFalse();
            assertThat(outcome.isIn()).isTrue();
        });
    }

    @Test
    void anOddSizeIsFlaggedOnceTheDatasetRests() {
        Verdicts verdicts = new Verdicts(
                new Kept(),
                JudgingState.beginning(spec(
                        1, new Quality(Map.of(Kind.ODD_SIZE, Rule.fenced(Measure.SIZE, 3, Action.FLAG))))));
        Outcome first = verdicts.arrive("odd", BEGIN, 1, new QualityScores(Map.of(Measure.SIZE, 5_000.0)))
                .orElseThrow();
        assertThat(first.verdict().issues()).isEmpty();
        for (int i = 1; i < 30; i++) {
            verdicts.arrive("item-" + i, BEGIN, 1, new QualityScores(Map.of(Measure.SIZE, 100.0)));
        }

        List<Outcome> changed = new ArrayList<>();
        do {
            changed.addAll(verdicts.page(1_000));
        } while (verdicts.isPassing() || verdicts.settle());

        assertThat(changed).extracting(Outcome::item).containsExactly("odd");
    }

    private static Quality brightness(double below, Action action) {
        return new Quality(Map.of(Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, below, null, action)));
    }

    private static DatasetSpec spec(int version, Quality quality) {
        DatasetSpec d = DatasetSpec.defaults();
        return new DatasetSpec(
                version,
                d.limits(),
                d.metadata(),
                quality,
                d.duplicates(),
                d.split(),
                d.preprocessing(),
                d.augmentation());
    }
}
