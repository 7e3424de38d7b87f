package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LabelledItemTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final LabelSource IMPORTER = new LabelSource("importer", "");
    private static final LabelSource ADA = new LabelSource("http", "ada");
    private static final LabelChecks CHECKS = new LabelChecks(LabelPolicy.defaults());

    /** A fact about the item: what it changes, and labels that it brings. */
    private record Fact(
            UnaryOperator<LabelledItem> change, LabelSource source, LabelRevision revision, ImageLabels labels) {
        static Fact of(UnaryOperator<LabelledItem> change) {
            return new Fact(change, null, null, null);
        }
    }

    /** Takes facts as they come, as the service does. */
    private static final class Keeper {
        private final Map<LabelSource, ImageLabels> labels = new HashMap<>();
        private LabelledItem item = LabelledItem.UNKNOWN;

        Keeper take(Fact fact) {
            if (fact.source() != null) {
                if (item.isNewest(fact.source(), fact.revision())) {
                    labels.put(fact.source(), fact.labels());
                }
                item = item.submitted(fact.source(), fact.revision());
            } else {
                item = fact.change().apply(item);
            }
            return this;
        }

        ItemLabels decide() {
            return item.decide(labels::get, CHECKS::check, NOON.plusSeconds(3_600));
        }
    }

    @Test
    void factsInAnyOrderAndAnyNumberOfTimesLeadToTheSameLabels() {
        Random random = new Random(1_604);
        int labelled = 0;
        for (int round = 0; round < 400; round++) {
            List<Fact> facts = new ArrayList<>();
            for (int i = 2 + random.nextInt(8); i > 0; i--) {
                facts.add(fact(random));
            }
            ItemLabels inOrder = decide(facts);
            for (int shuffle = 0; shuffle < 5; shuffle++) {
                List<Fact> again = new ArrayList<>(facts);
                again.addAll(facts.subList(0, random.nextInt(facts.size())));
                Collections.shuffle(again, random);
                assertThat(decide(again)).as("round %d", round).isEqualTo(inOrder);
            }
            labelled += inOrder.kept().annotations().size();
        }
        assertThat(labelled).as("annotations kept in all rounds").isGreaterThan(50);
    }

    private static ItemLabels decide(List<Fact> facts) {
        Keeper keeper = new Keeper();
        facts.forEach(keeper::take);
        return keeper.decide();
    }

    private static Fact fact(Random random) {
        Instant at = NOON.plusSeconds(random.nextInt(4));
        return switch (random.nextInt(4)) {
            case 0 -> Fact.of(item -> item.withdrawn(at));
            case 1 -> {
                LabelledItem.Upload upload = upload(at, random.nextInt(3) == 0 ? null : PictureSize.of(40, 30));
                yield Fact.of(item -> item.uploaded(upload));
            }
            default -> {
                int number = random.nextInt(3);
                boolean deleted = random.nextInt(4) == 0;
                int right = 10 + random.nextInt(50);
                yield submitted(random.nextBoolean() ? IMPORTER : ADA, number, at, deleted ? null : boxUpTo(right));
            }
        };
    }

    @Test
    void labelsBeforeTheirImageWaitForItAndAreCheckedThen() {
        Keeper keeper = new Keeper().take(submitted(IMPORTER, 1, NOON, boxUpTo(35)));
        assertThat(keeper.decide().upload()).isEmpty();
        assertThat(keeper.decide().kept()).isEqualTo(AnnotationSet.UNLABELLED);

        keeper.take(Fact.of(item -> item.uploaded(upload(NOON, PictureSize.of(40, 30)))));

        assertThat(keeper.decide().objects()).isEqualTo(Map.of("cat", 1));
        assertThat(keeper.item.waitsUntil()).isEmpty();
    }

    @Test
    void labelsWhoseImageNeverComesDangle() {
        Keeper keeper = new Keeper().take(submitted(IMPORTER, 1, NOON, boxUpTo(35)));
        Instant until = keeper.item.waitsUntil().orElseThrow();

        ItemLabels before = keeper.item.decide(keeper.labels::get, CHECKS::check, until.minusMillis(1));
        ItemLabels after = keeper.item.decide(keeper.labels::get, CHECKS::check, until);

        assertThat(before.findings()).isEmpty();
        assertThat(after.issues()).isEqualTo(Map.of(LabelIssue.DANGLING_ANNOTATION, 1));
    }

    @Test
    void labelsOfAReplacedImageAreCheckedAgainstTheNewPixels() {
        Keeper keeper = new Keeper()
                .take(Fact.of(item -> item.uploaded(upload(NOON, PictureSize.of(100, 100)))))
                .take(submitted(IMPORTER, 1, NOON, boxUpTo(60)));
        assertThat(keeper.decide().findings()).isEmpty();

        keeper.take(Fact.of(item -> item.uploaded(upload(NOON.plusSeconds(9), PictureSize.of(40, 100)))));

        assertThat(keeper.decide().issues()).containsKey(LabelIssue.BOX_PARTLY_OUTSIDE);
        assertThat(keeper.decide()
                        .kept()
                        .annotations()
                        .get(0)
                        .shape(Shape.Box.class)
                        .orElseThrow()
                        .right())
                .isEqualTo(40);
    }

    @Test
    void aWithdrawnImageTakesItsLabelsAlongAndANewOneFindsThemAgain() {
        Keeper keeper = new Keeper()
                .take(Fact.of(item -> item.uploaded(upload(NOON, PictureSize.of(100, 100)))))
                .take(submitted(IMPORTER, 1, NOON, boxUpTo(60)))
                .take(Fact.of(item -> item.withdrawn(NOON)));
        assertThat(keeper.decide().kept().annotations()).isEmpty();

        keeper.take(Fact.of(item -> item.uploaded(upload(NOON.plusSeconds(1), PictureSize.of(100, 100)))));

        assertThat(keeper.decide().objects()).isEqualTo(Map.of("cat", 1));
    }

    @Test
    void anEarlierRevisionThatIsReadLateChangesNothing() {
        Keeper keeper = new Keeper()
                .take(Fact.of(item -> item.uploaded(upload(NOON, PictureSize.of(100, 100)))))
                .take(submitted(ADA, 2, NOON, null))
                .take(submitted(ADA, 1, NOON.plusSeconds(5), boxUpTo(60)));

        assertThat(keeper.decide().chosen()).isEmpty();
        assertThat(keeper.decide().kept()).isEqualTo(AnnotationSet.UNLABELLED);
    }

    @Test
    void theSourceThatSubmittedLastIsChosen() {
        Keeper keeper = new Keeper()
                .take(Fact.of(item -> item.uploaded(upload(NOON, PictureSize.of(100, 100)))))
                .take(submitted(ADA, 1, NOON.plusSeconds(5), boxUpTo(60)))
                .take(submitted(IMPORTER, 9, NOON, boxUpTo(20)));

        assertThat(keeper.decide().chosen()).contains(ADA);
        assertThat(keeper.decide().annotators()).containsExactly("ada");
    }

    private static LabelledItem.Upload upload(Instant at, PictureSize picture) {
        return new LabelledItem.Upload(at, 1, ContentHash.of(at.toString().getBytes(StandardCharsets.UTF_8)), picture);
    }

    private static Fact submitted(LabelSource source, long number, Instant at, ImageLabels labels) {
        String id = labels == null ? "" : labels.set().annotations().toString();
        return new Fact(null, source, new LabelRevision(number, 1, at, id, labels == null), labels);
    }

    private static ImageLabels boxUpTo(double right) {
        Origin origin = Origin.of("request");
        return new ImageLabels(
                "a.png",
                origin,
                Optional.empty(),
                Convention.PIXELS,
                "",
                AnnotationSet.of(
                        List.of(Annotation.of("cat", Provenance.of(origin), Shape.Box.between(4, 4, right, 20)))),
                List.of());
    }
}
