package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.winnow.dataset.ContentHash;
import dev.winnow.events.DeadLetter;
import dev.winnow.events.DeadLetterClosed;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.KafkaSettings;
import dev.winnow.events.RecordsAtRest;
import dev.winnow.events.Topic;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.letters.LetterDesk;
import dev.winnow.gateway.letters.Letters;
import dev.winnow.gateway.projection.Rereading;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What persons do about dead letters, on a real broker. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class LettersTest {
    private static final String PATH = "/api/dead-letters";

    @Inject
    DataSource database;

    @Inject
    Announcer announcer;

    @Inject
    RecordsAtRest records;

    @Inject
    Rereading rereading;

    @Test
    void aRecordThatTheGatewayStillCannotReadStaysALetterAndIsSentToNobody() throws Exception {
        byte[] garbage = bytes("garbage that nobody can read");
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", bytes("00-1-2-01"));
        headers.add("empty", null);
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>("images.prepared", 2, new byte[] {(byte) 0xfe, 0}, garbage, headers);
        long offset = send(sent).offset();
        String letter = new DeadLetter(
                        sent.key(),
                        garbage,
                        DeadLetter.of(
                                        new DeadLetter.Origin("images.prepared", 2, offset),
                                        sent.key(),
                                        garbage,
                                        headers,
                                        "")
                                .headers())
                .id("gateway.dead-letters");
        Answers.await(() -> state(letter).equals("OPEN"));

        close(letter, "resend")
                .statusCode(409)
                .body("detail", containsString("The gateway still cannot read the record: Cannot read"));

        assertThat(state(letter)).isEqualTo("OPEN");
        given().get(PATH + "/" + letter)
                .then()
                .statusCode(200)
                .body("letter.service", is("gateway"))
                .body("letter.partition", is(2))
                .body("failures", hasSize(1))
                .body("failures[0].offset", is((int) offset))
                .body("failures[0].reason", containsString("Cannot read"))
                .body("headers.traceparent", is("00-1-2-01"))
                .body("value", is("garbage that nobody can read"))
                .body("obstacle", nullValue());

        close(letter, "drop").statusCode(202).body("state", is("DROPPED"));
        close(letter, "drop").statusCode(202).body("state", is("DROPPED"));
        close(letter, "resend").statusCode(202).body("state", is("DROPPED"));
        assertThat(copies("images.prepared", 2, garbage)).hasSize(1);
        assertThat(listed("OPEN")).doesNotContain(letter);
        assertThat(listed("DROPPED")).contains(letter);
    }

    @Test
    void anImageThatFailedIsNamedAndCountedAndOnePersonOfTwoGatewaysResendsIt() throws Exception {
        ImageUploaded upload = upload("letters", "train/one.jpg");
        byte[] value = new EventSerializer().serialize("images.uploaded", upload);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("images.uploaded", 0, bytes(upload.item().id()), value);
        long offset = send(record).offset();
        Answers.await(() -> Answers.uploaded("letters") == 1);
        String letter = giveUp("ingest", record, offset, "The store has no room");

        given().get(PATH + "?dataset=letters")
                .then()
                .body("letters", hasSize(1))
                .body("letters[0].letter", is(letter))
                .body("letters[0].source", is("train/one.jpg"))
                .body("letters[0].item", is(upload.item().id()))
                .body("letters[0].imageState", is("in-flight"))
                .body("letters[0].reason", is("The store has no room"))
                .body("heldImages", is(1));
        given().get("/api/datasets/letters/summary").then().body("deadLetters", is(1));
        given().get("/api/status").then().body("deadLetters.ingest", is(1));

        List<LetterDesk> gateways = List.of(desk(), desk());
        ExecutorService persons = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> clicks = new ArrayList<>();
            for (int click = 0; click < 4; click++) {
                LetterDesk gateway = gateways.get(click % 2);
                clicks.add(() -> {
                    try {
                        return gateway.resend(letter, null).orElseThrow().state() == Letters.State.RESENT;
                    } catch (LetterDesk.RefusedException e) {
                        return false; // another one is at it
                    }
                });
            }
            List<Boolean> resent = new ArrayList<>();
            for (Future<Boolean> click : persons.invokeAll(clicks)) {
                resent.add(click.get());
            }
            assertThat(resent).contains(true);
        } finally {
            persons.shutdownNow();
        }

        assertThat(copies("images.uploaded", 0, value)).as("ingest sends it").hasSize(1);
        assertThat(resent(letter)).containsExactly("ingest");
        assertThat(state(letter)).isEqualTo("RESENT");
        given().get("/api/datasets/letters/summary").then().body("deadLetters", is(0));
        given().get(PATH + "?dataset=letters").then().body("heldImages", is(0));
    }

    @Test
    void aRecordThatTheGatewayGaveUpIsReadAgainWhereItStands() throws Exception {
        ImageUploaded upload = upload("given-up", "train/two.jpg");
        byte[] value = new EventSerializer().serialize("images.uploaded", upload);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("images.uploaded", 0, bytes(upload.item().id()), value);
        String letter = giveUp("gateway", record, 1_000_000, "The database refused it"); // it is on no topic
        assertThat(Answers.uploaded("given-up")).isNotEqualTo(1);

        close(letter, "resend").statusCode(202).body("state", is("RESENT"));

        Answers.await(() -> Answers.uploaded("given-up") == 1);
        assertThat(copies("images.uploaded", 0, value)).isEmpty();
    }

    @Test
    void aRecordTooLargeForItsLetterIsReadFromItsTopic() throws Exception {
        byte[] large = new byte[900_000];
        new Random(5).nextBytes(large);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("bucket.notifications", 1, bytes("bucket/x"), large);
        long offset = send(record).offset();
        String letter = giveUp("ingest", record, offset, "It is no notification");

        close(letter, "resend").statusCode(202).body("state", is("RESENT"));

        assertThat(resent(letter)).containsExactly("ingest");
    }

    @Test
    void whatCannotBeResentIsRefusedWithWhatToDoInstead() throws Exception {
        ProducerRecord<byte[], byte[]> declared =
                new ProducerRecord<>("datasets.declared", 0, bytes("letters"), bytes("an old declaration"));
        String ofState = giveUp("quality", declared, 0, "reason");
        close(ofState, "resend").statusCode(409).body("detail", containsString("declare the spec again"));

        byte[] large = new byte[600_000];
        ProducerRecord<byte[], byte[]> gone = new ProducerRecord<>("images.moved", 1, bytes("x"), large);
        String ofNothing = giveUp("augment", gone, 1_000_000, "reason");
        close(ofNothing, "resend").statusCode(409).body("detail", containsString("upload the image again"));

        ProducerRecord<byte[], byte[]> small =
                new ProducerRecord<>("images.moved", 1, bytes("x"), bytes("of the letter"));
        String whole = giveUp("augment", small, 1_000_001, "reason");
        close(whole, "resend").statusCode(202);
        assertThat(resent(whole)).containsExactly("augment");

        close("0".repeat(32), "resend").statusCode(404).body("title", is("Unknown letter"));
        given().get(PATH + "?state=BURNT").then().statusCode(400).body("detail", containsString("none of"));
        given().get("/dead-letters").then().statusCode(200).contentType("text/html");
        given().get("/q/metrics").then().body(containsString("winnow_gateway_dead_letters{origin=\"quality\"}"));
        close(ofState, "drop").statusCode(202);
        close(ofNothing, "drop").statusCode(202);
    }

    /** As another gateway on the same topics and database. */
    private LetterDesk desk() {
        return new LetterDesk(new Letters(database), records, rereading, announcer);
    }

    /** Writes the letter that a service writes about the record, and waits until it is listed. */
    private static String giveUp(String service, ProducerRecord<byte[], byte[]> record, long offset, String reason)
            throws Exception {
        String topic = service + ".dead-letters";
        DeadLetter letter = DeadLetter.of(
                new DeadLetter.Origin(record.topic(), record.partition(), offset),
                record.key(),
                record.value(),
                record.headers(),
                reason);
        send(new ProducerRecord<>(topic, 0, letter.key(), letter.value(), letter.headers()));
        String name = letter.id(topic);
        Answers.await(() -> state(name).equals("OPEN"));
        return name;
    }

    private static RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer()) {
            return producer.send(record).get();
        }
    }

    private static ImageUploaded upload(String dataset, String source) {
        return new ImageUploaded(
                dataset,
                source,
                ContentHash.of(bytes(source)),
                4,
                null,
                null,
                null,
                Map.of(),
                1,
                Instant.parse("2026-01-02T03:04:05.123456Z"));
    }

    private static ValidatableResponse close(String letter, String how) {
        return given().contentType("application/json")
                .post(PATH + "/" + letter + "/" + how)
                .then();
    }

    /** The services that are to send the letter's record again, by the decisions announced so far. */
    private static List<String> resent(String letter) {
        return Topics.about(Topic.DEAD_LETTERS_CLOSED, letter).stream()
                .map(event -> ((DeadLetterClosed) event).service())
                .toList();
    }

    /** Empty where there is no such letter. */
    private static String state(String letter) {
        JsonPath answer = given().get(PATH + "/" + letter).jsonPath();
        return answer.get("letter.state") == null ? "" : answer.getString("letter.state");
    }

    private static List<String> listed(String state) {
        return given().get(PATH + "?state=" + state).jsonPath().getList("letters.letter");
    }

    /** The records of a partition with this value, from its beginning to its present end. */
    private static List<ConsumerRecord<byte[], byte[]>> copies(String topic, int partition, byte[] value) {
        TopicPartition place = new TopicPartition(topic, partition);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end = consumer.endOffsets(List.of(place)).get(place);
            List<ConsumerRecord<byte[], byte[]>> copies = new ArrayList<>();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (consumer.position(place) < end && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (Arrays.equals(record.value(), value)) {
                        copies.add(record);
                    }
                }
            }
            return copies;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
