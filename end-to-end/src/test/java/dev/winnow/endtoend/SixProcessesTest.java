package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.endtoend.KillPlan.Kill;
import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.Topic;
import dev.winnow.storage.FolderStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The six services as six processes that share a folder store. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SixProcessesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int IMAGES_PER_KILL = 40;
    private static final long IMAGES_SEED = 20_260_801;

    /** Which services read a topic and so set aside what they cannot read there. */
    private static final Map<Topic, List<Topic>> DEAD_LETTERS = new EnumMap<>(Map.ofEntries(
            Map.entry(Topic.DATASETS_DECLARED, List.of(Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_UPLOADED, List.of(Topic.INGEST_DEAD_LETTERS, Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_REJECTED, List.of(Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_INGESTED, List.of(Topic.QUALITY_DEAD_LETTERS, Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_ASSESSED, List.of(Topic.DEDUP_DEAD_LETTERS, Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_DEDUPLICATED, List.of(Topic.SPLIT_DEAD_LETTERS, Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_ASSIGNED, List.of(Topic.AUGMENT_DEAD_LETTERS, Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_MOVED, List.of(Topic.AUGMENT_DEAD_LETTERS, Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_REMOVED, List.of(Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.IMAGES_PREPARED, List.of(Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.ANNOTATIONS_SUBMITTED, List.of(Topic.QUALITY_DEAD_LETTERS, Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.ANNOTATIONS_CHECKED, List.of(Topic.GATEWAY_DEAD_LETTERS)),
            Map.entry(Topic.BUCKET_NOTIFICATIONS, List.of(Topic.INGEST_DEAD_LETTERS))));

    @TempDir
    static Path folder;

    private static Installation installation;

    @BeforeAll
    static void start() throws IOException {
        installation = Installation.start(folder, "six-processes", Installation.folderStore(folder.resolve("store")));
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    void nothingIsLostWhenEachServiceIsKilledWhileImagesFlow() throws InterruptedException {
        KillPlan plan = KillPlan.draw(Long.getLong("winnow.kill-seed", System.nanoTime()), IMAGES_PER_KILL);
        System.out.println(plan);
        List<DrawnImage> images =
                DrawnDataset.draw(IMAGES_SEED, IMAGES_PER_KILL * plan.kills().size());
        installation.gateway().declare("killed", "split: {train: 0.6, val: 0.2, test: 0.2}");

        List<DrawnImage> acknowledged;
        try (Uploader uploader = new Uploader(installation.gateway(), "killed", 3)) {
            for (int i = 0; i < plan.kills().size(); i++) {
                uploader.begin(images.subList(i * IMAGES_PER_KILL, (i + 1) * IMAGES_PER_KILL));
                carryOut(plan.kills().get(i), uploader, i * IMAGES_PER_KILL);
            }
            acknowledged = uploader.finish();
        }
        FinalStates.await(installation, "killed", PATIENCE);

        Evidence evidence =
                Evidence.collect("killed", acknowledged, installation, new FolderStore(folder.resolve("store")));
        System.out.println(account(evidence));
        assertThat(acknowledged).hasSameSizeAs(images);
        new EveryUploadHasOneFinalState().requireKept(evidence);
        new NoDoubleEffect().requireKept(evidence);
        new SameClustersAndSplitsAsReplay().requireKept(evidence);
        new NoClusterSpansTwoSplits().requireKept(evidence);
        new NoUnitEverSpansTwoSplits().requireKept(evidence);
        verdictsAreAsDrawn(evidence);
        assertThat(evidence.representatives())
                .as("clusters, without which this would prove little")
                .hasSizeGreaterThan(10);
    }

    @Test
    void aDatasetThatIsDeletedWhileImagesFlowIsGoneThoughGatewayAndDecidersAreKilled() throws IOException {
        Gateway gateway = installation.gateway();
        FolderStore store = new FolderStore(folder.resolve("store"), false);
        List<DrawnImage> images = DrawnDataset.draw(20_261_128, 40);
        List<DrawnImage> shared = images.subList(0, 4);
        gateway.declare("doomed", "");
        gateway.declare("spared", "");
        shared.forEach(image -> offer("spared", image));
        images.forEach(image -> offer("doomed", image));

        await("the decision").atMost(PATIENCE).until(() -> gateway.delete("doomed"));
        List<Service> killed = List.of(Service.GATEWAY, Service.DEDUP, Service.SPLIT);
        killed.forEach(service -> installation.service(service).kill());
        killed.forEach(service -> installation.service(service).start());
        killed.forEach(service -> installation.service(service).awaitReady());

        await("the end of the dataset")
                .atMost(PATIENCE)
                .until(() -> gateway.status("doomed", "/summary") == 410
                        && installation.readModel().rows("doomed").isEmpty());
        Set<ContentHash> kept = shared.stream().map(DrawnImage::content).collect(Collectors.toSet());
        await("the end of its contents")
                .atMost(PATIENCE)
                .until(() -> images.stream()
                        .map(DrawnImage::content)
                        .allMatch(content -> kept.contains(content) == store.contains(content)));
        await("the other dataset's images")
                .atMost(PATIENCE)
                .until(() -> installation.readModel().rows("spared").values().stream()
                        .allMatch(Row::isFinal));
        assertThat(installation.readModel().rows("spared")).hasSameSizeAs(shared);

        gateway.declare("doomed", "");
        DrawnImage again = images.get(10);
        offer("doomed", again);
        await("an image of the name's new dataset")
                .atMost(PATIENCE)
                .until(() -> installation.readModel().rows("doomed").values().stream()
                        .anyMatch(row -> row.source().equals(again.source()) && row.isFinal()));
        assertThat(installation.readModel().rows("doomed")).hasSize(1);
    }

    private static void offer(String dataset, DrawnImage image) {
        await("an answer 202")
                .atMost(PATIENCE)
                .until(() -> installation.gateway().offer(dataset, image));
    }

    @Test
    void anImageThatIsRejectedAfterwardsLeavesItsClusterAndItsSplitAndComesBackIntoThem() {
        Gateway gateway = installation.gateway();
        gateway.declare("second-thoughts", "");
        DrawnImage robin = DrawnDataset.single("robin.jpg", 7_001);
        DrawnImage wren = DrawnDataset.single("wren.jpg", 7_002);
        offer(robin, wren, DrawnDataset.darker("dark-robin.jpg", 7_001), renamed(wren, "wren-again.jpg"));
        awaitRow("dark-robin.jpg", row -> row.isAccepted() && row.cluster() != null);
        awaitRow("wren-again.jpg", row -> row.isAccepted() && row.cluster() != null);
        assertThat(row("dark-robin.jpg").cluster()).isEqualTo(row("robin.jpg").cluster());
        assertThat(row("wren-again.jpg").cluster()).isEqualTo(row("wren.jpg").cluster());

        double light = brightness("dark-robin.jpg");
        double threshold = (light + Math.min(brightness("robin.jpg"), brightness("wren.jpg"))) / 2;
        gateway.declare("second-thoughts", "quality: {rules: {DARK: {below: " + threshold + ", action: REJECT}}}");
        awaitRemoval("dark-robin.jpg");
        awaitRow("robin.jpg", row -> row.cluster() == null);
        offer(new DrawnImage("wren.jpg", wren.label(), null, Arrays.copyOf(wren.bytes(), 2_000), null));
        awaitRemoval("wren.jpg");
        awaitRow("wren-again.jpg", row -> row.cluster() == null);

        Row dark = row("dark-robin.jpg");
        assertThat(dark.state() + " " + dark.reason() + " " + dark.cluster() + " " + dark.split())
                .isEqualTo("rejected LOW_QUALITY null null");
        assertThat(row("wren.jpg").state() + " " + row("wren.jpg").reason()).isEqualTo("rejected TRUNCATED");
        JsonNode summary = gateway.summary("second-thoughts");
        assertThat(summary.at("/images/accepted").asInt()).isEqualTo(2);
        assertThat(summary.at("/images/rejected").asInt()).isEqualTo(2);
        assertThat(summary.at("/images/removed").asInt()).isZero();
        assertThat(summary.at("/duplicates/clusters").asInt()).isZero();
        assertThat(gateway.get("second-thoughts", "/duplicates").path("clusters"))
                .isEmpty();
        assertThat(gateway.get("second-thoughts", "/splits").path("images").asInt())
                .isEqualTo(2);

        offer(renamed(wren, "third-wren.jpg"));
        awaitRow("third-wren.jpg", Row::isAccepted);
        assertThat(row("third-wren.jpg").exactOf())
                .isEqualTo(row("wren-again.jpg").item());
        gateway.declare("second-thoughts", "quality: {rules: {DARK: {below: 0.01}}}");
        awaitRow("dark-robin.jpg", row -> row.isAccepted() && row.cluster() != null);

        assertThat(row("dark-robin.jpg").cluster()).isEqualTo(row("robin.jpg").cluster());
        assertThat(row("dark-robin.jpg").split()).isEqualTo(row("robin.jpg").split());
        Evidence evidence =
                Evidence.collect("second-thoughts", List.of(), installation, new FolderStore(folder.resolve("store")));
        new SameClustersAndSplitsAsReplay().requireKept(evidence);
        new NoUnitEverSpansTwoSplits().requireKept(evidence);
        assertThat(evidence.revisions()).hasSize(2);
    }

    private static DrawnImage renamed(DrawnImage image, String source) {
        return new DrawnImage(source, image.label(), null, image.bytes(), null);
    }

    private static void offer(DrawnImage... images) {
        for (DrawnImage image : images) {
            await("an answer 202")
                    .atMost(PATIENCE)
                    .until(() -> installation.gateway().offer("second-thoughts", image));
            awaitRow(
                    image.source(),
                    row -> row.isFinal() && row.content().equals(image.content().hex()));
        }
    }

    private static Row row(String source) {
        return installation.readModel().rows("second-thoughts").get(new Item("second-thoughts", source).id());
    }

    private static void awaitRow(String source, Predicate<Row> fits) {
        await(source)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> row(source), row -> row != null && fits.test(row));
    }

    private static void awaitRemoval(String source) {
        await("the removal of " + source)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> installation.topics().removals("second-thoughts").stream()
                        .map(ImageRemoved::withdrawn)
                        .anyMatch(withdrawn -> withdrawn.source().equals(source)
                                && withdrawn.cause() == ImageWithdrawn.Cause.REJECTED));
    }

    private static double brightness(String source) {
        for (JsonNode image : installation
                .gateway()
                .get("second-thoughts", "/images?limit=200")
                .path("images")) {
            if (image.path("source").asText().equals(source)) {
                return image.at("/measures/brightness_p99").asDouble();
            }
        }
        throw new AssertionError("The gateway does not know " + source);
    }

    private static void carryOut(Kill kill, Uploader uploader, int begun) {
        ServiceProcess service = installation.service(kill.service());
        await("uploads before the kill of " + kill.service())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> uploader.count() >= begun + kill.afterUploads());
        LockSupport.parkNanos(kill.pause().toNanos()); // the random moment
        service.kill();
        int before = uploader.count();
        long killed = System.nanoTime();
        service.start();
        service.awaitReady();
        System.out.printf(
                "%s killed after %d uploads, ready again %.1f s and %d uploads later%n",
                kill.service().key(), before, (System.nanoTime() - killed) / 1e9, uploader.count() - before);
    }

    private static void verdictsAreAsDrawn(Evidence evidence) {
        Map<String, DrawnImage> last = new HashMap<>();
        evidence.acknowledged().forEach(image -> last.put(image.source(), image));
        Map<String, String> drawn = new HashMap<>();
        Map<String, String> found = new HashMap<>();
        last.forEach((source, image) -> {
            drawn.put(
                    source, image.rejection() == null ? null : image.rejection().name());
            found.put(
                    source, evidence.rows().get(new Item("killed", source).id()).reason());
        });
        assertThat(found).as("the reasons of rejections by source").isEqualTo(drawn);
    }

    private static String account(Evidence evidence) {
        return String.format(
                "%d acknowledged, events: %d uploaded, %d ingested, %d rejected, %d assessed, %d deduplicated, %d assigned,"
                        + " %d prepared; %d items in %d clusters, %s",
                evidence.acknowledged().size(),
                evidence.uploaded().size(),
                evidence.ingested().size(),
                evidence.rejected().size(),
                evidence.assessed().size(),
                evidence.deduplicated().size(),
                evidence.assigned().size(),
                evidence.prepared().size(),
                evidence.rows().size(),
                evidence.representatives().size(),
                evidence.summary().get("images"));
    }

    @Test
    void whatNobodyCanReadIsSetAsideAndTheNextImagePasses() {
        installation.gateway().declare("poisoned", "");
        pass("warm-up.jpg", 0);
        int number = 1;
        for (Topic topic : DEAD_LETTERS.keySet()) {
            byte[] random = new byte[200];
            new Random(number).nextBytes(random);
            try (Letters letters = new Letters(topic)) {
                for (int partition = 0; partition < installation.topics().partitions(topic); partition++) {
                    installation.topics().send(topic, partition, "poison", random);
                    installation.topics().send(topic, partition, "tombstone", null);
                }

                long passed = pass("after-" + topic.topicName() + ".jpg", number++);

                letters.awaitFromEachPartition(random);
                System.out.printf(
                        "behind random bytes and a tombstone on %s an image passed in %d ms%n",
                        topic.topicName(), passed);
            }
        }
    }

    /** Uploads an image and waits until it is prepared; the milliseconds between, reported and not judged. */
    private static long pass(String source, int number) {
        DrawnImage image = DrawnDataset.single(source, number);
        String item = new Item("poisoned", source).id();
        try (Topics.Tail prepared = installation.topics().tail(Topic.IMAGES_PREPARED)) {
            await("an answer 202")
                    .atMost(PATIENCE)
                    .until(() -> installation.gateway().offer("poisoned", image));
            long acknowledged = System.nanoTime();
            prepared.await(source, record -> item.equals(record.key()));
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - acknowledged);
        }
    }

    /** The dead letters that come from one topic. */
    private static final class Letters implements AutoCloseable {
        private final Topic origin;
        private final Map<Topic, Topics.Tail> tails = new EnumMap<>(Topic.class);

        Letters(Topic origin) {
            this.origin = origin;
            DEAD_LETTERS
                    .get(origin)
                    .forEach(letters -> tails.put(letters, installation.topics().tail(letters)));
        }

        /** Waits in the dead letters of each service for the random bytes and the tombstone of each partition. */
        void awaitFromEachPartition(byte[] random) {
            for (Topics.Tail tail : tails.values()) {
                for (int partition = 0; partition < installation.topics().partitions(origin); partition++) {
                    String from = Integer.toString(partition);
                    requireReason(tail.await(
                            "The random bytes from " + origin,
                            letter -> comesFrom(letter, from) && Arrays.equals(random, letter.value())));
                    requireReason(tail.await(
                            "The tombstone from " + origin,
                            letter -> comesFrom(letter, from)
                                    && "tombstone".equals(letter.key())
                                    && (letter.value() == null || letter.value().length == 0)));
                }
            }
        }

        private boolean comesFrom(ConsumerRecord<?, ?> letter, String partition) {
            return origin.topicName().equals(Topics.header(letter, "dead-letter-topic"))
                    && partition.equals(Topics.header(letter, "dead-letter-partition"));
        }

        private static void requireReason(ConsumerRecord<?, ?> letter) {
            assertThat(Topics.header(letter, "dead-letter-reason"))
                    .as("the reason in %s", letter)
                    .isNotBlank();
        }

        @Override
        public void close() {
            tails.values().forEach(Topics.Tail::close);
        }
    }
}
