package dev.winnow.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelAction;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.dataset.annotation.LabelledItem;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.LabelDocument;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelTopologyTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final LabelSource HTTP = new LabelSource("http", "");

    @TempDir
    Path state;

    private final Map<ContentHash, byte[]> contents = new HashMap<>();
    private final LabelDocument.Store store = new LabelDocument.Store() {
        @Override
        public ContentHash put(byte[] bytes) {
            ContentHash hash = ContentHash.of(bytes);
            contents.put(hash, bytes);
            return hash;
        }

        @Override
        public byte[] read(ContentHash content) throws IOException {
            byte[] bytes = contents.get(content);
            if (bytes == null) {
                throw new IOException("Nothing is stored under " + content.hex());
            }
            return bytes;
        }
    };

    private LabelRules rules = new LabelRules(1, 0, LabelPolicy.defaults(), Ontology.defaults());
    private TopologyTestDriver driver;
    private TestOutputTopic<String, Event> checked;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        StreamsBuilder builder = new StreamsBuilder();
        new LabelTopology(dataset -> rules, store, new StageMeter(new SimpleMeterRegistry(), "labels")).addTo(builder);
        Properties settings = new Properties();
        settings.put("state.dir", state.toString());
        driver = new TopologyTestDriver(builder.build(), settings, NOON);
        checked = driver.createOutputTopic(
                Topic.ANNOTATIONS_CHECKED.topicName(), new StringDeserializer(), new EventDeserializer());
        deadLetters = driver.createOutputTopic(
                Topic.QUALITY_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void labelsOfAnImageThatIsThereAreCheckedAgainstItsSize() {
        send(ingested("a.png", 0, 100, 80));
        send(submitted("a.png", 1, boxes(90, 130)));

        AnnotationsChecked event = only();
        assertThat(event.basis().width()).isEqualTo(100);
        assertThat(event.basis().content()).isEqualTo(content("a.png", 0));
        assertThat(event.result().objects()).isEqualTo(Map.of("cat", 2));
        assertThat(event.result().issues()).containsKey(LabelIssue.BOX_PARTLY_OUTSIDE);
    }

    @Test
    void labelsThatComeFirstWaitForTheirImage() {
        send(submitted("a.png", 1, boxes(90)));
        assertThat(only().basis().content()).isNull();

        send(ingested("a.png", 0, 100, 80));

        assertThat(only().result().objects()).isEqualTo(Map.of("cat", 1));
    }

    @Test
    void labelsWhoseImageNeverComesDangle() {
        send(submitted("a.png", 1, boxes(90)));
        assertThat(only().result().issues()).isEmpty();

        driver.advanceWallClockTime(LabelledItem.PATIENCE.plusSeconds(2));

        assertThat(only().result().issues()).isEqualTo(Map.of(LabelIssue.DANGLING_ANNOTATION, 1));
        driver.advanceWallClockTime(LabelledItem.PATIENCE);
        assertThat(checked.isEmpty()).isTrue();
    }

    @Test
    void aChangedRuleJudgesThePastAgain() {
        for (int i = 0; i < 20; i++) {
            send(ingested(i + ".png", 0, 100, 80));
            send(submitted(i + ".png", 1, boxes(i < 5 ? 130 : 90)));
        }
        checked.readValuesToList();
        driver.advanceWallClockTime(LabelProcessor.TICK);
        assertThat(checked.isEmpty()).as("nothing changed").isTrue();

        rules = new LabelRules(
                2,
                0,
                LabelPolicy.defaults().with(LabelIssue.BOX_PARTLY_OUTSIDE, LabelAction.DROP),
                Ontology.defaults());
        for (int tick = 0; tick < 3; tick++) {
            driver.advanceWallClockTime(LabelProcessor.TICK);
        }

        List<Event> again = checked.readValuesToList();
        assertThat(again).hasSize(5).allSatisfy(event -> {
            AnnotationsChecked one = (AnnotationsChecked) event;
            assertThat(one.basis().specVersion()).isEqualTo(2);
            assertThat(one.result().objects()).isEmpty();
        });
    }

    @Test
    void aDeletedDatasetLeavesNothingBehindAndMayBeDeclaredAnew() {
        for (int i = 0; i < 5; i++) {
            send(ingested(i + ".png", 0, 100, 80));
            send(submitted(i + ".png", 1, boxes(90)));
            send(submitted("early" + i + ".png", 1, boxes(90)));
        }
        long lastStep = ((AnnotationsChecked) checked.readValuesToList().get(0)).step();

        rules = new LabelRules(2, 2, LabelPolicy.defaults(), Ontology.defaults());
        send(submitted("late.png", 1, boxes(90))); // was on its way
        for (int tick = 0; tick < 3; tick++) {
            driver.advanceWallClockTime(LabelProcessor.TICK);
        }
        assertThat(checked.isEmpty()).isTrue();
        assertThat(driver.getKeyValueStore(LabelProcessor.STORE).all())
                .toIterable()
                .isEmpty();

        rules = new LabelRules(3, 2, LabelPolicy.defaults(), Ontology.defaults());
        send(under(3, submitted("0.png", 1, boxes(90, 50)))); // its revision is no greater than the deleted one's
        assertThat(only().basis().content())
                .as("the image went with its dataset")
                .isNull();
        send(ingested("0.png", 0, 100, 80)); // read again, after a restart
        assertThat(checked.isEmpty()).isTrue();
        send(ingested("0.png", 9, 100, 80, 3));
        AnnotationsChecked anew = only();
        assertThat(anew.result().objects()).isEqualTo(Map.of("cat", 2));
        assertThat(anew.step()).isGreaterThan(lastStep + 1_000);
    }

    @Test
    void whatADeletionDoesNotCoverStaysThoughItWasReadBefore() {
        send(submitted("a.png", 1, boxes(90)));
        send(under(3, submitted("a.png", 2, boxes(90, 50))));
        send(ingested("a.png", 0, 100, 80));
        checked.readValuesToList();

        rules = new LabelRules(3, 2, LabelPolicy.defaults(), Ontology.defaults());
        driver.advanceWallClockTime(LabelProcessor.TICK);

        assertThat(only().basis().content()).as("its image is gone").isNull();
    }

    @Test
    void largeLabelsLieInTheStore() {
        Origin origin = Origin.of("request");
        List<Annotation> many = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            Shape box = new Shape.Box(i % 100 * 10, i / 100 * 10, 9, 9);
            many.add(Annotation.of("cat", Provenance.of(origin), box));
        }
        send(ingested("a.png", 0, 1_000, 150));
        send(submitted("a.png", 1, ImageLabels.of("a.png", origin, Convention.PIXELS, AnnotationSet.of(many))));

        AnnotationsChecked event = only();
        LabelDocument kept = event.result().kept();
        assertThat(kept).isInstanceOf(LabelDocument.Stored.class);
        assertThat(((LabelDocument.Stored) kept).shapes()).isEqualTo(1_500);
        assertThat(contents).containsKey(((LabelDocument.Stored) kept).content());
    }

    @Test
    void labelsThatTheStoreHasNotAreADeadLetterAndStopNothing() {
        LabelDocument missing = new LabelDocument.Stored(ContentHash.of(new byte[] {1}), 9, 1);
        send(ingested("a.png", 0, 100, 80));
        send(new AnnotationsSubmitted("birds", "a.png", HTTP, 1, 1, missing, "anna", NOON));
        driver.createInputTopic(
                        Topic.ANNOTATIONS_SUBMITTED.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new byte[] {1}, new byte[] {2});
        driver.createInputTopic(Topic.IMAGES_INGESTED.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new byte[] {1}, new byte[] {2});

        assertThat(deadLetters.readRecordsToList()).hasSize(2);
        send(submitted("a.png", 2, boxes(90)));
        assertThat(only().result().objects()).isEqualTo(Map.of("cat", 1));
    }

    @Test
    void factsInAnyOrderEndInTheSameLabels() {
        List<Event> facts = List.of(
                ingested("a.png", 0, 100, 80),
                ingested("a.png", 5, 60, 80),
                removed("a.png", 2),
                submitted("a.png", 3, null),
                submitted("a.png", 1, boxes(10)),
                submitted("a.png", 7, boxes(90, 30)),
                submitted("a.png", 7, boxes(90, 30)));
        AnnotationsChecked expected = null;
        for (int seed = 0; seed < 20; seed++) {
            List<Event> shuffled = new ArrayList<>(facts);
            Collections.shuffle(shuffled, new java.util.Random(seed));
            stop();
            start();
            shuffled.forEach(this::send);
            List<Event> announced = checked.readValuesToList();
            AnnotationsChecked last = (AnnotationsChecked) announced.get(announced.size() - 1);
            expected = expected == null ? last : expected;
            assertThat(last.result()).isEqualTo(expected.result());
            assertThat(last.basis()).isEqualTo(expected.basis());
            assertThat(last.result().objects()).isEqualTo(Map.of("cat", 2));
        }
    }

    private AnnotationsChecked only() {
        List<Event> events = checked.readValuesToList();
        assertThat(events).hasSize(1);
        return (AnnotationsChecked) events.get(0);
    }

    private void send(Event event) {
        String topic = event.topic().topicName();
        RecordHeaders headers = new RecordHeaders();
        byte[] value = new EventSerializer().serialize(topic, headers, event);
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(event.key().getBytes(StandardCharsets.UTF_8), value, headers));
    }

    private static ImageUploaded upload(String source, int second, int specVersion) {
        return new ImageUploaded(
                "birds",
                source,
                content(source, second),
                9,
                null,
                null,
                null,
                Map.of(),
                specVersion,
                NOON.plusSeconds(second));
    }

    private static ContentHash content(String source, int second) {
        return ContentHash.of((source + second).getBytes(StandardCharsets.UTF_8));
    }

    private static ImageIngested ingested(String source, int second, int width, int height) {
        return ingested(source, second, width, height, 1);
    }

    private static ImageIngested ingested(String source, int second, int width, int height, int specVersion) {
        ImageMetadata metadata = new ImageMetadata(
                ImageFormat.PNG,
                width,
                height,
                ColorMode.RGB,
                3,
                8,
                1,
                1,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return new ImageIngested(upload(source, second, specVersion), metadata, List.of(), NOON);
    }

    private static ImageRemoved removed(String source, int second) {
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "birds", source, NOON.plusSeconds(second), 1, ImageWithdrawn.Cause.REMOVED, "gone", "anna", NOON);
        return new ImageRemoved(withdrawn, 3, NOON);
    }

    private static AnnotationsSubmitted under(int specVersion, AnnotationsSubmitted one) {
        return new AnnotationsSubmitted(
                one.dataset(), one.source(), one.from(), one.revision(), specVersion, one.labels(), one.by(), one.at());
    }

    private static AnnotationsSubmitted submitted(String source, long revision, ImageLabels labels) {
        LabelDocument document = labels == null ? new LabelDocument.Deleted() : new LabelDocument.Inline(labels);
        return new AnnotationsSubmitted("birds", source, HTTP, revision, 1, document, "anna", NOON);
    }

    /** Boxes of cats from 5, 5 to these right edges. */
    private static ImageLabels boxes(double... rights) {
        Origin origin = Origin.of("request");
        List<Annotation> annotations = new ArrayList<>();
        for (double right : rights) {
            annotations.add(Annotation.of("cat", Provenance.of(origin), Shape.Box.between(5, 5, right, 70)));
        }
        return ImageLabels.of("a.png", origin, Convention.PIXELS, AnnotationSet.of(annotations));
    }
}
