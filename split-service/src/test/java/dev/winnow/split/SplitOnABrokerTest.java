package dev.winnow.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication.Standed;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.split.SplitAssigner;
import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventParts;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.StageMeter;
import dev.winnow.events.StoreMemory;
import dev.winnow.events.Topic;
import dev.winnow.events.TopicCheck;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology with its shipped settings on a real broker: fails within transactions, is stopped, loses its folder. */
class SplitOnABrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path folder;

    private static EmbeddedKafka broker;

    private final Path state = folder.resolve("state");

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCheck.create(admin, 2, (short) 1);
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void everyImageHasOneEffectWhateverFailsMeanwhile() throws IOException {
        List<ImageDeduplicated> images = Deduplications.drawn(5, 600);
        List<Assignment> expected = recomputed(images);
        int third = recomputed(images.subList(0, 200)).size();
        int twoThirds = recomputed(images.subList(0, 400)).size();

        produce(images.subList(0, 200));
        AtomicInteger calls = new AtomicInteger();
        try (KafkaStreams failing = start((dataset, version) -> {
            if (calls.incrementAndGet() % 250 == 120) {
                throw new IllegalStateException("a failure in the midst of a transaction");
            }
            return DatasetSpec.defaults();
        })) {
            awaitAssigned(third);
        }
        try (KafkaStreams again = start((dataset, version) -> DatasetSpec.defaults())) {
            produce(images.subList(200, 400));
            awaitAssigned(twoThirds);
        }
        deleteState();
        produce(images.subList(400, 600));
        List<ImageAssigned> assigned;
        try (KafkaStreams restored = start((dataset, version) -> DatasetSpec.defaults())) {
            assigned = awaitAssigned(expected.size());
        }

        assertThat(calls.get()).as("calls, of which some failed").isGreaterThan(250);
        assertThat(assignmentsByItem(assigned)).isEqualTo(expectedByItem(images, expected));
    }

    @Test
    void anEventInPartsHasOneEffectThoughTheServiceStopsBetweenThemAndLosesItsFolder() throws IOException {
        List<ImageDeduplicated> images = IntStream.range(0, 60)
                .mapToObj(n -> Deduplications.alone("parts", "image" + n, "owl", null, null))
                .toList();
        ImageDeduplicated marker = Deduplications.alone("parts", "marker.png", "owl", null, null);
        List<Event> parts = EventParts.of(duplicates(images, 20_000));
        produce(images);
        produce(parts.subList(0, 1));
        produce(List.of(marker));
        Predicate<Event> ofDataset = event -> event.key().equals("parts")
                || event instanceof ImageEvent image && image.upload().dataset().equals("parts");

        try (KafkaStreams first = start((dataset, version) -> DatasetSpec.defaults())) {
            await(Topic.IMAGES_ASSIGNED, ofDataset, images.size() + 1);
        }
        deleteState();
        produce(parts.subList(1, parts.size()));
        produce(List.of(Deduplications.alone("parts", "end.png", "owl", null, null)));
        List<Event> moved;
        try (KafkaStreams again = start((dataset, version) -> DatasetSpec.defaults())) {
            await(Topic.IMAGES_ASSIGNED, ofDataset, images.size() + 2);
            moved = await(Topic.IMAGES_MOVED, ofDataset, images.size());
        }

        assertThat(parts).hasSizeGreaterThan(4);
        assertThat(moved)
                .as("each image left its split once")
                .extracting(event -> ((ImageMoved) event).upload().source())
                .containsExactlyInAnyOrderElementsOf(
                        images.stream().map(image -> image.upload().source()).toList());
    }

    /** A decision that takes images out of their dataset as duplicates, and as many others that nobody knows. */
    private static Event duplicates(List<ImageDeduplicated> images, int others) {
        List<Standed> standings = Stream.concat(
                        images.stream().map(ImageDeduplicated::subject),
                        IntStream.range(0, others).mapToObj(n -> new Item("parts", "other" + n).id()))
                .map(item -> new Standed(item, Standing.DUPLICATE))
                .toList();
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "parts",
                "gone.png",
                Instant.EPOCH,
                1,
                ImageWithdrawn.Cause.REMOVED,
                "not wanted",
                "anna",
                Instant.EPOCH);
        return ClustersRevised.of(
                withdrawn, new Revision(List.of(), List.of(), List.of(), standings, 1_000), Instant.EPOCH);
    }

    /** Images of several items are in several partitions; those of one item keep their order. */
    private static Map<String, List<Assignment>> assignmentsByItem(List<ImageAssigned> assigned) {
        return assigned.stream()
                .collect(Collectors.groupingBy(
                        ImageAssigned::key, Collectors.mapping(ImageAssigned::assignment, Collectors.toList())));
    }

    private static Map<String, List<Assignment>> expectedByItem(
            List<ImageDeduplicated> images, List<Assignment> assignments) {
        Map<String, List<Assignment>> byItem = new HashMap<>();
        for (int i = 0; i < images.size(); i++) {
            byItem.computeIfAbsent(images.get(i).subject(), item -> new ArrayList<>())
                    .add(assignments.get(i));
        }
        return byItem;
    }

    private static List<Assignment> recomputed(List<ImageDeduplicated> images) {
        SplitAssigner assigner = new SplitAssigner();
        Splits wish = DatasetSpec.defaults().split();
        List<Assignment> assignments = new ArrayList<>();
        images.forEach(image -> assigner.assign(image.image().arrival(), image.duplication(), wish)
                .assignment()
                .ifPresent(assignments::add));
        return assignments;
    }

    private KafkaStreams start(BiFunction<String, Integer, DatasetSpec> specs) throws IOException {
        StreamsBuilder builder = new StreamsBuilder();
        new SplitTopology(specs, new StageMeter(new SimpleMeterRegistry(), "split")).addTo(builder);
        KafkaStreams streams = new KafkaStreams(builder.build(), settings());
        streams.setUncaughtExceptionHandler(new StartOver().startOver());
        streams.start();
        return streams;
    }

    /** Those that the service is shipped with, its own and those that every such application has. */
    private Properties settings() throws IOException {
        Properties shipped = new Properties();
        for (URL file : Collections.list(
                SplitApplication.class.getClassLoader().getResources("META-INF/microprofile-config.properties"))) {
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
        settings.put("application.id", "winnow-split");
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("state.dir", state.toString());
        settings.put(StoreMemory.MEBIBYTES, shipped.getProperty(StoreMemory.MEBIBYTES));
        return settings;
    }

    private static void produce(List<? extends Event> all) {
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
            String topic = Topic.IMAGES_DEDUPLICATED.topicName();
            for (Event event : all) {
                RecordHeaders headers = new RecordHeaders();
                byte[] value = events.serialize(topic, headers, event);
                producer.send(new ProducerRecord<>(topic, null, event.key(), value, headers));
            }
        }
    }

    /** All that was assigned so far and not taken back, once it is at least so many. */
    private static List<ImageAssigned> awaitAssigned(int count) {
        Predicate<Event> ofDrawn =
                event -> ((ImageAssigned) event).upload().dataset().equals("birds");
        return await(Topic.IMAGES_ASSIGNED, ofDrawn, count).stream()
                .map(ImageAssigned.class::cast)
                .toList();
    }

    /** All such events that were announced so far and not taken back, once they are at least so many. */
    private static List<Event> await(Topic topic, Predicate<Event> wanted, int count) {
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
            consumer.subscribe(List.of(topic.topicName()));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (announced.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, Event> record : consumer.poll(Duration.ofMillis(200))) {
                    if (wanted.test(record.value())) {
                        announced.add(record.value());
                    }
                }
            }
        }
        assertThat(announced.size()).as("events on %s", topic).isGreaterThanOrEqualTo(count);
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
