package dev.winnow.split;

import static dev.winnow.split.Deduplications.alone;
import static dev.winnow.split.Deduplications.copyOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.DatasetReleased;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventParts;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.ReleaseMembers;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
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
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTopologyTest {
    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> deduplicated;
    private TestOutputTopic<String, Event> assigned;
    private TestOutputTopic<String, Event> moved;
    private TestOutputTopic<String, Event> removed;
    private TestOutputTopic<String, Event> released;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private DatasetSpec spec = DatasetSpec.defaults();

    @BeforeEach
    void start() {
        start(Map.of());
    }

    /** Another instance of the service, with what the first one stored. */
    private void restart() {
        Map<String, byte[]> stored = new HashMap<>();
        try (KeyValueIterator<String, byte[]> all =
                driver.<String, byte[]>getKeyValueStore(SplitProcessor.STORE).all()) {
            all.forEachRemaining(entry -> stored.put(entry.key, entry.value));
        }
        driver.close();
        start(stored);
    }

    private void start(Map<String, byte[]> stored) {
        StreamsBuilder builder = new StreamsBuilder();
        new SplitTopology((dataset, version) -> spec, new StageMeter(registry, "split")).addTo(builder);
        Properties settings = new Properties();
        settings.put("state.dir", state.toString());
        driver = new TopologyTestDriver(builder.build(), settings);
        stored.forEach((key, value) ->
                driver.<String, byte[]>getKeyValueStore(SplitProcessor.STORE).put(key, value));
        moved = driver.createOutputTopic(
                Topic.IMAGES_MOVED.topicName(), new StringDeserializer(), new EventDeserializer());
        removed = driver.createOutputTopic(
                Topic.IMAGES_REMOVED.topicName(), new StringDeserializer(), new EventDeserializer());
        released = driver.createOutputTopic(
                Topic.DATASETS_RELEASED.topicName(), new StringDeserializer(), new EventDeserializer());
        deduplicated = driver.createInputTopic(
                Topic.IMAGES_DEDUPLICATED.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        assigned = driver.createOutputTopic(
                Topic.IMAGES_ASSIGNED.topicName(), new StringDeserializer(), new EventDeserializer());
        deadLetters = driver.createOutputTopic(
                Topic.SPLIT_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** Both were declared when patterns ran on a backtracking matcher: the first held its partition up, the second worked. */
    @ParameterizedTest
    @ValueSource(strings = {"^((a+)+)+$", "^(a+)(?=-)"})
    void aPatternThatWasDeclaredBeforePatternsWereBoundedHoldsNothingUp(String pattern) {
        restart(); // as a service does whose record was never done
        spec = withPattern(pattern);

        send(alone("a".repeat(60) + "-1.png", "owl", null, null));
        spec = withPattern("^([a-z]+)/");
        send(alone("heron/1.png", "heron", null, null));

        List<Event> images = assigned.readValuesToList();
        assertThat(images)
                .extracting(image -> ((ImageAssigned) image).assignment().group())
                .containsExactly(null, "heron");
        assertThat(images)
                .extracting(image -> ((ImageAssigned) image).assignment().split())
                .doesNotContainNull();
    }

    private static DatasetSpec withPattern(String pattern) {
        return withSplits(new Splits(0.8, 0.1, 0.1, 7, true, pattern));
    }

    private static DatasetSpec withSplits(Splits splits) {
        DatasetSpec d = DatasetSpec.defaults();
        return new DatasetSpec(
                1, d.limits(), d.metadata(), d.quality(), d.duplicates(), splits, d.preprocessing(), d.augmentation());
    }

    @Test
    void anAssignedImageStandsUnderItsItem() {
        ImageDeduplicated image = alone("a.png", "owl", null, Split.VAL);

        send(image);

        TestRecord<String, Event> record = assigned.readRecord();
        Assignment assignment = ((ImageAssigned) record.value()).assignment();
        assertThat(record.key()).isEqualTo(image.subject());
        assertThat(assignment.split()).isEqualTo(Split.VAL);
        assertThat(assignment.reason()).isEqualTo(Assignment.Reason.LAYOUT);
        assertThat(text(record.headers(), "ce_type")).isEqualTo("dev.winnow.ImageAssigned.v1");
    }

    @Test
    void aCopyFollowsTheImageItIsACopyOf() {
        ImageDeduplicated image = alone("a.png", "owl", null, null);
        send(image);

        send(copyOf(image, "b.png"));

        List<Assignment> assignments = assigned.readValuesToList().stream()
                .map(event -> ((ImageAssigned) event).assignment())
                .toList();
        assertThat(assignments.get(1).split()).isEqualTo(assignments.get(0).split());
        assertThat(assignments.get(1).unit()).isEqualTo(assignments.get(0).unit());
    }

    @Test
    void theSameRecordAgainIsNoNews() {
        send(alone("a.png", "owl", null, null));
        send(alone("a.png", "owl", null, null));

        assertThat(assigned.readValuesToList()).hasSize(1);
    }

    @Test
    void anImageThatMovesHasAnEventOfItsOwnWithItsUpload() {
        ImageDeduplicated first = alone("a.png", "owl", "A", Split.TRAIN);
        send(first);
        send(alone("a2.png", "owl", "A", null));
        ImageDeduplicated other = alone("b.png", "owl", null, Split.TEST);
        send(other);
        restart();
        spec = withSplits(spec.split().withLeaks(Splits.Leaks.MOVE));

        ImageDeduplicated bridge = bridge(other, "A");
        send(bridge);

        ImageMoved move = (ImageMoved) moved.readValuesToList().get(0);
        assertThat(move.upload()).isEqualTo(other.upload());
        assertThat(move.from()).isEqualTo(Split.TEST);
        assertThat(move.to()).isEqualTo(Split.TRAIN);
        assertThat(move.reason()).isEqualTo(Assignment.MoveReason.LAYOUT_LEAK);
        assertThat(move.because()).isEqualTo(bridge.subject());
    }

    @Test
    void whatWasFrozenBeforeARestartStaysAndItsBridgeIsSetAside() {
        send(alone("a.png", "owl", "A", Split.TRAIN));
        ImageDeduplicated other = alone("b.png", "owl", null, Split.TEST);
        send(other);
        send(ClustersRevised.of(
                new SplitsFrozen("birds", "v1", "anna", Instant.EPOCH), Revision.none(2), Instant.EPOCH));
        restart();

        send(bridge(other, "A"));

        List<Event> events = assigned.readValuesToList();
        Assignment assignment = ((ImageAssigned) events.get(events.size() - 1)).assignment();
        assertThat(assignment.split()).isNull();
        assertThat(assignment.outside().reason()).isEqualTo(Rejection.Reason.LEAK_BRIDGE);
        assertThat(moved.isEmpty()).isTrue();
    }

    @Test
    void aFreezeAnnouncesWhatTheReleaseHoldsInChunksBeforeTheReleaseItself() {
        List<String> items = new ArrayList<>();
        for (int i = 0; i <= ReleaseMembers.MOST; i++) {
            ImageDeduplicated image = alone(i + ".png", "owl", null, i == 0 ? Split.TEST : Split.TRAIN);
            items.add(image.subject());
            send(image);
        }
        restart();
        SplitsFrozen frozen = new SplitsFrozen("birds", "v1", "anna", Instant.EPOCH, "the first");

        send(ClustersRevised.of(frozen, Revision.none(4_711), Instant.EPOCH));

        List<Event> announced = released.readValuesToList();
        assertThat(announced).hasSize(3);
        List<ReleaseMembers.Member> members = new ArrayList<>();
        DatasetReleased.Digest digest = new DatasetReleased.Digest();
        for (Event event : announced.subList(0, 2)) {
            ReleaseMembers chunk = (ReleaseMembers) event;
            members.addAll(chunk.members());
            chunk.members().forEach(digest::add);
            assertThat(chunk.position()).isEqualTo(4_711);
        }
        assertThat(members)
                .extracting(ReleaseMembers.Member::item)
                .containsExactlyElementsOf(items.stream().sorted().toList());
        assertThat(members).filteredOn(member -> member.split() == Split.TEST).hasSize(1);
        DatasetReleased release = (DatasetReleased) announced.get(2);
        assertThat(release.frozen()).isEqualTo(frozen);
        assertThat(release.items()).isEqualTo(items.size());
        assertThat(release.chunks()).isEqualTo(2);
        assertThat(release.digest()).isEqualTo(digest.value());
    }

    @Test
    void aReleaseOfNothingHasNoChunk() {
        send(ClustersRevised.of(
                new SplitsFrozen("birds", "v1", "anna", Instant.EPOCH), Revision.none(1), Instant.EPOCH));

        assertThat(((DatasetReleased) released.readValue()).items()).isZero();
        assertThat(released.isEmpty()).isTrue();
    }

    @Test
    void trainingsCopyOfALaterTestImageIsSetAsideAlsoAfterARestart() {
        ImageDeduplicated training = alone("train/a.png", "owl", null, Split.TRAIN);
        send(training);
        restart();

        send(bridge(training, null, Split.TEST));

        ImageMoved move = (ImageMoved) moved.readValuesToList().get(0);
        assertThat(move.upload()).isEqualTo(training.upload());
        assertThat(move.to()).isNull();
        assertThat(move.outside().reason()).isEqualTo(Rejection.Reason.LAYOUT_LEAK);
        assertThat(move.outside().detail()).contains("in train", "a copy in test");
        assertThat(assigned.readValuesToList())
                .extracting(event -> ((ImageAssigned) event).assignment().split())
                .containsExactly(Split.TEST);
        restart();
        send(bridge(training, null, Split.TEST));
        assertThat(moved.isEmpty()).as("what is set aside stays so").isTrue();
    }

    @Test
    void itIsMeteredWhatARestartMadeAnew() {
        send(alone("a.png", "owl", null, null));
        send(alone("b.png", "owl", null, null));
        restart();

        send(alone("c.png", "owl", null, null));

        assertThat(registry.get("winnow.rebuilt.items")
                        .tag("stage", "split")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("winnow.rebuild").tag("stage", "split").timer().count())
                .isEqualTo(1);
    }

    @Test
    void aWithdrawnImageIsRemovedAndKeptNoMore() {
        ImageDeduplicated image = alone("a.png", "owl", null, null);
        send(image);
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "birds",
                "a.png",
                image.upload().at(),
                1,
                ImageWithdrawn.Cause.REMOVED,
                "a person removed it",
                "anna",
                Instant.EPOCH);

        send(ClustersRevised.of(
                withdrawn, new Revision(List.of(image.subject()), List.of(), List.of(), List.of(), 1), Instant.EPOCH));

        TestRecord<String, Event> record = removed.readRecord();
        assertThat(record.key()).isEqualTo(image.subject());
        assertThat(((ImageRemoved) record.value()).withdrawn()).isEqualTo(withdrawn);
        assertThat(driver.<String, byte[]>getKeyValueStore(SplitProcessor.STORE).get("birds/" + image.subject()))
                .isNull();
    }

    /** A copy of another image that belongs to a group. */
    @Test
    void aDeletedDatasetIsForgottenAndNothingOfItIsAnnounced() {
        ImageDeduplicated one = alone("a.png", "cat", null, null);
        send(one);
        DatasetDeleted deleted = new DatasetDeleted("birds", 1, "anna", Instant.parse("2026-06-01T00:00:00Z"));
        assigned.readValuesToList();

        send(ClustersRevised.of(deleted, Revision.none(5), Instant.EPOCH));
        restart();
        send(alone("late.png", "cat", null, null));
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        assertThat(assigned.isEmpty()).isTrue();
        assertThat(moved.isEmpty()).isTrue();
        assertThat(removed.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
        List<String> kept = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all =
                driver.<String, byte[]>getKeyValueStore(SplitProcessor.STORE).all()) {
            all.forEachRemaining(entry -> kept.add(entry.key));
        }
        assertThat(kept).containsExactly("@deleted/birds");
    }

    private static ImageDeduplicated bridge(ImageDeduplicated other, String group) {
        return bridge(other, group, null);
    }

    private static ImageDeduplicated bridge(ImageDeduplicated other, String group, Split layout) {
        ImageDeduplicated image = alone("bridge.png", "owl", group, layout);
        return new ImageDeduplicated(
                image.image(),
                new Duplication(null, "cluster-1", other.subject(), List.of(), List.of(other.subject()), List.of()),
                Instant.EPOCH);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"\u0000\u0007\u001f", "{}", "{\"image\":{}}"})
    void whatIsNoEventBecomesADeadLetterAndTheNextImagePasses(String value) {
        byte[] raw = value == null ? null : bytes(value);
        deduplicated.pipeInput(new TestRecord<>(bytes("key"), raw));
        send(alone("a.png", "owl", null, null));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();

        assertThat(letter.value()).isEqualTo(raw);
        assertThat(text(letter.headers(), "dead-letter-topic")).isEqualTo("images.deduplicated");
        assertThat(text(letter.headers(), "dead-letter-offset")).isEqualTo("0");
        assertThat(text(letter.headers(), "dead-letter-reason")).isNotBlank();
        assertThat(assigned.readValuesToList()).hasSize(1);
    }

    @Test
    void aPartWithoutTheOneBeforeItBecomesADeadLetterAndTheNextEventPasses() {
        List<Event> parts = EventParts.of(revisionOf(20_000));

        send(parts.get(0));
        send(parts.get(2));
        send(alone("a.png", "owl", null, null));

        assertThat(text(deadLetters.readRecord().headers(), "dead-letter-reason"))
                .startsWith("Part 3 of " + parts.size());
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(assigned.readValuesToList()).hasSize(1);
        parts.subList(1, parts.size()).forEach(this::send); // as a person does who resends them in order
        assertThat(removed.readValuesToList()).hasSize(1);
        try (KeyValueIterator<String, byte[]> kept =
                driver.<String, byte[]>getKeyValueStore("split-parts").all()) {
            assertThat(kept.hasNext()).as("parts that are still kept").isFalse();
        }
    }

    private static ClustersRevised revisionOf(int items) {
        List<Duplication.Standed> standings = IntStream.range(0, items)
                .mapToObj(n -> new Duplication.Standed(new Item("birds", n + ".png").id(), Standing.DUPLICATE))
                .toList();
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "birds",
                "gone.png",
                Instant.EPOCH,
                1,
                ImageWithdrawn.Cause.REMOVED,
                "not wanted",
                "anna",
                Instant.EPOCH);
        return ClustersRevised.of(
                withdrawn, new Revision(List.of(), List.of(), List.of(), standings, 7), Instant.EPOCH);
    }

    /** What is made of an assignment nests it, up to the prepared picture, and no broker takes an event of any size. */
    @Test
    void anAssignmentNamesAFewOthersOnlyAndEachHasAnEventOfItsOwn() {
        int others = 2 * SplitProcessor.MOST_OTHERS;
        List<String> items = new ArrayList<>();
        for (int n = 0; n < others; n++) {
            ImageDeduplicated image = alone(n + ".png", "owl", "group" + n, null);
            items.add(image.subject());
            send(image);
        }
        assigned.readValuesToList();
        ImageDeduplicated last = alone("last.png", "owl", null, null);

        send(new ImageDeduplicated(
                last.image(),
                new Duplication(null, "cluster-1", items.get(0), List.of(), items, List.of()),
                last.at()));

        ImageAssigned joined = (ImageAssigned) assigned.readValue();
        assertThat(joined.assignment().others()).isZero();
        assertThat(joined.image().duplication().others()).isZero();
        assertThat(joined.image().duplication().cluster()).isEqualTo("cluster-1");
        assertThat(moved.readValuesToList())
                .extracting(event -> ((ImageMoved) event).unit())
                .hasSizeGreaterThan(SplitProcessor.MOST_OTHERS)
                .containsOnly(joined.assignment().unit());
    }

    private void send(Event image) {
        RecordHeaders headers = new RecordHeaders();
        byte[] value = new EventSerializer().serialize(Topic.IMAGES_DEDUPLICATED.topicName(), headers, image);
        deduplicated.pipeInput(new TestRecord<>(bytes("birds"), value, headers));
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
