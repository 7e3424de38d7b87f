package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.winnow.dataset.ContentHash;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageUploaded;
import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Decisions about several images: what is announced, what is listed, what is refused. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class CurationsAnswersTest {
    private static final String PATH = "/api/datasets/curated";

    @Inject
    ImageStore store;

    @Inject
    DataSource database;

    @Test
    void aDecisionAboutAFilterIsOneEventWhoseListIsInTheStoreAndCanBeUndoneOnce() throws Exception {
        Topics.send(new DrawnTopics("curated", 77, 0, 60, false));
        Answers.await(() -> Answers.uploaded("curated") == 60);
        Answers.await(() -> accepted().size() > 2);
        int accepted = accepted().size();

        JsonPath answer = decide("?state=accepted", "SET_ASIDE", null, null)
                .statusCode(202)
                .body("images", is(accepted))
                .extract()
                .jsonPath();

        String curation = answer.getString("curation");
        Answers.await(() -> listed("curation").contains(curation));
        assertThat(new String(store.read(new ContentHash(list(curation))), StandardCharsets.UTF_8).lines())
                .hasSize(accepted)
                .allMatch(line -> line.contains("\"dataset\":\"curated\""));

        replaceOne(accepted().get(0));

        given().post(PATH + "/curations/" + curation + "/undo")
                .then()
                .statusCode(202)
                .body("images", is(accepted - 1))
                .body("skipped", is(1));
        Answers.await(() -> given().get(PATH + "/curations")
                .jsonPath()
                .getBoolean("curations.find { it.curation == '" + curation + "' }.undone"));
        given().post(PATH + "/curations/" + curation + "/undo").then().statusCode(409);

        String item = accepted().get(0);
        decide("", "LABEL", " owl ", List.of(item, "0".repeat(32)))
                .statusCode(202)
                .body("images", is(1));
        Answers.await(() -> listed("value").contains("owl"));
    }

    @Test
    void whatCannotBeDecidedIsRefusedWithASentence() throws Exception {
        Birds.project();
        String birds = "/api/datasets/birds/curations";

        given().contentType("application/json")
                .body(Map.of("action", "BURN"))
                .post(birds)
                .then()
                .statusCode(400)
                .body("detail", containsString("none of [WITHDRAW, SET_ASIDE, RESTORE, LABEL, TAG, MOVED]"));
        given().contentType("application/json")
                .body(Map.of("action", "LABEL"))
                .post(birds)
                .then()
                .statusCode(400)
                .body("detail", containsString("LABEL needs 'value'"));
        given().contentType("application/json")
                .body(Map.of("action", "TAG", "value", "a;b"))
                .post(birds)
                .then()
                .statusCode(400);
        given().contentType("application/json")
                .body(Map.of("action", "WITHDRAW", "items", List.of()))
                .post(birds)
                .then()
                .statusCode(400);
        given().contentType("application/json")
                .body(Map.of("action", "RESTORE"))
                .post(birds + "?state=accepted")
                .then()
                .statusCode(409)
                .body("detail", containsString("None of the chosen images"));
        given().post(birds + "/unknown/undo").then().statusCode(409);
    }

    /** Something else is uploaded to an image's place. */
    private static void replaceOne(String item) throws Exception {
        String source = given().get(PATH + "/images/" + item).jsonPath().getString("source");
        ImageUploaded later = new ImageUploaded(
                "curated",
                source,
                ContentHash.of("another picture".getBytes(StandardCharsets.UTF_8)),
                15,
                null,
                null,
                null,
                Map.of(),
                1,
                Instant.now());
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer()) {
            producer.send(new ProducerRecord<>(
                            "images.uploaded",
                            item.getBytes(StandardCharsets.UTF_8),
                            new EventSerializer().serialize("images.uploaded", later)))
                    .get();
        }
        Answers.await(() -> given().get(PATH + "/images?state=in-flight")
                .jsonPath()
                .getList("images.item")
                .contains(item));
    }

    private static List<String> accepted() {
        return given().get(PATH + "/images?state=accepted&limit=200").jsonPath().getList("images.item");
    }

    private static List<String> listed(String what) {
        return given().get(PATH + "/curations").jsonPath().getList("curations." + what);
    }

    private String list(String curation) throws Exception {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement("SELECT uploads FROM curation WHERE curation = ?")) {
            query.setString(1, curation);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static ValidatableResponse decide(String query, String action, String value, List<String> items) {
        Map<String, Object> body = new HashMap<>(Map.of("action", action));
        if (value != null) {
            body.put("value", value);
        }
        if (items != null) {
            body.put("items", items);
        }
        return given().contentType("application/json")
                .body(body)
                .post(PATH + "/curations" + query)
                .then();
    }
}
