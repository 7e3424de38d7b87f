package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.Topic;
import dev.winnow.storage.S3Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The six services on an S3 server that tells the broker of each object dropped into a bucket. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DropBucketTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration OUTAGE = Duration.ofSeconds(20);
    private static final int RACES = 4;
    private static final long OUTAGE_SEED = 20_261_128;

    @TempDir
    static Path folder;

    private static Minio minio;
    private static Installation installation;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Minio.program();
        assumeTrue(
                program.isPresent(),
                "no S3 server: 'minio' is not on the PATH (go install github.com/minio/minio@latest)");
        installation = Installation.start(folder, "drop-bucket", brokers -> {
            minio = Minio.start(program.get(), folder.resolve("minio"), brokers);
            return minio.settings();
        });
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
        if (minio != null) {
            minio.close();
        }
    }

    @Test
    void anObjectDroppedIntoTheBucketGoesAllTheWay() throws IOException {
        byte[] picture = DrawnDataset.single("any", 1).bytes();

        minio.drop("garden/wren/a name with spaces + plus.jpg", picture);
        minio.drop("garden/wren/empty.jpg", new byte[0]);

        Row accepted = awaitFinal("garden", "wren/a name with spaces + plus.jpg");
        assertThat(accepted.state()).isEqualTo("accepted");
        assertThat(accepted.label()).isEqualTo("wren");
        assertThat(accepted.prepared()).isEqualTo(1);
        assertThat(accepted.split()).isNotNull();
        assertThat(awaitFinal("garden", "wren/empty.jpg").reason()).isEqualTo(Rejection.Reason.EMPTY.name());
    }

    @Test
    void anObjectWhoseNotificationWasLostIsTakenInBySweepingTheBucket() throws IOException {
        minio.notifies(false);
        try {
            minio.drop("lost/robin/a + b.jpg", DrawnDataset.single("any", 2).bytes());
            minio.drop("lost/robin/", new byte[0]);
            minio.drop("lost/labels/train/a.txt", new byte[] {1});
        } finally {
            minio.notifies(true);
        }

        JsonNode found = reconcile();

        assertThat(found.path("bucket").asText()).isEqualTo("inbox");
        assertThat(found.path("missing").asLong()).isEqualTo(1);
        assertThat(found.path("passedOver").asLong()).isEqualTo(2);
        Row row = awaitFinal("lost", "robin/a + b.jpg");
        assertThat(row.state()).isEqualTo("accepted");
        assertThat(row.label()).isEqualTo("robin");
        assertThat(reconcile().path("missing").asLong()).isZero();
        assertThat(installation.topics().events(Topic.IMAGES_UPLOADED, ImageUploaded.class, "lost"))
                .hasSize(1);
    }

    @Test
    void aFirstObjectAndASpecAtTheSameMomentDoNotBothMakeTheFirstVersion() throws Exception {
        byte[] picture = DrawnDataset.single("any", 3).bytes();
        ExecutorService dropping = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < RACES; i++) {
                String dataset = "race-" + i;
                Future<?> drop = dropping.submit(() -> dropUntilTaken(dataset + "/a.jpg", picture));
                installation.gateway().declare(dataset, "duplicates: {maxDistance: " + (3 + i % 2) + "}");
                drop.get();
                awaitFinal(dataset, "a.jpg");
            }
        } finally {
            dropping.shutdownNow();
        }

        for (int i = 0; i < RACES; i++) {
            String dataset = "race-" + i;
            List<DatasetDeclared> declared = installation.topics().records(Topic.DATASETS_DECLARED).stream()
                    .flatMap(record -> Topics.event(record).stream())
                    .map(DatasetDeclared.class::cast)
                    .filter(one -> one.dataset().equals(dataset))
                    .toList();
            assertThat(declared)
                    .as("the specs of %s on their topic", dataset)
                    .extracting(one -> one.current().version())
                    .isEqualTo(IntStream.rangeClosed(1, declared.size()).boxed().toList());
            DatasetDeclared last = declared.get(declared.size() - 1);
            assertThat(last.current().duplicates().maxDistance()).isEqualTo(3 + i % 2);
            for (DatasetSpec version : last.versions()) {
                assertThat(EventJson.mapper()
                                .treeToValue(
                                        installation.gateway().get(dataset, "/spec?version=" + version.version()),
                                        DatasetSpec.class))
                        .isEqualTo(version);
            }
        }
    }

    /** What a sweep found in the inbox; waits where one is under way, or not all is known yet. */
    private static JsonNode reconcile() {
        return await("a sweep")
                .atMost(PATIENCE)
                .until(() -> installation.gateway().reconcile(), Optional::isPresent)
                .orElseThrow()
                .at("/buckets/0");
    }

    @Test
    void nothingIsLostWhereTheStoreIsKilledUnderLoadForTwentySeconds() throws Exception {
        int before = deadLetters();
        installation.gateway().declare("outage", "");
        List<DrawnImage> uploads = DrawnDataset.draw(OUTAGE_SEED, 90);
        List<DrawnImage> drops = IntStream.range(0, 40)
                .mapToObj(i -> DrawnDataset.single("finch/" + i + ".jpg", 40_000 + i))
                .toList();
        AtomicInteger dropped = new AtomicInteger();
        List<DrawnImage> acknowledged;
        ExecutorService dropping = Executors.newSingleThreadExecutor();
        try (Uploader uploader = new Uploader(installation.gateway(), "outage", 3)) {
            uploader.begin(uploads);
            Future<?> drop = dropping.submit(() -> {
                for (DrawnImage image : drops) {
                    dropUntilTaken("outage-drops/" + image.source(), image.bytes());
                    dropped.incrementAndGet();
                }
            });
            await("both ways to carry images")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> uploader.count() >= 20 && dropped.get() >= 10);

            minio.kill();
            int taken = uploader.count();
            LockSupport.parkNanos(OUTAGE.toNanos()); // the outage, not a wait for something
            minio.startAgain();

            acknowledged = uploader.finish();
            drop.get();
            System.out.printf(
                    "store away for %s after %d of %d uploads and at most %d of %d drops%n",
                    OUTAGE, taken, uploads.size(), dropped.get(), drops.size());
            assertThat(taken).as("uploads before the outage").isLessThan(uploads.size());
        } finally {
            dropping.shutdownNow();
        }
        reconcile(); // a server that is killed loses notifications of objects that it took
        Stream.concat(
                        acknowledged.stream().map(image -> Map.entry("outage", image.source())),
                        drops.stream().map(image -> Map.entry("outage-drops", image.source())))
                .forEach(place -> awaitFinal(place.getKey(), place.getValue()));

        reconcile(); // waits until every notification was read, so that all uploads are on their topic
        FinalStates.await(installation, "outage", PATIENCE);
        FinalStates.await(installation, "outage-drops", PATIENCE);

        assertThat(acknowledged).hasSameSizeAs(uploads);
        assertThat(deadLetters()).as("dead letters").isEqualTo(before);
        try (S3Store store = minio.store()) {
            for (String dataset : List.of("outage", "outage-drops")) {
                Evidence evidence =
                        Evidence.collect(dataset, dataset.equals("outage") ? acknowledged : drops, installation, store);
                new EveryUploadHasOneFinalState().requireKept(evidence);
                new NoDoubleEffect().requireKept(evidence);
                new SameClustersAndSplitsAsReplay().requireKept(evidence);
            }
        }
    }

    /** As a client does that tries again until the bucket has the object. */
    private static void dropUntilTaken(String key, byte[] bytes) {
        await(key + " to be in the bucket")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    minio.drop(key, bytes);
                    return true;
                });
    }

    private static int deadLetters() {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.kind() == Topic.Kind.DEAD_LETTERS)
                .mapToInt(topic -> installation.topics().records(topic).size())
                .sum();
    }

    private static Row awaitFinal(String dataset, String source) {
        String item = new Item(dataset, source).id();
        return await(source + " to come to its end")
                .atMost(PATIENCE)
                .until(
                        () -> Optional.ofNullable(rows(dataset).get(item)),
                        row -> row.filter(Row::isFinal).isPresent())
                .orElseThrow();
    }

    private static Map<String, Row> rows(String dataset) {
        return installation.readModel().rows(dataset);
    }
}
