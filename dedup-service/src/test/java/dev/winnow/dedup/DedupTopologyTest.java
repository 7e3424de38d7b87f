package dev.winnow.dedup;

import static dev.winnow.dedup.Assessments.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventJson;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.ImageWithdrawn.Cause;
import dev.winnow.events.PairJudged;
import dev.winnow.events.PairJudged.Word;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DedupTopologyTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, DatasetDeclared> datasets = new HashMap<>();

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> assessed;
    private TestOutputTopic<String, Event> deduplicated;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        declare(new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
        open();
    }

    private void declare(DatasetDeclared declared) {
        datasets.put(declared.dataset(), declared);
    }

    private DatasetSpec spec(String dataset, int version) {
        return Optional.ofNullable(datasets.get(dataset))
                .flatMap(declared -> declared.version(version))
                .orElseThrow(() -> new DeclaredDatasets.UnknownSpecException(dataset, version));
    }

    /** Starts again on what the stores hold. */
    private void stopAndStart() {
        Map<String, Map<String, byte[]>> kept = new HashMap<>();
        for (String name : List.of(
                "dedup-items", "dedup-looks", "dedup-decisions", "dedup-judged", "dedup-measured", "dedup-rules")) {
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

    private void open() {
        StreamsBuilder builder = new StreamsBuilder();
        new DedupTopology(this::spec, new StageMeter(registry, "dedup")).addTo(builder);
        Properties settings = new Properties();
        settings.put("state.dir", state.toString());
        driver = new TopologyTestDriver(builder.build(), settings);
        assessed = driver.createInputTopic(
                Topic.IMAGES_ASSESSED.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        deduplicated = driver.createOutputTopic(
                Topic.IMAGES_DEDUPLICATED.topicName(), new StringDeserializer(), new EventDeserializer());
        deadLetters = driver.createOutputTopic(
                Topic.DEDUP_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void anImageIsAnnouncedWithItsCopies() {
        send(image("a.png", "cat", 0));

        send(image("b.png", "like cat", 0b11));

        List<TestRecord<String, Event>> records = deduplicated.readRecordsToList();
        assertThat(records)
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.key()).isEqualTo("birds"));
        ImageDeduplicated second = (ImageDeduplicated) records.get(1).value();
        String first = image("a.png", "cat", 0).subject();
        assertThat(second.duplication().representative()).isEqualTo(first);
        assertThat(second.duplication().matches()).singleElement().satisfies(match -> {
            assertThat(match.item()).isEqualTo(first);
            assertThat(match.distance()).isEqualTo(2);
        });
        assertThat(second.duplication().position()).isEqualTo(1);
    }

    @Test
    void theSameRecordAgainIsNoNews() {
        send(image("a.png", "cat", 0));
        send(image("a.png", "cat", 0));

        assertThat(deduplicated.readValuesToList()).hasSize(1);
    }

    @Test
    void theTraceGoesOnAndTheEventSpeaksForItself() {
        byte[] value = new EventSerializer().serialize(null, image("a.png", "cat", 0));
        Headers headers = new RecordHeaders()
                .add("traceparent", bytes("00-abc-def-01"))
                .add("ce_type", bytes("dev.winnow.ImageAssessed.v1"));
        assessed.pipeInput(new TestRecord<>(bytes("birds"), value, headers));

        Headers sent = deduplicated.readRecord().headers();

        assertThat(text(sent, "traceparent")).isEqualTo("00-abc-def-01");
        assertThat(text(sent, "ce_type")).isEqualTo("dev.winnow.ImageDeduplicated.v1");
        assertThat(sent.headers("ce_type")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0007\u001f", "", "null", "{}", "[1,2]", "{\"image\":{\"upload\":null}}"})
    void whatIsNoEventBecomesADeadLetterAndTheNextImagePasses(String value) {
        Headers headers = new RecordHeaders().add("from", bytes("somewhere"));
        assessed.pipeInput(new TestRecord<>(bytes("key"), bytes(value), headers));
        send(image("a.png", "cat", 0));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

        assertThat(letter.value()).isEqualTo(bytes(value));
        assertThat(letter.key()).isEqualTo(bytes("key"));
        assertThat(text(letter.headers(), "from")).isEqualTo("somewhere");
        assertThat(text(letter.headers(), "dead-letter-topic")).isEqualTo("images.assessed");
        assertThat(text(letter.headers(), "dead-letter-partition")).isEqualTo("0");
        assertThat(text(letter.headers(), "dead-letter-offset")).isEqualTo("0");
        assertThat(text(letter.headers(), "dead-letter-reason")).isNotBlank();
        assertThat(deduplicated.readValuesToList()).hasSize(1);
        assertThat(registry.get("winnow.images")
                        .tags("stage", "dedup", "outcome", "failed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRecordWithoutAValueBecomesADeadLetter() {
        assessed.pipeInput(new TestRecord<>(bytes("birds"), null));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

        assertThat(letter.value()).isNull();
        assertThat(text(letter.headers(), "dead-letter-reason"))
                .isEqualTo("A record without a value is no ImageAssessed");
    }

    @Test
    void anEventUnderAnotherDatasetsKeyBecomesADeadLetter() {
        assessed.pipeInput(bytes("cats"), new EventSerializer().serialize(null, image("a.png", "cat", 0)));

        assertThat(text(deadLetters.readRecord().headers(), "dead-letter-reason"))
                .isEqualTo("The record's key is 'cats', expected 'birds', which the event is about");
    }

    @Test
    void aDatasetWithAnImpossibleNameBecomesADeadLetter() {
        String json = json(image("a.png", "cat", 0)).replace("\"birds\"", "\"../birds\"");
        assessed.pipeInput(bytes("../birds"), bytes(json));

        assertThat(text(deadLetters.readRecord().headers(), "dead-letter-reason"))
                .startsWith("A dataset's name is 1 to 64 of");
    }

    @Test
    void anImageUnderASpecThatNobodyDeclaresBecomesADeadLetter() {
        send(image("a.png", "cat", 0, 9, 0));

        assertThat(text(deadLetters.readRecord().headers(), "dead-letter-reason"))
                .startsWith("Version 9 of the spec of dataset 'birds' was not declared");
    }

    @Test
    void aDeletedDatasetIsForgottenAndItsNameBeginsAnew() {
        send(image("a.png", "cat", 0));
        send(image("b.png", "like cat", 0b11));
        DatasetDeleted deleted = new DatasetDeleted("birds", 1, "anna", Instant.parse("2026-06-01T00:00:00Z"));

        send(deleted);
        send(deleted);
        send(image("late.png", "like cat", 0b1)); // was on its way
        send(withdrawn("a.png", Instant.parse("2026-01-01T00:00:00Z")));
        declare(new DatasetDeclared("birds", List.of(DatasetSpec.defaults(), spec2()), "anna", Instant.EPOCH));
        stopAndStart();
        send(image("a.png", "cat", 0, 2, 9));

        List<Event> events = deduplicated.readValuesToList();
        assertThat(events).hasSize(1);
        ImageDeduplicated first = (ImageDeduplicated) events.get(0);
        assertThat(first.duplication().cluster()).isNull();
        assertThat(first.duplication().matches()).isEmpty();
        assertThat(deadLetters.isEmpty()).isTrue();
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(kept("dedup-items")).containsExactly("birds@1/" + first.subject());
        assertThat(kept("dedup-looks")).hasSize(1).allMatch(key -> key.startsWith("birds@1/"));
        assertThat(kept("dedup-decisions")).containsExactlyInAnyOrder("@deleted/birds", "birds@1/progress");
        assertThat(kept("dedup-judged")).containsExactly("birds@1/" + first.subject());
        assertThat(kept("dedup-measured")).containsExactly("birds@1/" + first.subject());
        assertThat(kept("dedup-rules")).containsExactlyInAnyOrder("/history", "birds@1/position", "birds@1/state");
    }

    @Test
    void theDeletionIsPassedOnOnceWhateverFollows() {
        DatasetDeleted deleted = new DatasetDeleted("birds", 1, "anna", Instant.parse("2026-06-01T00:00:00Z"));
        send(image("a.png", "cat", 0));

        send(deleted);
        send(deleted);

        List<Event> events = deduplicated.readValuesToList();
        assertThat(events).hasSize(2);
        assertThat(((ClustersRevised) events.get(1)).deleted()).isEqualTo(deleted);
    }

    @Test
    void whatADeletedDatasetLeftIsDroppedAPageAtATime() {
        List<String> stores = List.of("dedup-items", "dedup-judged", "dedup-measured");
        for (int i = 0; i < 400; i++) {
            for (String store : stores) {
                driver.<String, byte[]>getKeyValueStore(store).put("birds/" + i, new byte[] {1});
            }
        }

        send(new DatasetDeleted("birds", 1, "anna", Instant.parse("2026-06-01T00:00:00Z")));
        int before = stores.stream().mapToInt(store -> kept(store).size()).sum();
        driver.advanceWallClockTime(Duration.ofMillis(100));
        int afterAPage = stores.stream().mapToInt(store -> kept(store).size()).sum();
        stopAndStart();
        for (int pages = 0; pages < 4; pages++) {
            driver.advanceWallClockTime(Duration.ofMillis(200));
        }

        assertThat(before).isEqualTo(1_200);
        assertThat(afterAPage).isEqualTo(700);
        assertThat(stores).allSatisfy(store -> assertThat(kept(store)).isEmpty());
        assertThat(kept("dedup-decisions")).containsExactly("@deleted/birds");
    }

    private static DatasetSpec spec2() {
        return DatasetSpec.defaults().withVersion(2);
    }

    private List<String> kept(String store) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all =
                driver.<String, byte[]>getKeyValueStore(store).all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    @Test
    void aWithdrawalSaysWhatItChangedAndTheImageIsGone() {
        ImageAssessed a = image("a.png", "cat", 0);
        ImageAssessed b = image("b.png", "like cat", 0b11);
        send(a);
        send(b);
        ImageWithdrawn withdrawn = withdrawn("a.png", a.upload().at());

        send(withdrawn);
        send(image("c.png", "also like cat", 0b1, 1, 5));

        List<Event> events = deduplicated.readValuesToList();
        ClustersRevised revised = (ClustersRevised) events.get(2);
        assertThat(revised.cause()).isEqualTo(withdrawn);
        assertThat(revised.revision())
                .isEqualTo(new Revision(
                        List.of(a.subject()),
                        List.of(new Part(null, b.subject(), List.of(b.subject()))),
                        List.of(),
                        List.of(),
                        2));
        ImageDeduplicated after = (ImageDeduplicated) events.get(3);
        assertThat(after.duplication().matches())
                .extracting(Duplication.Match::item)
                .containsExactly(b.subject());
        assertThat(driver.<String, byte[]>getKeyValueStore("dedup-items").get("birds/" + a.subject()))
                .isNull();
    }

    @Test
    void anUploadThatWasWithdrawnBeforeItCameIsNoNewsAlsoAfterARestart() {
        ImageAssessed late = image("a.png", "cat", 0, 1, 3);
        send(withdrawn("a.png", late.upload().at()));
        stopAndStart();

        send(late);

        assertThat(deduplicated.readValuesToList()).isEmpty();
    }

    @Test
    void aPersonsWordIsKeptAndTakenBack() {
        ImageAssessed a = image("a.png", "cat", 0);
        ImageAssessed b = image("b.png", "like cat", 0b11);
        send(a);
        send(b);
        send(judged(a, b, Word.DIFFERENT, 1));
        stopAndStart();
        send(image("b.png", "like cat", 0b11, 1, 5));
        send(judged(a, b, Word.TAKEN_BACK, 2));
        send(judged(a, b, Word.COPIES, 3));

        List<Event> events = deduplicated.readValuesToList();

        assertThat(((ImageDeduplicated) events.get(0)).duplication().matches())
                .as("copies that a person called different")
                .isEmpty();
        assertThat(((ClustersRevised) events.get(1)).revision().parts())
                .singleElement()
                .satisfies(part -> assertThat(part.relabelled()).containsExactly(a.subject(), b.subject()));
        assertThat(((ClustersRevised) events.get(2)).revision().parts()).isEmpty();
    }

    @Test
    void aFreezeIsPassedOnInItsPlaceAlsoWhereNoImageHasCome() {
        SplitsFrozen frozen = new SplitsFrozen("birds", "v1", "anna", Instant.EPOCH);

        send(frozen);

        TestRecord<String, Event> record = deduplicated.readRecord();
        assertThat(record.key()).isEqualTo("birds");
        assertThat(text(record.headers(), "ce_type")).isEqualTo("dev.winnow.ClustersRevised.v1");
        assertThat(record.value()).isInstanceOfSatisfying(ClustersRevised.class, revised -> {
            assertThat(revised.cause()).isEqualTo(frozen);
            assertThat(revised.revision()).isEqualTo(Revision.none(0));
        });
    }

    @Test
    void aDecisionThatCannotBeReadBecomesADeadLetter() {
        Headers headers = new RecordHeaders().add("ce_type", bytes("dev.winnow.SplitsFrozen.v1"));
        assessed.pipeInput(new TestRecord<>(bytes("birds"), bytes("{\"dataset\":\"birds\"}"), headers));
        Headers unknown = new RecordHeaders().add("ce_type", bytes("dev.winnow.SplitsThawed.v1"));
        assessed.pipeInput(new TestRecord<>(bytes("birds"), bytes("{}"), unknown));
        send(new SplitsFrozen("birds", "v1", "anna", Instant.EPOCH));

        assertThat(deadLetters.readRecordsToList())
                .extracting(letter -> text(letter.headers(), "dead-letter-reason"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("Cannot read a SplitsFrozen from images.assessed"),
                        second -> assertThat(second)
                                .isEqualTo("An event of type 'dev.winnow.SplitsThawed.v1' does not stand on topic"
                                        + " images.assessed"));
        assertThat(deduplicated.readValuesToList()).hasSize(1);
    }

    @Test
    void itemsKeptInTheFirstFormatGoOnByTheirHashes() {
        ImageAssessed a = image("a.png", "cat", 0);
        KeyValueStore<String, byte[]> items = driver.getKeyValueStore("dedup-items");
        items.put("birds/" + a.subject(), firstFormat(a));

        send(image("b.png", "like cat", 0b11));

        ImageDeduplicated near = (ImageDeduplicated) deduplicated.readValue();
        assertThat(near.duplication().matches())
                .extracting(Duplication.Match::item)
                .containsExactly(a.subject());
        assertThat(items.get("birds/" + a.subject())[0])
                .as("the format it is in now")
                .isEqualTo((byte) 5);
    }

    @Test
    void aCopyRotatedByAnyAngleIsFoundByWhatTheStoresHeldBeforeARestart() {
        Duplicates anyAngle = new Duplicates(8, null, null, null, Duplicates.Turned.ANY_ANGLE, null, null, null);
        DatasetSpec first = DatasetSpec.defaults();
        DatasetSpec second = new DatasetSpec(
                2,
                first.limits(),
                first.metadata(),
                first.quality(),
                anyAngle,
                first.split(),
                first.preprocessing(),
                first.augmentation());
        declare(new DatasetDeclared("birds", List.of(first, second), "anna", Instant.EPOCH.plusSeconds(1)));
        send(image("a.png", "upright", rotated(0, 0, 0), 2, 0));
        send(image("b.png", "of before", rotated(0xFFFFL << 16, 0b11, 8), 1, 1));
        assertThat(deduplicated.readValuesToList())
                .as("the second came under a spec that does not ask")
                .allSatisfy(event -> assertThat(
                                ((ImageDeduplicated) event).duplication().matches())
                        .isEmpty());
        stopAndStart();

        send(image("c.png", "rotated", rotated(0xFFFFL << 32, 0b111, 16), 2, 2));

        assertThat(((ImageDeduplicated) deduplicated.readValue()).duplication().matches())
                .extracting(Duplication.Match::distance, Duplication.Match::degrees)
                .containsExactly(tuple(1, 45), tuple(3, 90));
    }

    /** With a disk of noise, rotated by so many sectors. */
    private static Fingerprints rotated(long perceptualHash, long hash, int sectors) {
        byte[] drawn = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        new Random(1).nextBytes(drawn);
        PolarThumbnail upright = new PolarThumbnail(drawn);
        byte[] luma = new byte[drawn.length];
        for (int at = 0; at < luma.length; at++) {
            luma[at] = (byte) upright.luma(at / PolarThumbnail.SECTORS, at % PolarThumbnail.SECTORS - sectors);
        }
        RotationHash disk = new RotationHash(hash, new PolarThumbnail(luma));
        return new Fingerprints(0, 0, perceptualHash, true, null, null, List.of(), null, List.of(), null, disk);
    }

    /** As the version before links were kept wrote it. */
    private static byte[] firstFormat(ImageAssessed image) {
        return ByteBuffer.allocate(75)
                .put((byte) 1)
                .put((byte) 1)
                .put((byte) 10)
                .putInt(1)
                .putLong(image.upload().at().getEpochSecond())
                .putInt(0)
                .putLong(1)
                .putLong(1)
                .putLong(image.fingerprints().perceptualHash())
                .put(HexFormat.of().parseHex(image.upload().content().hex()))
                .array();
    }

    private static ImageWithdrawn withdrawn(String source, Instant upTo) {
        return new ImageWithdrawn("birds", source, upTo, 1, Cause.REMOVED, "not wanted", "anna", Instant.EPOCH);
    }

    private static PairJudged judged(ImageAssessed x, ImageAssessed y, Word word, int second) {
        boolean inOrder = x.subject().compareTo(y.subject()) < 0;
        ImageAssessed one = inOrder ? x : y;
        ImageAssessed other = inOrder ? y : x;
        return new PairJudged(
                "birds",
                one.subject(),
                other.subject(),
                one.upload().content(),
                other.upload().content(),
                word,
                null,
                Instant.ofEpochSecond(second));
    }

    @Test
    void itIsMeteredWhatARestartMadeAnew() {
        send(image("a.png", "cat", 0));
        send(image("b.png", "dog", -1));
        stopAndStart();

        send(image("c.png", "owl", 0xff00ff));

        assertThat(registry.get("winnow.rebuilt.items")
                        .tag("stage", "dedup")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("winnow.rebuild").tag("stage", "dedup").timer().count())
                .isEqualTo(1);
    }

    private void send(Event event) {
        Headers headers = new RecordHeaders();
        byte[] value = new EventSerializer().serialize(event.topic().topicName(), headers, event);
        assessed.pipeInput(new TestRecord<>(bytes("birds"), value, headers));
    }

    private static String json(ImageAssessed image) {
        try {
            return EventJson.mapper().writeValueAsString(image);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
