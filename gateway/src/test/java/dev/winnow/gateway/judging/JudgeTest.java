package dev.winnow.gateway.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.dataset.spec.Quality.Preset;
import dev.winnow.dataset.spec.Rule;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageUploaded;
import dev.winnow.gateway.images.ImageDetails;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.Databases;
import dev.winnow.gateway.projection.Projected;
import dev.winnow.gateway.projection.Standards;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a real database; what is announced goes round by a list instead of a broker. */
@ExtendWith(Databases.class)
class JudgeTest {
    private static final String BIRDS = "birds";
    private static final Instant BEGIN = Instant.parse("2026-05-01T08:00:00Z");

    /** Bounds that an image breaks whatever the others are, but for those of sizes. */
    private static final Quality FIXED = Quality.of(Preset.CLEANVISION);

    private final Broker broker = new Broker();
    private long nanos;
    private DataSource database;
    private Projected projected;
    private Judge judge;
    private final List<DatasetSpec> specs = new ArrayList<>();

    /** All that the topics hold, in the order it came. */
    private final List<Event> topics = new ArrayList<>();

    private int uploads;

    JudgeTest() {
        beginAnew();
    }

    private void beginAnew() {
        database = Databases.fresh();
        projected = new Projected(database);
        judge = new Judge(database, new Standards(), broker, () -> nanos);
        specs.clear();
        topics.clear();
    }

    private static class Broker extends Announcer {
        private final List<Event> announced = new ArrayList<>();
        private boolean diesAfterwards;

        @Override
        public void announce(List<? extends Event> together) {
            announced.addAll(together);
            if (diesAfterwards && !together.isEmpty()) {
                throw new IllegalStateException("killed");
            }
        }
    }

    @Test
    void aChangedThresholdIsAnnouncedOfTheImagesItChangesAndNoOthers() throws SQLException {
        declare(FIXED);
        for (int i = 0; i < 100; i++) {
            upload(i + ".jpg", Map.of(Measure.SHARPNESS_SCORE, i / 100.0)); // 0.00 to 0.28 are blurry
        }
        assertThat(judged()).isEmpty();

        declare(with(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.4, null, Action.FLAG)));
        List<Event> announced = judged();

        assertThat(announced).hasSize(11).allSatisfy(event -> {
            ImageRejudged rejudged = (ImageRejudged) event;
            assertThat(rejudged.specVersion()).isEqualTo(2);
            assertThat(rejudged.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.BLURRY);
        });
        assertThat(sources(announced)).contains("29.jpg", "39.jpg").doesNotContain("28.jpg", "40.jpg");
        assertThat(count("'BLURRY' = ANY (issues) AND flagged")).isEqualTo(40);
        assertThat(tally("issue", "BLURRY")).isEqualTo(40);
        project(announced);
        assertThat(judged()).isEmpty();
        assertThat(count("'BLURRY' = ANY (issues) AND flagged")).isEqualTo(40);
    }

    @Test
    void anImageJudgedAgainTellsSoWithTheNewSentence() throws SQLException {
        declare(FIXED);
        ImageUploaded upload = upload("soft.jpg", Map.of(Measure.SHARPNESS_SCORE, 0.35));
        declare(with(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.4, null, Action.FLAG)));
        judged();

        ImageDetails details = new Images(database).details(BIRDS, upload.key()).orElseThrow();

        assertThat(details.issueDetails())
                .containsExactly(new ImageDetails.IssueLine("BLURRY", "sharpness_score 0.3500 is below 0.4000"));
        assertThat(details.history()).extracting(ImageDetails.Moment::event).endsWith("ImagePrepared", "ImageRejudged");
        assertThat(details.image().state()).isEqualTo("accepted");
    }

    @Test
    void whatARuleRejectsGoesOutAndComesBackWhenTheRuleGoes() throws SQLException {
        declare(FIXED);
        ImageUploaded dark = upload("dark.jpg", Map.of(Measure.BRIGHTNESS_P99, 0.1));
        upload("bright.jpg", Map.of());
        judged();

        declare(with(Issue.Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, 0.32, null, Action.REJECT)));
        List<Event> out = judged();
        assertThat(out).hasSize(1);
        ImageRejected rejected = (ImageRejected) out.get(0);
        assertThat(rejected.upload()).isEqualTo(dark.withSpecVersion(2));
        assertThat(rejected.rejection().reason()).isEqualTo(Rejection.Reason.LOW_QUALITY);
        assertThat(rejected.rejection().detail()).startsWith("DARK: brightness_p99 0.1000 is below 0.3200");
        project(out);
        assertThat(count("state = 'rejected' AND reason = 'LOW_QUALITY' AND split IS NULL AND measures IS NOT NULL"))
                .isEqualTo(1);
        assertThat(judged()).isEmpty();
        assertThat(new Images(database).details(BIRDS, dark.key()).orElseThrow().history())
                .extracting(ImageDetails.Moment::event)
                .containsExactly("ImageUploaded", "ImageIngested", "ImageAssessed", "ImageRejected");

        declare(FIXED);
        List<Event> in = judged();
        assertThat(in).hasSize(1);
        ImageAssessed assessed = (ImageAssessed) in.get(0);
        assertThat(assessed.upload()).isEqualTo(dark.withSpecVersion(3));
        assertThat(assessed.scores().of(Measure.BRIGHTNESS_P99)).isEqualTo(0.1);
        assertThat(assessed.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.DARK);
        project(in);
        project(toItsEnd(assessed));
        assertThat(count("state = 'accepted'")).isEqualTo(2);
        assertThat(judged()).isEmpty();
    }

    @Test
    void anImageRejectedByAnotherRuleThanBeforeSaysSo() throws SQLException {
        declare(with(Issue.Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, 0.32, null, Action.REJECT)));
        upload("dark-and-soft.jpg", Map.of(Measure.BRIGHTNESS_P99, 0.1, Measure.SHARPNESS_SCORE, 0.1));
        assertThat(judged()).isEmpty();

        declare(with(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.29, null, Action.REJECT)));
        List<Event> announced = judged();

        assertThat(announced).hasSize(1);
        assertThat(((ImageRejected) announced.get(0)).rejection().detail()).startsWith("BLURRY:");
    }

    @Test
    void anImageThatComesLateIsJudgedWhenItComes() throws SQLException {
        declare(FIXED);
        upload("early.jpg", Map.of());
        declare(with(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.9, null, Action.FLAG)));
        judged();
        uploadUnder(1, "late.jpg", Map.of(Measure.SHARPNESS_SCORE, 0.8));
        uploadUnder(1, "late-and-sharp.jpg", Map.of(Measure.SHARPNESS_SCORE, 0.95));

        assertThat(count("pending")).isEqualTo(1);
        List<Event> announced = judged();

        assertThat(sources(announced)).containsExactly("late.jpg");
        assertThat(count("pending")).isZero();
    }

    @Test
    void killedAfterTheAnnouncementItAnnouncesTheSameEventsOnceMore() throws SQLException {
        declare(FIXED);
        for (int i = 0; i < 20; i++) {
            upload(i + ".jpg", Map.of(Measure.SHARPNESS_SCORE, 0.3 + i / 100.0));
        }
        judged();
        declare(with(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.4, null, Action.FLAG)));
        broker.diesAfterwards = true;
        assertThatThrownBy(this::judged).hasMessage("killed");
        List<String> first = broker.announced.stream().map(Event::id).toList();
        assertThat(count("flagged")).isZero();
        broker.announced.clear();
        broker.diesAfterwards = false;

        List<Event> again = judged();

        assertThat(again).extracting(Event::id).isEqualTo(first).hasSize(10);
        assertThat(count("flagged")).isEqualTo(10);
    }

    @Test
    void sizesFarFromTheOthersAreOddOnceThereAreEnough() throws SQLException {
        declare(FIXED);
        for (int i = 0; i < 28; i++) {
            upload(i + ".jpg", Map.of(Measure.SIZE, 100.0 + i));
        }
        upload("huge.jpg", Map.of(Measure.SIZE, 5_000.0));
        assertThat(judged()).isEmpty();

        upload("thirtieth.jpg", Map.of(Measure.SIZE, 110.0));
        List<Event> announced = judged();

        assertThat(sources(announced)).containsExactly("huge.jpg");
        ImageRejudged rejudged = (ImageRejudged) announced.get(0);
        assertThat(rejudged.specVersion()).isEqualTo(1);
        assertThat(rejudged.fenceVersion()).isEqualTo(1);
        assertThat(rejudged.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.ODD_SIZE);
        assertThat(Databases.one(database, "SELECT version || ' of ' || count FROM fence"))
                .isEqualTo("1 of 30");

        upload("tiny.jpg", Map.of(Measure.SIZE, 2.0));
        upload("alike.jpg", Map.of(Measure.SIZE, 120.0));
        assertThat(sources(judged())).containsExactly("tiny.jpg");
    }

    @Test
    void whatStandsOutInItsDatasetIsFlaggedAndWhatIsUnusableAtOnce() throws SQLException {
        declare(Quality.defaults());
        upload("black.jpg", Map.of(Measure.BRIGHTNESS_P99, 0.03));
        assertThat(count("'DARK' = ANY (issues)")).isEqualTo(1);
        for (int i = 0; i < 28; i++) {
            upload(i + ".jpg", Map.of(Measure.BRIGHTNESS_P99, 0.8 + i / 1_000.0));
        }
        assertThat(judged()).isEmpty();

        upload("dim.jpg", Map.of(Measure.BRIGHTNESS_P99, 0.5));
        List<Event> announced = judged();

        assertThat(sources(announced)).containsExactly("dim.jpg");
        assertThat(((ImageRejudged) announced.get(0)).issues())
                .extracting(Issue::detail)
                .containsExactly("brightness_p99 0.5000 is below 0.6100, far from this dataset's median 0.8100");
        assertThat(judged()).isEmpty();
    }

    @Test
    void atRestVerdictsAreThoseOfTheImagesAloneWhateverWasLookedAtWhen() throws SQLException {
        declare(FIXED);
        List<Double> sizes = new ArrayList<>();
        Random values = new Random(11);
        for (int i = 0; i < 150; i++) {
            // Most between 100 and 400, others about where the fence comes to lie, some 800.
            sizes.add(i % 5 == 0 ? 600 + 400 * values.nextDouble() : 100 + 300 * values.nextDouble());
        }
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 4; seed++) {
            beginAnew();
            declare(FIXED);
            List<Integer> order = IntStream.range(0, sizes.size()).boxed().collect(Collectors.toList());
            Collections.shuffle(order, new Random(seed));
            Random looks = new Random(seed);
            for (int i : order) {
                upload(i + ".jpg", Map.of(Measure.SIZE, sizes.get(i)));
                if (looks.nextInt(12) == 0) {
                    settle();
                }
            }
            settle();
            seen.add(Databases.one(
                    database,
                    "SELECT string_agg(source, ' ' ORDER BY source) FROM image WHERE 'ODD_SIZE' = ANY (issues)"));
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.iterator().next().split(" ")).hasSizeGreaterThan(2);
    }

    @Test
    void whileImagesAreUnderWayAFenceStandsUntilNothingMovesForAWhile() throws SQLException {
        declare(FIXED);
        for (int i = 0; i < 40; i++) {
            upload(i + ".jpg", Map.of(Measure.SIZE, 100.0 + i));
        }
        judged();
        String before = fence();

        project(List.of(announced(1, "lost.jpg")));
        for (int i = 0; i < 3; i++) {
            upload("more" + i + ".jpg", Map.of(Measure.SIZE, 139.0));
        }
        judged();
        assertThat(judge.work(BIRDS)).isEqualTo(Judge.Progress.LATER);
        assertThat(fence()).isEqualTo(before);

        nanos += 10_000_000_000L;
        judged();
        assertThat(fence()).isNotEqualTo(before);

        nanos += 10_000_000_000L; // judging was a change too
        judged();
        assertThat(judge.work(BIRDS)).isEqualTo(Judge.Progress.DONE);
    }

    @Test
    void lookingAtALargeDatasetAtRestTakesATwentiethOfTheTime() throws SQLException {
        long[] ticks = {0};
        // Each look asks for the time before and after: it takes a second.
        Judge slow = new Judge(database, new Standards(), broker, () -> ticks[0] += 1_000_000_000L);
        declare(FIXED);
        for (int i = 0; i < 40; i++) {
            upload(i + ".jpg", Map.of(Measure.SIZE, 100.0 + i));
        }
        while (slow.work(BIRDS) != Judge.Progress.DONE) {
            // until there is nothing left to do
        }
        upload("more.jpg", Map.of(Measure.SIZE, 139.0));

        int later = 0;
        while (slow.work(BIRDS) == Judge.Progress.LATER) {
            later++; // a second each
        }
        assertThat(later).isEqualTo(19); // the twentieth looks
    }

    @Test
    void tooFewImagesHaveNoFenceAnyMore() throws SQLException {
        declare(FIXED);
        for (int i = 0; i < 30; i++) {
            upload(i + ".jpg", Map.of(Measure.SIZE, i == 7 ? 5_000.0 : 100.0 + i, Measure.BRIGHTNESS_P99, i / 30.0));
        }
        judged();
        assertThat(count("'ODD_SIZE' = ANY (issues)")).isEqualTo(1);

        declare(with(Issue.Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, 0.1, null, Action.REJECT)));
        settle();

        assertThat(count("state = 'accepted'")).isEqualTo(27);
        assertThat(count("'ODD_SIZE' = ANY (issues)")).isZero();
        assertThat(Databases.one(database, "SELECT count(*) FROM fence")).isEqualTo("0");
    }

    @Test
    void whenTheDatasetGrowsItsFenceFollowsAndImagesComeBackIntoIt() throws SQLException {
        declare(FIXED);
        for (int i = 0; i < 30; i++) {
            upload("small" + i + ".jpg", Map.of(Measure.SIZE, 100.0 + i));
        }
        upload("large.jpg", Map.of(Measure.SIZE, 1_000.0));
        assertThat(sources(judged())).containsExactly("large.jpg");

        for (int i = 0; i < 40; i++) {
            upload("large" + i + ".jpg", Map.of(Measure.SIZE, 1_000.0 + i));
        }
        judged();

        assertThat(count("'ODD_SIZE' = ANY (issues)")).isZero();
        assertThat(Databases.one(database, "SELECT version FROM fence")).isEqualTo("2");
    }

    @Test
    void aReadModelMadeAnewFromTheTopicsSaysTheSame() throws SQLException {
        declare(FIXED);
        Random random = new Random(4);
        for (int i = 0; i < 60; i++) {
            upload(
                    i + ".jpg",
                    Map.of(
                            Measure.SHARPNESS_SCORE,
                            random.nextDouble(),
                            Measure.BRIGHTNESS_P99,
                            random.nextDouble(),
                            Measure.SIZE,
                            i < 3 ? 9_000.0 : 100.0 + i));
        }
        settle();
        declare(with(Issue.Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, 0.5, null, Action.REJECT)));
        settle();
        declare(with(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.6, null, Action.FLAG)));
        settle();
        String before = images(database);
        assertThat(before).contains("ODD_SIZE").contains("BLURRY").contains("DARK");

        for (int seed = 0; seed < 3; seed++) {
            DataSource anew = Databases.fresh();
            List<Event> shuffled = new ArrayList<>(topics);
            Collections.shuffle(shuffled, new Random(seed));
            new Projected(anew).project(shuffled, 7);
            assertThat(images(anew)).isEqualTo(before);
            Broker quiet = new Broker();
            workThrough(new Judge(anew, new Standards(), quiet, () -> nanos));
            assertThat(quiet.announced).isEmpty();
            assertThat(images(anew)).isEqualTo(before);
        }
    }

    @Test
    void oneGatewayJudgesAtATime() throws SQLException {
        declare(FIXED);
        upload("any.jpg", Map.of());
        Judge[] other = {null};
        Judge.Progress[] meanwhile = {null};
        Broker slow = new Broker() {
            @Override
            public void announce(List<? extends Event> together) {
                try {
                    meanwhile[0] = other[0].work(BIRDS);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        other[0] = new Judge(database, new Standards(), broker);
        judged();
        declare(with(Issue.Kind.BRIGHT, new Rule(Measure.BRIGHTNESS_P5, null, 0.1, Action.FLAG)));
        Judge first = new Judge(database, new Standards(), slow);
        while (first.work(BIRDS) == Judge.Progress.MORE) {
            // until there is nothing left to do
        }
        assertThat(meanwhile[0]).isEqualTo(Judge.Progress.NOT_MINE);
    }

    /** Judges until there is nothing left to do, what was announced folded in on the way. */
    private void settle() throws SQLException {
        List<Event> announced = judged();
        while (!announced.isEmpty()) {
            project(announced);
            for (Event event : announced) {
                if (event instanceof ImageAssessed assessed) {
                    project(toItsEnd(assessed));
                }
            }
            announced = judged();
        }
    }

    /** What is announced until there is nothing left to do for a while. */
    private List<Event> judged() throws SQLException {
        broker.announced.clear();
        workThrough(judge);
        return List.copyOf(broker.announced);
    }

    private void workThrough(Judge judge) throws SQLException {
        boolean waited = false;
        while (true) {
            Judge.Progress progress = judge.work(BIRDS);
            if (progress == Judge.Progress.DONE || progress == Judge.Progress.LATER && waited) {
                return;
            }
            waited = progress == Judge.Progress.LATER;
            nanos += waited ? 500_000_000L : 0;
        }
    }

    private void declare(Quality quality) throws SQLException {
        DatasetSpec d = DatasetSpec.defaults();
        specs.add(new DatasetSpec(
                specs.size() + 1,
                d.limits(),
                d.metadata(),
                quality,
                d.duplicates(),
                d.split(),
                d.preprocessing(),
                d.augmentation()));
        project(List.of(new DatasetDeclared(BIRDS, specs, "anna", BEGIN)));
    }

    private static Quality with(Issue.Kind kind, Rule rule) {
        Map<Issue.Kind, Rule> rules = new EnumMap<>(FIXED.rules());
        rules.put(kind, rule);
        return new Quality(rules);
    }

    private ImageUploaded upload(String source, Map<Measure, Double> scores) throws SQLException {
        return uploadUnder(specs.size(), source, scores);
    }

    /** An image that passes all stages, or is rejected by quality; its scores are harmless but for those given. */
    private ImageUploaded uploadUnder(int specVersion, String source, Map<Measure, Double> given) throws SQLException {
        ImageUploaded upload = announced(specVersion, source);
        Map<Measure, Double> scores = new EnumMap<>(Map.of(
                Measure.SHARPNESS_SCORE, 0.95,
                Measure.BRIGHTNESS_P99, 0.9,
                Measure.BRIGHTNESS_P5, 0.2,
                Measure.CONTRAST, 0.2,
                Measure.SIZE, 115.0));
        scores.putAll(given);
        QualityVerdict verdict = specs.get(specVersion - 1).quality().judge(new QualityScores(scores), Map.of());
        ImageAssessed assessed = new ImageAssessed(
                new ImageIngested(
                        upload,
                        new ImageMetadata(
                                ImageFormat.JPEG, 100, 100, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null),
                        List.of(),
                        upload.at()),
                new QualityScores(scores),
                new Fingerprints(1, 2, 3, true),
                verdict.issues(),
                upload.at());
        project(
                verdict.rejectedFor() == null
                        ? toItsEnd(assessed)
                        : List.of(new ImageRejected(upload, verdict.rejectedFor(), assessed, upload.at())));
        return upload;
    }

    private ImageUploaded announced(int specVersion, String source) {
        return new ImageUploaded(
                BIRDS,
                source,
                ContentHash.of(source.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                1_000,
                "bird",
                null,
                null,
                Map.of(),
                specVersion,
                BEGIN.plusSeconds(++uploads));
    }

    private List<Event> toItsEnd(ImageAssessed assessed) {
        ImageDeduplicated deduplicated = new ImageDeduplicated(
                assessed,
                new Duplication(null, null, assessed.upload().key(), List.of(), List.of(), List.of()).at(topics.size()),
                assessed.at());
        ImageAssigned assigned = new ImageAssigned(
                deduplicated,
                new Assignment(Split.TRAIN, assessed.upload().key(), null, null, Assignment.Reason.BALANCE, List.of()),
                assessed.at());
        return List.of(
                assessed,
                deduplicated,
                assigned,
                new ImagePrepared(
                        assigned,
                        List.of(new PreparedPicture(0, ContentHash.of(new byte[] {1}), 9, 224, 224, "letterbox")),
                        assessed.at()));
    }

    private void project(List<? extends Event> events) throws SQLException {
        topics.addAll(events);
        projected.project(events, Math.max(1, events.size()));
    }

    private static List<String> sources(List<Event> events) {
        return events.stream()
                .map(event -> ((dev.winnow.events.ImageEvent) event).upload().source())
                .toList();
    }

    private String fence() throws SQLException {
        return Databases.one(
                database, "SELECT version || ': ' || first_quartile || ' to ' || third_quartile FROM fence");
    }

    private long count(String condition) throws SQLException {
        return Long.parseLong(Databases.one(database, "SELECT count(*) FROM image WHERE " + condition));
    }

    private long tally(String kind, String key) throws SQLException {
        return Long.parseLong(Databases.one(
                database, "SELECT sum(n) FROM tally WHERE kind = '" + kind + "' AND key = '" + key + "'"));
    }

    private static String images(DataSource database) throws SQLException {
        return Databases.one(
                database,
                "SELECT string_agg(source || ' ' || state || ' ' || coalesce(detail, '') || issues::text || flagged, '\n'"
                        + " ORDER BY source) FROM image");
    }
}
