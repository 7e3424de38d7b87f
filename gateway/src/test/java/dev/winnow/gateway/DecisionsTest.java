package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.gateway.projection.DrawnTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What people decide: it goes to the broker and comes back by the topics. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class DecisionsTest {
    @Test
    void aPersonsWordAWithdrawalAndAReleaseArePassedOnAndKept() throws Exception {
        Topics.send(new DrawnTopics("decided", 31, 0, 60, false));
        String path = "/api/datasets/decided";
        Answers.await(() -> Answers.uploaded("decided") == 60);
        Answers.await(() -> given().get(path + "/images?state=accepted")
                        .jsonPath()
                        .getList("images.item")
                        .size()
                > 2);
        List<String> items = given().get(path + "/images?state=accepted&sort=source")
                .jsonPath()
                .getList("images.item");
        String one = items.get(0);
        String other = items.get(1);
        judge(one, other, "COPIES").statusCode(202).body("word", is("COPIES"));
        Topics.order("decided");
        Answers.await(() -> given().get(path + "/judgements")
                .jsonPath()
                .getList("judgements.word")
                .equals(List.of("COPIES")));
        given().get(path + "/judgements").then().body("judgements.by", is(List.of("anna")));
        judge(one, one, "COPIES").statusCode(400);
        judge(one, other, "PERHAPS")
                .statusCode(400)
                .body("detail", is("word is PERHAPS, which is none of COPIES, DIFFERENT, TAKEN_BACK"));
        judge(one, "0".repeat(32), "COPIES").statusCode(404);

        freeze("v 1").statusCode(400);
        freeze("v1").statusCode(202).body("release", is("v1"));
        Topics.order("decided");
        Answers.await(() -> given().get(path + "/splits/frozen")
                .jsonPath()
                .getList("frozen.release")
                .equals(List.of("v1")));
        given().get(path + "/splits/frozen").then().body("frozen.by", is(List.of("anna")));
        freeze("v1").statusCode(409);

        given().delete(path + "/images/" + "0".repeat(32)).then().statusCode(404);
        given().delete(path + "/images/" + one).then().statusCode(202).body("item", is(one));
        String source = given().get(path + "/images/" + one).jsonPath().getString("source");
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "decided",
                source,
                Instant.now(),
                9,
                ImageWithdrawn.Cause.REMOVED,
                "A person removed it",
                "anna",
                Instant.now());
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer()) { // as split does once clusters have followed
            ImageRemoved removed = new ImageRemoved(withdrawn, 1_000, Instant.now());
            producer.send(new ProducerRecord<>(
                            "images.removed",
                            one.getBytes(StandardCharsets.UTF_8),
                            new EventSerializer().serialize("images.removed", removed)))
                    .get();
        }
        Answers.await(() -> given().get(path + "/images?state=removed")
                .jsonPath()
                .getList("images.item")
                .equals(List.of(one)));
        JsonPath summary = given().get(path + "/summary").jsonPath();
        assertThat(summary.getLong("images.removed")).isEqualTo(1);
        assertThat(summary.getLong("images.uploaded")).isEqualTo(60);
        judge(one, other, "DIFFERENT").statusCode(409);
        given().delete(path + "/images/" + one).then().statusCode(409);
    }

    private static ValidatableResponse judge(String one, String other, String word) {
        return given().contentType("application/json")
                .header("X-Forwarded-User", "anna")
                .body(Map.of("one", one, "other", other, "word", word))
                .post("/api/datasets/decided/judgements")
                .then();
    }

    private static ValidatableResponse freeze(String release) {
        return given().contentType("application/json")
                .header("X-Forwarded-User", "anna")
                .body(Map.of("release", release))
                .post("/api/datasets/decided/splits/frozen")
                .then();
    }
}
