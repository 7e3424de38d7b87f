package dev.winnow.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.Topic;
import dev.winnow.events.spec.SpecReader;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The service alone, on a real broker. */
@QuarkusTest
@QuarkusTestResource(value = QualityServiceTest.ImpatientBroker.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QualityServiceTest {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(4);

    /** Whose group takes a consumer for dead that has not polled for some seconds. */
    public static final class ImpatientBroker extends BrokerResource {
        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(super.start());
            settings.put(
                    "mp.messaging.incoming.quality-ingested.max.poll.interval.ms",
                    Long.toString(POLL_INTERVAL.toMillis()));
            return settings;
        }
    }

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "store.folder.path")
    Path storeFolder;

    @TestHTTPResource("/q/health")
    URI health;

    @Inject
    ImageStore store;

    private TopicProbe topics;

    @BeforeEach
    void declareTheDataset() {
        topics = new TopicProbe(servers);
        topics.send(new DatasetDeclared(
                "birds",
                List.of(
                        DatasetSpec.defaults(),
                        SpecReader.read("quality: {rules: {DARK: {measure: brightness, below: 0.6}}}")
                                .withVersion(2),
                        SpecReader.read("quality: {rules: {DARK: {measure: brightness, below: 0.6, action: REJECT}}}")
                                .withVersion(3),
                        SpecReader.read("duplicates: {verification: PDQ, turned: ALL, extraHashes: [WAVELET]}")
                                .withVersion(4)),
                "anna",
                Instant.EPOCH));
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void anIngestedPictureIsMeasuredAndFingerprinted() throws IOException {
        ImageIngested ingested = ingested("checkerboard.png", 1);
        topics.send(ingested);

        ImageAssessed assessed = assessed(ingested);

        assertThat(assessed.image()).isEqualTo(ingested);
        assertThat(assessed.scores().of(Measure.BRIGHTNESS)).isEqualTo(0.5);
        assertThat(assessed.scores().of(Measure.ENTROPY)).isEqualTo(1.0);
        assertThat(assessed.fingerprints().informative()).isTrue();
    }

    @Test
    void dearHashesAreTakenWhereTheSpecAsksForThem() throws IOException {
        ImageIngested plain = ingested("plain.png", 1);
        ImageIngested asked = ingested("asked.png", 4);
        topics.send(plain);
        topics.send(asked);

        Fingerprints usual = assessed(plain).fingerprints();
        Fingerprints all = assessed(asked).fingerprints();

        assertThat(usual.thumbnail()).isNotNull();
        assertThat(usual.waveletHash()).isNull();
        assertThat(usual.pdq()).isNull();
        assertThat(usual.turnedHashes()).isEmpty();
        assertThat(all.waveletHash()).isNotNull();
        assertThat(all.pdq()).isNotNull();
        assertThat(all.turnedHashes()).hasSize(7);
        assertThat(all.turnedPdq()).hasSize(7);
    }

    @Test
    void anImageThatARuleRejectsIsMeasuredLikeAnyOther() throws IOException {
        ImageIngested ingested = ingested("dark.png", 3);
        topics.send(ingested);

        ImageAssessed assessed = assessed(ingested);

        assertThat(assessed.scores().of(Measure.BRIGHTNESS)).isEqualTo(0.5);
        assertThat(assessed.issues()).isEmpty();
    }

    @Test
    void aRecordNobodyCanReadBecomesADeadLetterAndTheNextImagePasses() throws IOException {
        byte[] random = {9, 8, 7};
        topics.send(Topic.IMAGES_INGESTED, "poison", random);
        ImageIngested next = ingested("next.png", 1);
        topics.send(next);

        ConsumerRecord<String, byte[]> letter =
                topics.await(Topic.QUALITY_DEAD_LETTERS, r -> Arrays.equals(r.value(), random));
        assertThat(TopicProbe.header(letter, "dead-letter-reason")).contains("Cannot read a ImageIngested");
        assertThat(assessed(next)).isNotNull();
    }

    @Test
    void noPoisonStopsTheStage() throws IOException {
        topics.poison(Topic.IMAGES_INGESTED);

        ImageIngested next = ingested("after-much-poison.png", 1);
        topics.send(next);

        assertThat(assessed(next)).isNotNull();
        topics.awaitLettersAboutPoison(Topic.IMAGES_INGESTED, Topic.QUALITY_DEAD_LETTERS);
    }

    @Test
    void anImageUnderAVersionThatNobodyDeclaresIsGivenUpSoon() throws IOException {
        ImageIngested future = ingested("future.png", 99);
        topics.send(future);

        ConsumerRecord<String, byte[]> letter = topics.await(Topic.QUALITY_DEAD_LETTERS, r -> isAbout(r, future));

        assertThat(TopicProbe.header(letter, "dead-letter-reason"))
                .startsWith("Version 99 of the spec of dataset 'birds' was not declared");
        long sent = topics.await(Topic.IMAGES_INGESTED, r -> isAbout(r, future)).timestamp();
        assertThat(letter.timestamp() - sent).as("milliseconds").isLessThan(15_000);
    }

    @Test
    void anImageUnderAVersionThatIsLateIsWaitedFor() throws IOException {
        ImageIngested early = ingested("early.png", 1, "owls");
        topics.send(early);
        topics.await(Topic.IMAGES_INGESTED, r -> isAbout(r, early));
        topics.send(new DatasetDeclared("owls", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));

        assertThat(assessed(early)).isNotNull();
    }

    @Test
    void workThatTakesLongerThanThePollIntervalKeepsItsPartitions() throws Exception {
        ImageIngested ingested = ingested("patient.png", 1);
        Path away = storeFolder.resolveSibling("away");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            String member = member(admin);
            Files.move(storeFolder, away);
            Files.createFile(storeFolder);
            try {
                topics.send(ingested);
                topics.await(Topic.IMAGES_INGESTED, r -> isAbout(r, ingested));
                long end = System.nanoTime() + 2 * POLL_INTERVAL.toNanos();
                while (System.nanoTime() < end) {
                    assertThat(member(admin)).isEqualTo(member);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
            } finally {
                Files.delete(storeFolder);
                Files.move(away, storeFolder);
            }

            assertThat(assessed(ingested)).isNotNull();
            assertThat(member(admin)).isEqualTo(member);
        }
    }

    /** Of the one consumer that the stage has. */
    private static String member(Admin admin) throws Exception {
        return admin
                .describeConsumerGroups(List.of("winnow-quality"))
                .describedGroups()
                .get("winnow-quality")
                .get()
                .members()
                .stream()
                .map(MemberDescription::consumerId)
                .reduce((one, other) -> one + " and " + other)
                .orElse("nobody");
    }

    /** The last test: a channel that stopped stays so until the service is started again. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aDeadLetterThatCannotBeWrittenStopsTheChannelAndCommitsNothing() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topic.QUALITY_DEAD_LETTERS.topicName()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "1"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            byte[] random = {4, 5, 6};

            topics.send(Topic.IMAGES_INGESTED, "stuck", random);

            ConsumerRecord<String, byte[]> stuck =
                    topics.await(Topic.IMAGES_INGESTED, r -> Arrays.equals(r.value(), random));
            assertThat(healthOnceDown())
                    .contains("quality-ingested", "Cannot write a dead letter to quality.dead-letters");
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets("winnow-quality")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(stuck.topic(), stuck.partition()));
            assertThat(committed == null ? 0 : committed.offset()).isLessThanOrEqualTo(stuck.offset());
        }
    }

    private String healthOnceDown() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 503) {
                return answer.body();
            }
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean isAbout(ConsumerRecord<String, byte[]> record, ImageIngested ingested) {
        return record.value() != null
                && new String(record.value(), StandardCharsets.UTF_8)
                        .contains('"' + ingested.upload().source() + '"');
    }

    private ImageAssessed assessed(ImageIngested ingested) {
        return (ImageAssessed)
                topics.awaitEvent(Topic.IMAGES_ASSESSED, ingested.upload().id().replaceFirst("^uploaded", "assessed"));
    }

    private ImageIngested ingested(String source, int specVersion) throws IOException {
        return ingested(source, specVersion, "birds");
    }

    private ImageIngested ingested(String source, int specVersion, String dataset) throws IOException {
        byte[] png = checkerboard();
        ContentHash content = store.put(png);
        return new ImageIngested(
                new ImageUploaded(
                        dataset, source, content, png.length, null, null, null, Map.of(), specVersion, Instant.now()),
                new ImageMetadata(ImageFormat.PNG, 64, 64, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null),
                List.of(),
                Instant.now());
    }

    /** Half the pixels black, half white. */
    private static byte[] checkerboard() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        for (int y = 0; y < 8; y++) {
            for (int x = y % 2; x < 8; x += 2) {
                g.fillRect(8 * x, 8 * y, 8, 8);
            }
        }
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
