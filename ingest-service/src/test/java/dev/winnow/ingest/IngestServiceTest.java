package dev.winnow.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesCurated.CurationAction;
import dev.winnow.events.Topic;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service alone, on a real broker: what goes in by HTTP and by topic, and what comes out. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
class IngestServiceTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Inject
    ImageStore store;

    private TopicProbe topics;

    @BeforeEach
    void declareTheDataset() {
        topics = new TopicProbe(servers);
        topics.send(new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void anUploadedPictureIsStoredThenAnnouncedThenIngested() throws IOException {
        byte[] png = png(40, 30, Color.ORANGE);

        given().queryParam("source", "wren/1.png")
                .queryParam("label", "wren")
                .contentType("image/png")
                .body(png)
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(202)
                .body("item", is(new Item("birds", "wren/1.png").id()))
                .body("content", is(ContentHash.of(png).hex()));

        assertThat(store.read(ContentHash.of(png))).isEqualTo(png);
        ImageIngested ingested = ingested("wren/1.png");
        assertThat(ingested.upload().label()).isEqualTo("wren");
        assertThat(ingested.metadata().format()).isEqualTo(ImageFormat.PNG);
        assertThat(ingested.metadata().width()).isEqualTo(40);
        assertThat(ingested.metadata().height()).isEqualTo(30);
    }

    @Test
    void aFormCarriesSeveralFilesAndWhatIsSaidOfThem() throws IOException {
        given().multiPart("label", "robin")
                .multiPart("group", "garden-7")
                .multiPart("photographer", "Ada")
                .multiPart("file", "robin-1.png", png(20, 20, Color.RED), "image/png")
                .multiPart("file", "robin-2.png", png(21, 20, Color.RED), "image/png")
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(202)
                .body("size()", is(2));

        ImageUploaded upload = ingested("robin-2.png").upload();
        assertThat(upload.group()).isEqualTo("garden-7");
        assertThat(upload.metadata()).containsExactly(Map.entry("photographer", "Ada"));
    }

    @Test
    void anImageMayBearSeveralLabels() throws IOException {
        given().queryParam("source", "pond.png")
                .queryParam("label", "duck", "", "coot", "duck")
                .contentType("image/png")
                .body(png(22, 20, Color.RED))
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(202);
        given().multiPart("label", "swan")
                .multiPart("label", "duck")
                .multiPart("file", "lake.png", png(23, 20, Color.RED), "image/png")
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(202);

        assertThat(ingested("pond.png").upload().labels()).containsExactly("duck", "coot");
        assertThat(ingested("pond.png").upload().label()).isEqualTo("duck");
        assertThat(ingested("lake.png").upload().labels()).containsExactly("swan", "duck");
        assertThat(ingested("lake.png").upload().metadata()).isEmpty();
    }

    @Test
    void tooManyLabelsAreAProblem() throws IOException {
        given().queryParam("source", "many.png")
                .queryParam(
                        "label",
                        java.util.stream.IntStream.range(0, 201)
                                .mapToObj(i -> "l" + i)
                                .toList())
                .contentType("image/png")
                .body(png(22, 20, Color.RED))
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(400)
                .body("detail", containsString("201 labels"));
    }

    @Test
    void aTruncatedPictureIsRejectedWithASentence() throws IOException {
        byte[] whole = png(64, 64, Color.BLUE);
        upload("cut.png", Arrays.copyOf(whole, whole.length - 20));

        ImageRejected rejected = (ImageRejected) event(Topic.IMAGES_REJECTED, "rejected", "cut.png");

        assertThat(rejected.rejection().reason()).isEqualTo(Rejection.Reason.TRUNCATED);
        assertThat(rejected.rejection().detail()).isNotBlank();
    }

    @Test
    void anEmptyFileIsRejectedAndTheNextImagePasses() throws IOException {
        upload("nothing.jpg", new byte[0]);
        upload("after-nothing.png", png(10, 10, Color.GREEN));

        ImageRejected rejected = (ImageRejected) event(Topic.IMAGES_REJECTED, "rejected", "nothing.jpg");
        assertThat(rejected.rejection().reason()).isEqualTo(Rejection.Reason.EMPTY);
        assertThat(ingested("after-nothing.png")).isNotNull();
    }

    @Test
    void aRecordNobodyCanReadBecomesADeadLetterWithItsBytes() throws IOException {
        byte[] random = {1, 2, 3, (byte) 0xfe, (byte) 0xff};

        topics.send(Topic.IMAGES_UPLOADED, "poison", random);

        ConsumerRecord<String, byte[]> letter =
                topics.await(Topic.INGEST_DEAD_LETTERS, r -> Arrays.equals(r.value(), random));
        assertThat(TopicProbe.header(letter, "dead-letter-topic")).isEqualTo("images.uploaded");
        assertThat(TopicProbe.header(letter, "dead-letter-reason")).contains("Cannot read a ImageUploaded");
        upload("after-poison.png", png(12, 10, Color.GREEN));
        assertThat(ingested("after-poison.png")).isNotNull();
    }

    @Test
    void aTombstoneBecomesADeadLetter() throws IOException {
        topics.send(Topic.IMAGES_UPLOADED, "tombstone", null);

        assertThat(topics.await(Topic.INGEST_DEAD_LETTERS, r -> "tombstone".equals(r.key()))
                        .value())
                .isNullOrEmpty();
        upload("after-tombstone.png", png(13, 10, Color.GREEN));
        assertThat(ingested("after-tombstone.png")).isNotNull();
    }

    @Test
    void anUnknownDatasetIsAProblemThatSaysWhatToDo() throws IOException {
        given().queryParam("source", "x.png")
                .body(png(5, 5, Color.RED))
                .contentType("image/png")
                .post("/api/datasets/fish/images")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("PUT /api/datasets/fish/spec"));
    }

    @Test
    void aPageOfAnotherSiteCannotUploadThroughABrowser() throws IOException {
        given().header("Sec-Fetch-Site", "cross-site")
                .multiPart("file", "planted.png", png(5, 5, Color.RED), "image/png")
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(403);
    }

    @Test
    void anUploadWithoutASourceIsAProblem() {
        given().body("x".getBytes(StandardCharsets.UTF_8))
                .contentType("image/png")
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(400)
                .body("detail", containsString("source"));
    }

    @Test
    void bytesThatChangedInTheStoreAreQuarantinedNotProcessed() throws IOException {
        byte[] png = png(33, 44, Color.PINK);
        ContentHash content = store.put(png);
        java.nio.file.Path blob = java.nio.file.Path.of(org.eclipse.microprofile.config.ConfigProvider.getConfig()
                        .getValue("store.folder.path", String.class))
                .resolve("blobs/sha256")
                .resolve(content.path());
        png[50] ^= 1;
        java.nio.file.Files.write(blob, png);

        topics.send(new ImageUploaded(
                "birds", "rotten.png", content, png.length, null, null, null, Map.of(), 1, Instant.now()));

        ImageRejected rejected = (ImageRejected) event(Topic.IMAGES_REJECTED, "rejected", "rotten.png");
        assertThat(rejected.rejection().reason()).isEqualTo(Rejection.Reason.BLOB_CORRUPT);
        assertThat(rejected.rejection().reason().quarantines()).isTrue();
    }

    @Test
    void aCurationBecomesAnEventOfEachImageItsListNames() throws IOException {
        ImageUploaded one = stored("one.png", png(31, 10, Color.BLUE));
        ImageUploaded other = stored("other.png", png(32, 10, Color.BLUE));
        ContentHash list = store.put((EventJson.mapper().writeValueAsString(one) + "\n"
                        + EventJson.mapper().writeValueAsString(other) + "\n")
                .getBytes(StandardCharsets.UTF_8));

        topics.send(new ImagesCurated("birds", "c1", CurationAction.LABEL, "owl", list, 2, null, null, Instant.now()));

        assertThat(ingested("one.png").upload().labels()).containsExactly("owl");
        assertThat(ingested("other.png").upload().labels()).containsExactly("owl");

        topics.send(
                new ImagesCurated("birds", "c2", CurationAction.WITHDRAW, null, list, 2, null, null, Instant.now()));

        ConsumerRecord<String, byte[]> withdrawn = topics.await(
                Topic.IMAGES_ASSESSED,
                r -> String.valueOf(TopicProbe.header(r, "ce_id"))
                        .startsWith("withdrawn:" + other.item().id()));
        assertThat(withdrawn.key()).isEqualTo("birds");
    }

    @Test
    void noPoisonStopsTheStage() throws IOException {
        topics.poison(Topic.IMAGES_UPLOADED);
        topics.poison(Topic.DATASETS_CURATED);

        upload("after-much-poison.png", png(33, 10, Color.GREEN));

        assertThat(ingested("after-much-poison.png")).isNotNull();
        topics.awaitLettersAboutPoison(Topic.IMAGES_UPLOADED, Topic.INGEST_DEAD_LETTERS);
        topics.awaitLettersAboutPoison(Topic.DATASETS_CURATED, Topic.INGEST_DEAD_LETTERS);
    }

    private ImageUploaded stored(String source, byte[] bytes) throws IOException {
        return new ImageUploaded(
                "birds", source, store.put(bytes), bytes.length, "bird", null, null, Map.of(), 1, Instant.EPOCH);
    }

    private static void upload(String source, byte[] bytes) {
        given().queryParam("source", source)
                .contentType("application/octet-stream")
                .body(bytes)
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(202);
    }

    private ImageIngested ingested(String source) {
        return (ImageIngested) event(Topic.IMAGES_INGESTED, "ingested", source);
    }

    private dev.winnow.events.Event event(Topic topic, String happened, String source) {
        String start = happened + ":" + new Item("birds", source).id() + ":";
        ConsumerRecord<String, byte[]> record = topics.await(
                topic, r -> String.valueOf(TopicProbe.header(r, "ce_id")).startsWith(start));
        return new dev.winnow.events.EventDeserializer().deserialize(topic.topicName(), record.value());
    }

    static byte[] png(int width, int height, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setColor(colour);
        g.fillRect(0, 0, width / 2, height);
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
