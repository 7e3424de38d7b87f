package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.KafkaSettings;
import dev.winnow.events.Topic;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.AdvisoryLock;
import dev.winnow.gateway.sweep.CaughtUp;
import dev.winnow.gateway.sweep.Sweep;
import dev.winnow.gateway.sweep.SweptBucket;
import dev.winnow.storage.BucketReader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bucket that is a map, swept against a real read model; the test reads notifications in place of the ingest service. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class SweepTest {
    private static final Instant LONG_AGO = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    DataSource database;

    @Inject
    Announcer announcer;

    @Inject
    CaughtUp caughtUp;

    private final MapBucket bucket = new MapBucket();
    private Sweep sweep;

    /** Objects by key, in the order in which S3 lists them. */
    private static final class MapBucket implements BucketReader {
        private final TreeMap<String, Instant> writtenAt = new TreeMap<>();
        private int pages;

        @Override
        public InputStream open(String name, String key) throws IOException {
            throw new IOException("A sweep reads no object");
        }

        @Override
        public List<Listed> list(String name, String after, int most) {
            pages++;
            assertThat(most).as("objects held at a time").isLessThanOrEqualTo(1_000);
            return (after == null ? writtenAt : writtenAt.tailMap(after, false))
                    .entrySet().stream()
                            .limit(most)
                            .map(object -> new Listed(object.getKey(), 7, object.getValue()))
                            .toList();
        }
    }

    @BeforeEach
    void make() throws Exception {
        readNotifications(); // other tests use the same broker
        sweep = new Sweep(database, bucket, announcer, caughtUp);
    }

    @AfterEach
    void leaveNothingUnread() throws Exception {
        readNotifications();
    }

    @Test
    void objectsThatNobodyKnowsAreNotifiedOfOnceAndTheSweepSaysHowFarBehindItWas() throws Exception {
        declare("swept");
        Topics.send(upload("swept", "known.jpg", LONG_AGO.plusSeconds(5)));
        Topics.send(upload("swept", "changed.jpg", LONG_AGO.plusSeconds(5)));
        bucket.writtenAt.put("swept/known.jpg", LONG_AGO);
        bucket.writtenAt.put("swept/changed.jpg", LONG_AGO.plusSeconds(60));
        bucket.writtenAt.put("swept/wren/lost one + ü.jpg", LONG_AGO.plusSeconds(30));
        bucket.writtenAt.put("swept/wren/", LONG_AGO);
        bucket.writtenAt.put("swept/labels/train/a.txt", LONG_AGO);
        bucket.writtenAt.put("in-no-dataset.jpg", LONG_AGO);
        bucket.writtenAt.put("swept/../a.jpg", LONG_AGO);
        bucket.writtenAt.put("swept/still-arriving.jpg", Instant.now().plusSeconds(3_600));

        SweptBucket first = sweep.sweep("inbox", PATIENCE);

        assertThat(first.objects()).isEqualTo(8);
        assertThat(first.known()).isEqualTo(1);
        assertThat(first.missing()).isEqualTo(2);
        assertThat(first.arriving()).isEqualTo(1);
        assertThat(first.passedOver()).isEqualTo(4);
        assertThat(first.oldestMissing()).isEqualTo(LONG_AGO.plusSeconds(30));
        assertThat(first.behindSeconds())
                .isBetween(1L, Duration.between(LONG_AGO, Instant.now()).toSeconds());
        assertThat(readNotifications()).containsExactlyInAnyOrder("swept/changed.jpg", "swept/wren/lost one + ü.jpg");

        Topics.send(
                upload("swept", "changed.jpg", Instant.now()), upload("swept", "wren/lost one + ü.jpg", Instant.now()));
        SweptBucket second = sweep.sweep("inbox", PATIENCE);

        assertThat(second.known()).isEqualTo(3);
        assertThat(second.missing()).isZero();
        assertThat(second.oldestMissing()).isNull();
        assertThat(second.behindSeconds()).isZero();
        assertThat(readNotifications()).isEmpty();
    }

    @Test
    void anObjectOfBeforeItsDatasetsDeletionIsPassedOverAndNoSweepOpensTheName() throws Exception {
        DatasetDeclared first = new DatasetDeclared("sweptout", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH);
        Instant deletedAt = LONG_AGO.plusSeconds(60);
        Topics.send(first, new DatasetDeleted("sweptout", 1, "anna", deletedAt));
        Answers.await(() -> given().get("/api/datasets/sweptout/summary").statusCode() == 410);
        bucket.writtenAt.put("sweptout/before.jpg", LONG_AGO);
        bucket.writtenAt.put("sweptout/later.jpg", deletedAt.plusSeconds(60));

        SweptBucket closed = sweep.sweep("inbox", PATIENCE);
        Topics.send(first.deleted("anna", deletedAt).with(DatasetSpec.defaults(), "anna", deletedAt.plusSeconds(30)));
        Answers.await(() -> given().get("/api/datasets/sweptout/summary").statusCode() == 200);
        SweptBucket anew = sweep.sweep("inbox", PATIENCE);

        assertThat(closed.missing()).isZero();
        assertThat(closed.passedOver()).isEqualTo(2);
        assertThat(anew.missing()).isEqualTo(1);
        assertThat(anew.passedOver()).isEqualTo(1);
        assertThat(readNotifications()).containsExactly("sweptout/later.jpg");
    }

    @Test
    void aLargeBucketIsTakenInPages() throws Exception {
        declare("pages");
        List<ImageUploaded> known = IntStream.range(0, 2_500)
                .filter(i -> i % 5 != 0)
                .mapToObj(i -> upload("pages", String.format("%04d.jpg", i), LONG_AGO))
                .toList();
        Topics.send(known.toArray(ImageUploaded[]::new));
        IntStream.range(0, 2_500).forEach(i -> bucket.writtenAt.put(String.format("pages/%04d.jpg", i), LONG_AGO));

        SweptBucket swept = sweep.sweep("inbox", PATIENCE);

        assertThat(bucket.pages).isEqualTo(3);
        assertThat(swept.known()).isEqualTo(2_000);
        assertThat(swept.missing()).isEqualTo(500);
        assertThat(readNotifications()).hasSize(500).contains("pages/0000.jpg", "pages/2495.jpg");
    }

    @Test
    void anObjectWhoseNotificationWaitsToBeReadIsNotTakenForLost() throws Exception {
        bucket.writtenAt.put("waiting/a.jpg", LONG_AGO);
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer()) {
            producer.send(new ProducerRecord<>(Topic.BUCKET_NOTIFICATIONS.topicName(), new byte[] {1, 2, 3}))
                    .get();
        }

        assertThatThrownBy(() -> sweep.sweep("inbox", Duration.ofMillis(500)))
                .isInstanceOf(CaughtUp.NotCaughtUpException.class)
                .hasMessageContaining("1 notifications wait to be read by the ingest service")
                .hasMessageContaining("ingest.notifications.enabled=true");

        readNotifications();
        assertThat(sweep.sweep("inbox", PATIENCE).missing()).isEqualTo(1);
    }

    @Test
    void oneSweepAtATimeOfAllGatewaysOnADatabase() throws Exception {
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            assertThat(AdvisoryLock.SWEEP.tryIt(other)).isTrue();

            assertThatThrownBy(() -> sweep.sweep("inbox", PATIENCE)).isInstanceOf(Sweep.UnderWayException.class);

            other.rollback();
            other.setAutoCommit(true);
        }
        assertThat(sweep.sweep("inbox", PATIENCE).objects()).isZero();
    }

    @Test
    void whereNoBucketIsWatchedTheRequestSaysWhichSettingNamesOne() {
        given().post("/api/reconcile")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("gateway.sweep.buckets"))
                .body("remedy", containsString("GATEWAY_SWEEP_BUCKETS"));
    }

    private static void declare(String dataset) {
        Topics.send(new DatasetDeclared(dataset, List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
    }

    private static ImageUploaded upload(String dataset, String source, Instant at) {
        ContentHash content = ContentHash.of((source + at).getBytes(StandardCharsets.UTF_8));
        return new ImageUploaded(dataset, source, content, 7, null, null, null, Map.of(), 1, at);
    }

    /** The keys in the notifications that were not read before, which are read and committed now as the ingest service does. */
    private static List<String> readNotifications() throws Exception {
        Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
        String group = "winnow-ingest-notifications";
        List<String> keys = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        try (Admin admin = Admin.create(settings);
                KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.BUCKET_NOTIFICATIONS.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, OffsetAndMetadata> before = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            consumer.assign(partitions);
            for (TopicPartition partition : partitions) {
                consumer.seek(
                        partition,
                        before.get(partition) == null
                                ? 0
                                : before.get(partition).offset());
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.key() != null && record.key().startsWith("inbox/")) {
                        String key = URLDecoder.decode(
                                EventJson.mapper()
                                        .readTree(record.value())
                                        .at("/Records/0/s3/object/key")
                                        .asText(),
                                StandardCharsets.UTF_8);
                        assertThat(record.key()).isEqualTo("inbox/" + key);
                        keys.add(key);
                    }
                }
            }
            ends.forEach((partition, end) -> committed.put(partition, new OffsetAndMetadata(end)));
            admin.alterConsumerGroupOffsets(group, committed).all().get();
        }
        return keys;
    }
}
