package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.QuantileSketch;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DatasetJudged;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.FencesTaken;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import dev.winnow.events.spec.SpecReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules of a dataset make of its images, in its order, from the declared spec to the events. */
class VerdictTopologyTest {
    private static final Instant MONDAY = Instant.parse("2026-06-01T08:00:00Z");
    private static final Duration REST = Duration.ofMillis(1_500);
    private static final List<String> STORES =
            List.of("dedup-items", "dedup-looks", "dedup-decisions", "dedup-judged", "dedup-measured", "dedup-rules");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<DatasetSpec> versions = new ArrayList<>();

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestOutputTopic<String, Event> deduplicated;
    private TestOutputTopic<String, Event> rejected;
    private TestOutputTopic<String, Event> rejudged;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        open();
    }

    @AfterEach
    void stop() {
        assertThat(deadLetters.readValuesToList()).isEmpty();
        driver.close();
    }

    private void open() {
        StreamsBuilder builder = new StreamsBuilder();
        DedupTopology dedup = new DedupTopology(this::spec, Log::new, new StageMeter(registry, "dedup"));
        dedup.addTo(builder);
        dedup.addOrderTo(builder);
        Properties settings = new Properties();
        settings.put("state.dir", state.toString());
        driver = new TopologyTestDriver(builder.build(), settings);
        deduplicated = output(Topic.IMAGES_DEDUPLICATED);
        rejected = output(Topic.IMAGES_REJECTED);
        rejudged = output(Topic.IMAGES_REJUDGED);
        deadLetters = driver.createOutputTopic(
                Topic.DEDUP_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TestOutputTopic<String, Event> output(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new StringDeserializer(), new EventDeserializer());
    }

    private DatasetSpec spec(String dataset, int version) {
        if (version > versions.size()) {
            throw new DeclaredDatasets.UnknownSpecException(dataset, version);
        }
        return versions.get(version - 1);
    }

    /** What the topic holds of before the stores were made. */
    private final List<Event> log = new ArrayList<>();

    private final class Log implements History {
        @Override
        public Page read(int partition, long from, long upTo) {
            int to = (int) Math.min(upTo, from + 3);
            return new Page(log.subList((int) from, Math.min(to, log.size())), to);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Starts again on what the stores hold. */
    private void stopAndStart() {
        stopAndStart(STORES.toArray(String[]::new));
    }

    private void stopAndStart(String... stores) {
        Map<String, Map<String, byte[]>> kept = new HashMap<>();
        for (String name : stores) {
            Map<String, byte[]> entries = kept.computeIfAbsent(name, n -> new HashMap<>());
            try (KeyValueIterator<String, byte[]> all =
                    driver.<String, byte[]>getKeyValueStore(name).all()) {
                all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
            }
        }
        driver.close();
        open();
        kept.forEach((name, entries) -> entries.forEach(
                (key, value) -> driver.<String, byte[]>getKeyValueStore(name).put(key, value)));
    }

    /** The next version of the spec, with these rules. */
    private void declare(String rules) {
        versions.add(SpecReader.read("quality: {rules: {" + rules + "}}").withVersion(versions.size() + 1));
        send(new DatasetDeclared("birds", List.copyOf(versions), "anna", MONDAY));
    }

    private void send(Event event) {
        Headers headers = new RecordHeaders();
        String topic = event.topic().topicName();
        byte[] value = new EventSerializer().serialize(topic, headers, event);
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(event.key().getBytes(StandardCharsets.UTF_8), value, headers));
    }

    private void rest() {
        for (long turn = 0; turn < REST.toMillis(); turn += 100) {
            driver.advanceWallClockTime(Duration.ofMillis(100));
        }
    }

    @Test
    void anImageGoesOnWithTheIssuesThatTheNewestRulesGiveIt() {
        declare("DARK: {measure: brightness, below: 0.2}");
        declare("DARK: {measure: brightness, below: 0.6}");

        send(image("wren.png", 1, 0, 0.5, 100));

        assertThat(deduplicated.readValue())
                .isInstanceOfSatisfying(
                        ImageDeduplicated.class,
                        event -> assertThat(event.image().issues())
                                .containsExactly(new Issue(Issue.Kind.DARK, "brightness 0.5000 is below 0.6000")));
        assertThat(rejudged.isEmpty()).isTrue();
    }

    @Test
    void anImageThatARuleRejectsStaysOutWithItsMeasures() {
        declare("DARK: {measure: brightness, below: 0.6, action: REJECT}");
        ImageAssessed dark = image("dark.png", 1, 0, 0.5, 100);

        send(dark);

        assertThat(rejected.readValue()).isInstanceOfSatisfying(ImageRejected.class, event -> {
            assertThat(event.upload()).isEqualTo(dark.upload());
            assertThat(event.rejection())
                    .isEqualTo(new Rejection(
                            Rejection.Reason.LOW_QUALITY,
                            "DARK: brightness 0.5000 is below 0.6000; the dataset's spec rejects such images"));
            assertThat(event.assessed().image()).isEqualTo(dark.image());
            assertThat(event.assessed().scores()).isEqualTo(dark.scores());
        });
        assertThat(deduplicated.isEmpty()).as("nobody knew it").isTrue();
        assertThat(registry.get("winnow.images")
                        .tags("stage", "dedup", "outcome", "rejected", "reason", "LOW_QUALITY")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aChangedRuleChangesVerdictsAndOnlyThoseAreAnnounced() {
        declare("DARK: {measure: brightness, below: 0.2}");
        for (int i = 0; i < 10; i++) {
            send(image("image" + i + ".png", 1, i, i / 10.0, 100));
        }
        rest();
        deduplicated.readValuesToList();
        rejudged.readValuesToList();

        declare("DARK: {measure: brightness, below: 0.4}, BRIGHT: {measure: brightness, above: 0.85, action: REJECT}");
        rest();

        List<Event> said = rejudged.readValuesToList();
        assertThat(said.stream().filter(ImageRejudged.class::isInstance).map(ImageRejudged.class::cast))
                .allSatisfy(event -> assertThat(event.specVersion()).isEqualTo(2))
                .extracting(event -> event.upload().source())
                .containsExactlyInAnyOrder("image2.png", "image3.png");
        assertThat(rejected.readValuesToList()).singleElement().isInstanceOfSatisfying(ImageRejected.class, event -> {
            assertThat(event.upload())
                    .isEqualTo(image("image9.png", 2, 9, 0.9, 100).upload());
            assertThat(event.assessed().upload()).isEqualTo(event.upload());
        });
        assertThat(deduplicated.readValuesToList())
                .singleElement()
                .isInstanceOfSatisfying(ClustersRevised.class, event -> {
                    assertThat(event.withdrawn().source()).isEqualTo("image9.png");
                    assertThat(event.withdrawn().specVersion()).isEqualTo(1);
                    assertThat(event.withdrawn().reason()).startsWith("A changed rule rejects it: BRIGHT: ");
                });
        assertThat(said.get(said.size() - 1)).isInstanceOfSatisfying(DatasetJudged.class, last -> {
            assertThat(last.settled()).isTrue();
            assertThat(last.specVersion()).isEqualTo(2);
        });
    }

    @Test
    void whatARuleRejectedComesInWhenTheRuleGoesAndCanGoOutAgain() {
        declare("");
        send(image("wren.png", 1, 0, 0.1, 100));
        declare("DARK: {measure: brightness, below: 0.2, action: REJECT}");
        rest();
        declare("");
        rest();
        declare("DARK: {measure: brightness, below: 0.3, action: REJECT}");
        rest();

        assertThat(rejected.readValuesToList())
                .extracting(event -> ((ImageRejected) event).upload().specVersion())
                .containsExactly(2, 4);
        List<Event> order = deduplicated.readValuesToList();
        assertThat(order)
                .hasExactlyElementsOfTypes(
                        ImageDeduplicated.class, ClustersRevised.class, ImageDeduplicated.class, ClustersRevised.class);
        assertThat(((ImageDeduplicated) order.get(2)).upload().specVersion()).isEqualTo(3);
        assertThat(((ClustersRevised) order.get(3)).withdrawn().specVersion()).isEqualTo(3);
    }

    @Test
    void whatIsUploadedInPlaceOfAnImageAndRejectedWithdrawsIt() {
        declare("DARK: {measure: brightness, below: 0.2, action: REJECT}");
        send(image("cut.png", 1, 0, 0.5, 100));
        send(image("dark.png", 1, 0, 0.5, 100));
        deduplicated.readValuesToList();

        ImageUploaded cut = image("cut.png", 1, 60, 0.5, 100).upload();
        send(new ImageRejected(cut, new Rejection(Rejection.Reason.TRUNCATED, "it ends in the middle"), cut.at()));
        send(image("dark.png", 1, 60, 0.1, 100));

        assertThat(deduplicated.readValuesToList())
                .extracting(event -> ((ClustersRevised) event).withdrawn())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.source()).isEqualTo("cut.png");
                            assertThat(first.cause()).isEqualTo(ImageWithdrawn.Cause.REJECTED);
                            assertThat(first.reason())
                                    .isEqualTo(
                                            "What was uploaded to its place later is rejected: it ends in the middle");
                        },
                        second -> assertThat(second.source()).isEqualTo("dark.png"));
    }

    @Test
    void aFirstUploadThatIsRejectedIsKnownToNobodyAndKeepsOutWhatWasUploadedBefore() {
        declare("");
        ImageUploaded cut = image("cut.png", 1, 60, 0.5, 100).upload();

        send(new ImageRejected(cut, new Rejection(Rejection.Reason.TRUNCATED, "it ends in the middle"), cut.at()));
        send(image("cut.png", 1, 0, 0.5, 100));
        assertThat(deduplicated.isEmpty()).isTrue();
        send(image("cut.png", 1, 120, 0.5, 100));

        assertThat(deduplicated.readValue()).isInstanceOf(ImageDeduplicated.class);
    }

    @Test
    void anImageThatADatasetShowsToBeOddIsFlaggedOnceItRestsAndTheFencesAreAnnounced() {
        declare("ODD_SIZE: {measure: size, fence: 3}");
        send(image("odd.png", 1, 0, 0.5, 5_000));
        for (int i = 1; i < 40; i++) {
            send(image("image" + i + ".png", 1, i, 0.5, 100 + i % 7));
        }

        rest();

        List<Event> said = rejudged.readValuesToList();
        assertThat(said.stream().filter(ImageRejudged.class::isInstance))
                .extracting(event -> ((ImageRejudged) event).upload().source())
                .containsExactly("odd.png");
        List<FencesTaken> fences = said.stream()
                .filter(FencesTaken.class::isInstance)
                .map(FencesTaken.class::cast)
                .toList();
        assertThat(fences.get(fences.size() - 1).fences()).singleElement().satisfies(fence -> {
            assertThat(fence.measure()).isEqualTo("size");
            assertThat(fence.count()).isEqualTo(40);
        });
        assertThat(said.get(said.size() - 1))
                .isInstanceOfSatisfying(
                        DatasetJudged.class, last -> assertThat(last.settled()).isTrue());
    }

    @Test
    void anInterruptedPassGoesOnAfterAStart() {
        declare("DARK: {measure: brightness, below: 0.2}");
        for (int i = 0; i < 20; i++) {
            send(image("image" + i + ".png", 1, i, 0.5, 100));
        }
        declare("DARK: {measure: brightness, below: 0.6}");
        rejudged.readValuesToList();

        stopAndStart();
        rest();

        List<Event> said = rejudged.readValuesToList();
        assertThat(said.stream().filter(ImageRejudged.class::isInstance)).hasSize(20);
        assertThat(said.get(said.size() - 1))
                .isInstanceOfSatisfying(
                        DatasetJudged.class, last -> assertThat(last.settled()).isTrue());
    }

    @Test
    void imagesOfAnEarlierVersionAreJudgedByWhatStandsOnTheTopic() {
        declare("DARK: {measure: brightness, below: 0.2}");
        for (int i = 0; i < 10; i++) {
            ImageAssessed image = image("image" + i + ".png", 1, i, i / 10.0, 100);
            send(image);
            log.add(image);
        }
        stopAndStart("dedup-items", "dedup-looks", "dedup-decisions");
        for (Event earlier : log) { // takes an offset, as the earlier record does on a broker
            driver.createInputTopic(earlier.topic().topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                    .pipeInput(earlier.key().getBytes(StandardCharsets.UTF_8), new byte[0]);
        }
        assertThat(deadLetters.readValuesToList()).hasSize(log.size());
        send(image("first of the new version.png", 1, 60, 0.9, 100));

        declare("DARK: {measure: brightness, below: 0.4}, BRIGHT: {measure: brightness, above: 0.75, action: REJECT}");
        rest();

        Map<String, List<Issue.Kind>> issues = new TreeMap<>();
        rejudged.readValuesToList().stream()
                .filter(ImageRejudged.class::isInstance)
                .map(ImageRejudged.class::cast)
                .forEach(event -> issues.put(event.upload().source(), kinds(event.issues())));
        assertThat(issues)
                .containsEntry("image0.png", List.of(Issue.Kind.DARK))
                .containsEntry("image3.png", List.of(Issue.Kind.DARK))
                .containsEntry("image4.png", List.of())
                .hasSize(8);
        assertThat(rejected.readValuesToList())
                .extracting(event -> ((ImageRejected) event).upload().source())
                .containsExactlyInAnyOrder("image8.png", "image9.png", "first of the new version.png");
    }

    @Test
    void anImageThatAnEarlierVersionRejectedComesInWhenTheRuleGoes() {
        declare("DARK: {measure: brightness, below: 0.2, action: REJECT}");
        ImageAssessed dark = image("dark.png", 1, 0, 0.1, 100);
        send(new ImageRejected(
                dark.upload(), new Rejection(Rejection.Reason.LOW_QUALITY, "DARK: too dark"), dark, dark.at()));
        assertThat(deduplicated.isEmpty()).isTrue();

        declare("");
        rest();

        assertThat(deduplicated.readValue())
                .isInstanceOfSatisfying(
                        ImageDeduplicated.class,
                        event -> assertThat(event.upload().specVersion()).isEqualTo(2));
    }

    @Test
    void aDatasetThatWasNeverMeasuredIsSettledToo() {
        declare("");

        rest();

        assertThat(rejudged.readValuesToList()).singleElement().isInstanceOfSatisfying(DatasetJudged.class, only -> {
            assertThat(only.settled()).isTrue();
            assertThat(only.position()).isZero();
        });
    }

    /** Uploads, replacements, withdrawals, changed rules, pauses and starts in any order, against a judgement from scratch. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatReadersKnowAtRestIsAFunctionOfTheImagesAndTheSpec(long seed) {
        Random random = new Random(seed);
        declare("DARK: {measure: brightness, below: 0.2}, ODD_SIZE: {measure: size, fence: 2}");
        Map<String, ImageAssessed> newest = new TreeMap<>();
        for (int second = 0; second < 120; second++) {
            int dice = random.nextInt(100);
            String source = "image" + random.nextInt(60) + ".png";
            if (dice < 80) {
                ImageAssessed image = image(
                        source,
                        1 + random.nextInt(versions.size()),
                        second,
                        random.nextInt(10) / 10.0,
                        random.nextInt(15) == 0 ? 3_000 : 100 + random.nextInt(9));
                newest.put(source, image);
                send(image);
            } else if (dice < 87) {
                newest.remove(source);
                send(new ImageWithdrawn(
                        "birds",
                        source,
                        MONDAY.plusSeconds(second),
                        versions.size(),
                        ImageWithdrawn.Cause.REMOVED,
                        "drawn so",
                        null,
                        MONDAY));
            } else if (dice < 91) {
                declare("DARK: {measure: brightness, below: 0." + random.nextInt(5)
                        + (random.nextBoolean() ? ", action: REJECT" : "") + "}"
                        + (random.nextBoolean() ? ", ODD_SIZE: {measure: size, fence: 2}" : ""));
            } else if (dice < 98) {
                driver.advanceWallClockTime(Duration.ofMillis(100 * (1 + random.nextInt(8))));
            } else {
                readEvents();
                stopAndStart();
            }
        }
        rest();

        assertThat(known()).isEqualTo(fromScratch(newest));
    }

    /** All events read so far. */
    private final List<Event> events = new ArrayList<>();

    private void readEvents() {
        events.addAll(deduplicated.readValuesToList());
        events.addAll(rejected.readValuesToList());
        events.addAll(rejudged.readValuesToList());
    }

    /** The verdict on an upload, and the rules that it is by. */
    private record Said(Instant at, int specVersion, int fenceVersion, String verdict) {
        private static final Comparator<Said> ORDER =
                Comparator.comparing(Said::at).thenComparing(Said::specVersion).thenComparing(Said::fenceVersion);

        static Said later(Said one, Said other) {
            return ORDER.compare(other, one) >= 0 ? other : one;
        }
    }

    /** By source, what a reader of the events knows: the later upload counts, then the greater versions, as in the read model. */
    private Map<String, String> known() {
        readEvents();
        Map<String, Said> rows = new TreeMap<>();
        Map<String, Instant> removed = new HashMap<>();
        for (Event event : events) {
            if (event instanceof ImageDeduplicated image) {
                say(rows, image.upload(), 0, "in " + kinds(image.image().issues()));
            } else if (event instanceof ImageRejected image) {
                say(rows, image.upload(), 1, "out");
            } else if (event instanceof ClustersRevised revised
                    && revised.withdrawn().cause() == ImageWithdrawn.Cause.REMOVED) {
                removed.merge(revised.withdrawn().source(), revised.withdrawn().upTo(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        Map<String, Said> issues = new TreeMap<>(rows);
        for (Event event : events) {
            if (event instanceof ImageRejudged image
                    && rows.get(image.upload().source())
                            .at()
                            .equals(image.upload().at())
                    && !rows.get(image.upload().source()).verdict().equals("out")) {
                Said said = new Said(
                        image.upload().at(), image.specVersion(), image.fenceVersion(), "in " + kinds(image.issues()));
                issues.merge(image.upload().source(), said, Said::later);
            }
        }
        Map<String, String> known = new TreeMap<>();
        issues.forEach((source, said) -> {
            if (!removed.containsKey(source) || said.at().isAfter(removed.get(source))) {
                known.put(source, said.verdict());
            }
        });
        return known;
    }

    private static void say(Map<String, Said> rows, ImageUploaded upload, int stage, String verdict) {
        rows.merge(upload.source(), new Said(upload.at(), upload.specVersion(), stage, verdict), Said::later);
    }

    private Map<String, String> fromScratch(Map<String, ImageAssessed> newest) {
        DatasetSpec spec = versions.get(versions.size() - 1);
        QuantileSketch sizes = new QuantileSketch();
        newest.values().stream()
                .filter(image -> spec.quality().judge(image.scores(), Map.of()).rejectedFor() == null)
                .forEach(image -> sizes.add(image.scores().of(Measure.SIZE)));
        Map<Measure, Fence> fences =
                sizes.count() < Fence.LEAST_COUNT ? Map.of() : Map.of(Measure.SIZE, Fence.around(sizes, 1));
        Map<String, String> expected = new TreeMap<>();
        newest.forEach((source, image) -> {
            QualityVerdict verdict = spec.quality().judge(image.scores(), fences);
            expected.put(source, verdict.rejectedFor() == null ? "in " + kinds(verdict.issues()) : "out");
        });
        return expected;
    }

    private static List<Issue.Kind> kinds(List<Issue> issues) {
        return issues.stream().map(Issue::kind).sorted().toList();
    }

    private static ImageAssessed image(String source, int specVersion, int second, double brightness, double size) {
        Instant at = MONDAY.plusSeconds(second);
        String content = source + second;
        ImageUploaded upload = new ImageUploaded(
                "birds",
                source,
                ContentHash.of(content.getBytes(StandardCharsets.UTF_8)),
                content.length(),
                null,
                null,
                null,
                Map.of(),
                specVersion,
                at);
        ImageMetadata metadata =
                new ImageMetadata(ImageFormat.PNG, 8, 8, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null);
        return new ImageAssessed(
                new ImageIngested(upload, metadata, List.of(), at),
                new QualityScores(Map.of(Measure.BRIGHTNESS, brightness, Measure.SIZE, size)),
                new Fingerprints(0, 0, new Random(content.hashCode()).nextLong(), true),
                List.of(),
                at);
    }
}
