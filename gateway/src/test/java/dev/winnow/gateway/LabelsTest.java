package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.LabelDocument;
import dev.winnow.events.LabelsJson;
import dev.winnow.gateway.projection.DrawnTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Labels go to the broker, come back checked, and stand in every answer about their image. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class LabelsTest {
    private static final String PATH = "/api/datasets/labelled";

    @Test
    void labelsAreSubmittedAndShownOnceTheyAreChecked() throws Exception {
        Topics.send(new DrawnTopics("labelled", 31, 0, 30, false));
        Answers.await(() -> Answers.uploaded("labelled") == 30);
        Answers.await(() -> given().get(PATH + "/images?state=accepted")
                        .jsonPath()
                        .getList("images.item")
                        .size()
                > 1);
        Map<String, Object> image = given().get(PATH + "/images?state=accepted&sort=source")
                .jsonPath()
                .getMap("images[0]");
        String source = (String) image.get("source");
        String line = "{\"source\": \"" + source + "\", \"annotations\": [{\"category\": \"wren\", \"shape\": {\"box\":"
                + " [1, 2, 3.5, 4]}, \"annotator\": \"ada\"}]}";

        submit(line + "\n{\"source\": \"x\", \"annotations\": 7}")
                .statusCode(400)
                .body("detail", is("Line 2: annotations is 7, expected a list"));
        submit("{\"source\": \"../x\"}").statusCode(400).body("detail", containsString("Line 1: "));
        submit("\n").statusCode(400);
        given().get(PATH + "/summary").then().body("labels.pending", is(0));
        submit(line).statusCode(202).body("images", is(1)).body("revision", is(5));
        given().get(PATH + "/summary").then().body("labels.pending", is(1)).body("labels.images", is(0));

        ImageLabels kept = LabelsJson.read(line.getBytes(StandardCharsets.UTF_8));
        AnnotationsChecked checked = checked(source, 2, 5, kept);
        send(checked);
        send(checked(source, 1, 5, null)); // an earlier step, read late

        Answers.await(() -> given().get(PATH + "/summary").jsonPath().getInt("labels.pending") == 0);
        Answers.await(() -> given().get(PATH + "/summary").jsonPath().getInt("labels.objects") == 1);
        given().get(PATH + "/summary")
                .then()
                .body("labels.images", is(1))
                .body("labels.findings.BOX_TINY", is(2))
                .body("labels.waiting", is(0));
        given().get(PATH + "/images/" + image.get("item"))
                .then()
                .body("annotations.result.objects.wren", is(1))
                .body("annotations.result.kept.inline.annotations[0].shape.box", is(List.of(1, 2, 3.5f, 4)))
                .body("annotations.sources[0].from.tool", is("http"));
        given().get(PATH + "/images?state=accepted&sort=source&limit=2").then().statusCode(200);
        String csv = text(PATH + "/manifest");
        assertThat(csv.lines().filter(row -> row.contains("," + source + ",")))
                .singleElement()
                .asString()
                .endsWith(",1,BOX_TINY,ada");
        List<String> lines = text(PATH + "/annotations").lines().toList();
        assertThat(lines)
                .hasSizeGreaterThan(1)
                .anySatisfy(
                        one -> assertThat(one).isEqualTo(new String(LabelsJson.write(kept), StandardCharsets.UTF_8)));
        assertThat(lines.stream().filter(one -> one.contains("UNLABELLED"))).hasSize(lines.size() - 1);
    }

    @Test
    void anImageThatNobodyLabelledHasNoLabels() throws Exception {
        Topics.send(new DrawnTopics("unlabelled", 32, 0, 20, false));
        Answers.await(() -> Answers.uploaded("unlabelled") == 20);
        String item = given().get("/api/datasets/unlabelled/images").jsonPath().getString("images[0].item");

        given().get("/api/datasets/unlabelled/images/" + item).then().body("annotations", nullValue());
        given().get("/api/datasets/nowhere/annotations").then().statusCode(404);
    }

    private static String text(String path) {
        return new String(given().get(path).asByteArray(), StandardCharsets.UTF_8);
    }

    private static ValidatableResponse submit(String lines) {
        return given().contentType("application/x-ndjson")
                .body(lines.getBytes(StandardCharsets.UTF_8))
                .post(PATH + "/annotations?revision=5")
                .then();
    }

    private static AnnotationsChecked checked(String source, long step, long revision, ImageLabels kept) {
        LabelDocument document = kept == null ? new LabelDocument.Deleted() : new LabelDocument.Inline(kept);
        return new AnnotationsChecked(
                "labelled",
                source,
                step,
                new AnnotationsChecked.Basis(ContentHash.of(new byte[] {1}), 60, 40, 1),
                new AnnotationsChecked.Result(
                        kept == null ? AnnotationSet.State.UNLABELLED : AnnotationSet.State.LABELLED,
                        document,
                        new TreeMap<>(kept == null ? Map.of() : Map.of("wren", 1)),
                        List.of(),
                        List.of("ada"),
                        Map.of(LabelIssue.BOX_TINY, 2),
                        List.of()),
                List.of(new AnnotationsChecked.CheckedSource(new LabelSource("http", ""), revision, false, true)),
                Instant.now());
    }

    private static void send(Event event) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer()) {
            String topic = event.topic().topicName();
            byte[] value = new EventSerializer().serialize(topic, event);
            producer.send(new ProducerRecord<>(topic, event.key().getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }
}
