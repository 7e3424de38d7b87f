package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Revision;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Policy;
import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventPart;
import dev.winnow.events.EventParts;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.ImageWithdrawn.Cause;
import dev.winnow.events.PairJudged;
import dev.winnow.events.PairJudged.Word;
import dev.winnow.events.StageMeter;
import dev.winnow.events.StoreMemory;
import dev.winnow.events.Topic;
import dev.winnow.events.TopicCheck;
import dev.winnow.events.spec.SpecReader;
import dev.winnow.streams.StartOver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology with its shipped settings on a real broker: fails within transactions, is stopped, loses its folder. */
class DedupOnABrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private EmbeddedKafka broker;
    private Path state;

    @BeforeEach
    void startBroker() throws IOException {
        state = folder.resolve("state");
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCheck.create(admin, 2, (short) 1);
        }
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void aSingleImageIsAnsweredBeforeTheNextCommitIsDue() throws IOException {
        ImageAssessed image = Assessments.image("wren/1.png", "a wren", 1);
        Properties settings = settings();
        settings.put("commit.interval.ms", Long.toString(Duration.ofMinutes(10).toMillis()));
        settings.put("producer.transaction.timeout.ms", Integer.toString(15 * 60_000));

        List<Event> announced;
        try (KafkaStreams streams = start(settings, (dataset, version) -> DatasetSpec.defaults())) {
            produce(List.of(image));
            announced = awaitAnnounced(1);
        }

        assertThat(announced)
                .singleElement()
                .isInstanceOfSatisfying(
                        ImageDeduplicated.class,
                        deduplicated -> assertThat(deduplicated.image()).isEqualTo(image));
    }

    @Test
    void everyImageAndDecisionHasOneEffectWhateverFailsMeanwhile() throws IOException {
        List<Event> events = withDecisions(Assessments.drawn(5, 500), 6);
        List<Object> expected = recomputed(events);
        int third = recomputed(events.subList(0, 200)).size();
        int twoThirds = recomputed(events.subList(0, 400)).size();

        produce(events.subList(0, 200));
        AtomicInteger calls = new AtomicInteger();
        try (KafkaStreams failing = start((dataset, version) -> {
            if (calls.incrementAndGet() % 250 == 120) {
                throw new IllegalStateException("a failure in the midst of a transaction");
            }
            return DatasetSpec.defaults();
        })) {
            awaitAnnounced(third);
        }
        try (KafkaStreams again = start((dataset, version) -> DatasetSpec.defaults())) {
            produce(events.subList(200, 400));
            awaitAnnounced(twoThirds);
        }
        deleteState();
        produce(events.subList(400, 600));
        List<Event> announced;
        try (KafkaStreams restored = start((dataset, version) -> DatasetSpec.defaults())) {
            announced = awaitAnnounced(expected.size());
        }

        assertThat(calls.get()).as("calls, of which some failed").isGreaterThan(250);
        assertThat(announced.stream().map(DedupOnABrokerTest::said)).isEqualTo(expected);
        assertThat(expected.stream()
                        .filter(said -> said instanceof Revision revision
                                && !revision.parts().isEmpty()))
                .as("decisions that changed something")
                .hasSizeGreaterThan(10);
    }

    /** A changed policy takes effect on a cluster when it is next touched: by a removal, which ends conflicts too, then by an arrival. */
    @Test
    void whatConcernsThousandsOfImagesGoesOutInPartsThatTheBrokerTakes() throws IOException {
        int copies = 9_800;
        List<Event> events = new ArrayList<>();
        for (int n = 0; n < copies; n++) {
            events.add(Assessments.labelled("copy/" + n, "one picture", n == 0 ? "robin" : "wren", n));
        }
        events.add(Assessments.image("another.png", "another picture", ~1L, 2, copies));
        events.add(withdrawn((ImageAssessed) events.get(0))); // which stands for them
        events.add(Assessments.image("copy/last", "one picture", 1, 3, copies + 1));
        ImageAssessed end = Assessments.image("end.png", "the end", 0xffff, 3, copies + 2);
        events.add(end);
        produce(events);

        List<Event> announced;
        try (KafkaStreams streams = start((dataset, version) -> withPolicy(version))) {
            announced = awaitAnnounced(all -> all.get(all.size() - 1) instanceof ImageDeduplicated last
                    && last.subject().equals(end.subject()));
        }

        List<EventPart> parts = announced.stream()
                .filter(EventPart.class::isInstance)
                .map(EventPart.class::cast)
                .toList();
        List<EventPart> ofRemoval = parts.stream()
                .filter(part -> part.event().contains("withdrawn"))
                .toList();
        List<EventPart> ofArrival = parts.stream()
                .filter(part -> part.event().contains("deduplicated"))
                .toList();
        assertThat(ofRemoval)
                .as(() -> "parts of the removal among "
                        + announced.stream()
                                .filter(event -> !(event instanceof ImageDeduplicated image)
                                        || image.upload().specVersion() > 1)
                                .map(Event::id)
                                .toList())
                .isNotEmpty();
        assertThat(EventParts.json(ofRemoval)).hasSizeGreaterThan(1 << 20);
        assertThat(((ClustersRevised) EventParts.whole(ofRemoval)).revision().standings())
                .hasSize(copies - 2);
        assertThat(((ImageDeduplicated) EventParts.whole(ofArrival))
                        .duplication()
                        .standings())
                .hasSize(copies - 2);
        assertThat(announced).as("images and parts, each once").hasSize(copies + 2 + parts.size());
        assertThat(ofRemoval.size() + ofArrival.size()).isEqualTo(parts.size());
    }

    private static DatasetSpec withPolicy(int version) {
        Policy policy = version == 2 ? Policy.QUARANTINE : Policy.KEEP_ALL;
        return SpecReader.read("duplicates: {policy: " + policy + "}");
    }

    /** As a process that was stopped within a transaction for longer than its group waits, and then goes on. */
    @Test
    void whoGoesOnAfterALongStopIsFencedAndItsWorkHasOneEffect() throws Exception {
        List<Event> events = List.copyOf(Assessments.drawn(7, 300));
        List<Object> expected = recomputed(events);
        produce(events.subList(0, 200));
        Properties impatient = settings();
        impatient.put("consumer.max.poll.interval.ms", "4000");
        impatient.put("producer.transaction.timeout.ms", "4000");
        Properties elsewhere = settings();
        elsewhere.put("state.dir", folder.resolve("elsewhere").toString());
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);

        List<Event> announced;
        try (KafkaStreams zombie = start(impatient, (dataset, version) -> {
            if (calls.incrementAndGet() == 100) {
                stopped.countDown();
                await(goesOn);
            }
            return DatasetSpec.defaults();
        })) {
            await(stopped);
            try (KafkaStreams successor = start(elsewhere, (dataset, version) -> DatasetSpec.defaults())) {
                awaitAnnounced(recomputed(events.subList(0, 200)).size());
                goesOn.countDown();
                awaitMembers(2); // the zombie has noticed, has given up what it had begun, and is back
                produce(events.subList(200, 300));
                announced = awaitAnnounced(expected.size());
                assertThat(successor.state().isRunningOrRebalancing()).isTrue();
            }
            assertThat(zombie.state().isRunningOrRebalancing()).isTrue();
        } finally {
            goesOn.countDown();
        }

        assertThat(announced.stream().map(DedupOnABrokerTest::said)).isEqualTo(expected);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitMembers(int count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            while (admin.describeConsumerGroups(List.of("winnow-dedup"))
                            .describedGroups()
                            .get("winnow-dedup")
                            .get()
                            .members()
                            .size()
                    < count) {
                assertThat(System.nanoTime()).as("nanoseconds").isLessThan(deadline);
            }
        }
    }

    /** After every fifth image a decision about those that came before. */
    private static List<Event> withDecisions(List<ImageAssessed> images, long seed) {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            events.add(images.get(i));
            if (i % 5 == 4) {
                ImageAssessed one = images.get(random.nextInt(i + 1));
                ImageAssessed other = images.get(random.nextInt(i + 1));
                boolean pair = one.subject().compareTo(other.subject()) < 0;
                events.add(pair && random.nextBoolean() ? judged(one, other, random) : withdrawn(one));
            }
        }
        return events;
    }

    private static Event judged(ImageAssessed one, ImageAssessed other, Random random) {
        Word word = Word.values()[random.nextInt(3)];
        return new PairJudged(
                "birds",
                one.subject(),
                other.subject(),
                one.upload().content(),
                other.upload().content(),
                word,
                null,
                Instant.EPOCH);
    }

    private static Event withdrawn(ImageAssessed image) {
        return new ImageWithdrawn(
                "birds",
                image.upload().source(),
                image.upload().at(),
                1,
                Cause.REMOVED,
                "not wanted",
                "anna",
                Instant.EPOCH);
    }

    /** What one thread says of these, that nothing stops. */
    private static List<Object> recomputed(List<Event> events) {
        DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());
        Duplicates spec = DatasetSpec.defaults().duplicates();
        List<Object> said = new ArrayList<>();
        for (int position = 0; position < events.size(); position++) {
            long at = position;
            Event event = events.get(position);
            if (event instanceof ImageAssessed image) {
                clusters.add(image.arrival(), image.fingerprints(), spec)
                        .duplication()
                        .ifPresent(duplication -> said.add(duplication.at(at)));
            } else if (event instanceof ImageWithdrawn withdrawn) {
                said.add(clusters.withdraw(withdrawn.subject(), withdrawn.upTo(), withdrawn.specVersion(), spec, at)
                        .revision()
                        .orElseThrow());
            } else if (event instanceof PairJudged pair) {
                DuplicateClusters.Change change = pair.word() == Word.TAKEN_BACK
                        ? clusters.takeBack(pair.oneContent(), pair.otherContent(), spec, at)
                        : clusters.judge(pair.oneContent(), pair.otherContent(), pair.word() == Word.COPIES, spec, at);
                said.add(change.revision().orElseThrow());
            }
        }
        return said;
    }

    private static Object said(Event event) {
        return event instanceof ImageDeduplicated image ? image.duplication() : ((ClustersRevised) event).revision();
    }

    private KafkaStreams start(BiFunction<String, Integer, DatasetSpec> specs) throws IOException {
        return start(settings(), specs);
    }

    private static KafkaStreams start(Properties settings, BiFunction<String, Integer, DatasetSpec> specs) {
        StreamsBuilder builder = new StreamsBuilder();
        new DedupTopology(specs, new StageMeter(new SimpleMeterRegistry(), "dedup")).addTo(builder);
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.setUncaughtExceptionHandler(new StartOver().startOver());
        streams.start();
        return streams;
    }

    /** Those that the service is shipped with, its own and those that every such application has. */
    private Properties settings() throws IOException {
        Properties shipped = new Properties();
        for (URL file : Collections.list(
                DedupApplication.class.getClassLoader().getResources("META-INF/microprofile-config.properties"))) {
            try (InputStream in = file.openStream()) {
                shipped.load(in);
            }
        }
        Properties settings = new Properties();
        String prefix = "kafka-streams.";
        shipped.stringPropertyNames().stream()
                .filter(name ->
                        name.startsWith(prefix) && !shipped.getProperty(name).startsWith("$"))
                .forEach(name -> settings.put(name.substring(prefix.length()), shipped.getProperty(name)));
        settings.put("application.id", "winnow-dedup");
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("state.dir", state.toString());
        settings.put(StoreMemory.MEBIBYTES, shipped.getProperty(StoreMemory.MEBIBYTES));
        return settings;
    }

    private void produce(List<Event> all) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "enable.idempotence",
                        false, // a new broker refused sequence numbers after the first batch for two minutes, once
                        "max.in.flight.requests.per.connection",
                        1),
                new StringSerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer())) {
            EventSerializer events = new EventSerializer();
            List<Future<?>> sent = new ArrayList<>();
            String topic = Topic.IMAGES_ASSESSED.topicName();
            for (Event event : all) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.key(), null);
                byte[] value = events.serialize(topic, record.headers(), event);
                sent.add(producer.send(new ProducerRecord<>(topic, null, event.key(), value, record.headers())));
            }
            producer.flush();
            for (Future<?> one : sent) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("The broker did not take all records", e);
        }
    }

    /** All that was announced so far and not taken back, once it is at least so many. */
    private List<Event> awaitAnnounced(int count) {
        return awaitAnnounced(all -> all.size() >= count);
    }

    /** All that was announced so far and not taken back, once it is enough. */
    private List<Event> awaitAnnounced(Predicate<List<Event>> enough) {
        List<Event> announced = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                "reader-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed");
        try (KafkaConsumer<String, Event> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new EventDeserializer())) {
            consumer.subscribe(List.of(Topic.IMAGES_DEDUPLICATED.topicName()));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while ((announced.isEmpty() || !enough.test(announced)) && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> announced.add(record.value()));
            }
        }
        assertThat(!announced.isEmpty() && enough.test(announced))
                .as("%d events are enough", announced.size())
                .isTrue();
        return announced;
    }

    private void deleteState() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
