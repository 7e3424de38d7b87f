package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.winnow.events.DatasetJudged;
import dev.winnow.events.spec.SpecSchema;
import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.gateway.projection.ImageState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Specs that are made and changed, and what that does to the images there are. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class SpecsTest {
    @Test
    void aSpecIsMadeChangedAndGuarded() {
        String path = "/api/datasets/guarded/spec";
        given().body("duplicates:\n  maxDistance: 4\n".getBytes(StandardCharsets.UTF_8))
                .contentType("application/yaml")
                .header("If-None-Match", "*")
                .put(path)
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("duplicates.maxDistance", is(4));
        given().body("{}")
                .header("If-None-Match", "*")
                .contentType("application/json")
                .put(path)
                .then()
                .statusCode(412);
        given().body("{\"duplicates\":{\"maxDistance\":4}}")
                .contentType("application/json")
                .put(path)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");
        given().body("{\"duplicates\":{\"maxDistance\":5}}")
                .contentType("application/json")
                .header("X-Forwarded-User", "anna")
                .header("If-Match", "\"1\"")
                .put(path)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("changes.key", is(List.of("duplicates.maxDistance")))
                .body("changes[0].applies", is("later uploads"));
        given().get(path + "/changes?from=2&to=1")
                .then()
                .statusCode(200)
                .body("changes[0].before", is("5"))
                .body("changes[0].after", is("4"));
        given().get(path + "/changes?from=2&to=3").then().statusCode(404);
        given().get(path + "/changes?from=2").then().statusCode(400);
        given().body("{}")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .put(path)
                .then()
                .statusCode(412)
                .contentType("application/problem+json");
        given().get(path).then().statusCode(200).header("ETag", "\"2\"").body("duplicates.maxDistance", is(5));
        given().get(path + "?version=1").then().statusCode(200).body("duplicates.maxDistance", is(4));
        given().get(path + "/history")
                .then()
                .statusCode(200)
                .body("versions.version", is(List.of(1, 2)))
                .body("versions.by", is(List.of("anonymous", "anna")))
                .body("versions.at", everyItem(startsWith("20")));
        given().get("/api/datasets").then().body("datasets.dataset", hasItem("guarded"));
    }

    @Test
    void aTypoInASpecIsNamedWithItsRemedy() {
        given().body("duplicates:\n  maxDistanse: 4\n".getBytes(StandardCharsets.UTF_8))
                .contentType("application/yaml")
                .put("/api/datasets/typo/spec")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("key", is("duplicates.maxDistanse"))
                .body("detail", containsString("did you mean 'duplicates.maxDistance'"));
        given().get("/api/datasets/typo/spec").then().statusCode(404);
    }

    @Test
    void aMistakeInAListIsNamedWithItsPlace() {
        given().body("ontology: {classes: [{name: cat}, {naem: dog}]}".getBytes(StandardCharsets.UTF_8))
                .contentType("application/yaml")
                .put("/api/datasets/typo/spec")
                .then()
                .statusCode(400)
                .body("key", is("ontology.classes[1].naem"))
                .body("detail", containsString("did you mean 'ontology.classes[1].name'"))
                .body("detail", containsString("(line 1, column "));
    }

    @Test
    void theSchemaOfSpecsIsServedForEditors() {
        String schema = given().get("/api/spec.schema.json")
                .then()
                .statusCode(200)
                .contentType("application/schema+json")
                .extract()
                .asString();

        assertThat(schema).isEqualTo(SpecSchema.text());
    }

    @Test
    void imagesWaitToBeJudgedByAChangedSpecUntilDedupHasSaidSo() throws Exception {
        DrawnTopics topics = new DrawnTopics("strict", 21, 0, 150, false);
        long passed = topics.members().values().stream()
                .filter(member -> member.state == ImageState.ACCEPTED)
                .count();
        Topics.send(topics);
        Answers.await(() -> Answers.uploaded("strict") == 150
                && given().get("/api/datasets/strict/summary").jsonPath().getLong("images.accepted") == passed);
        given().body("quality: {rules: {BLURRY: {below: 0.6}}}".getBytes(StandardCharsets.UTF_8))
                .contentType("application/yaml")
                .header("If-Match", "\"2\"")
                .put("/api/datasets/strict/spec")
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"");
        assertThat(pending("strict", 3)).as("judged by version 2").isPositive();

        Topics.send(new DatasetJudged("strict", 3, 0, null, true, Long.MAX_VALUE, Instant.EPOCH));

        Answers.await(() -> pending("strict", 3) == 0);
        Answers.await(() ->
                given().get("/api/datasets/strict/quality/judging").jsonPath().getBoolean("through"));
    }

    /** Images not judged under this version of the spec so far; all where it is not in force. */
    private static long pending(String dataset, int specVersion) {
        JsonPath quality = given().get("/api/datasets/" + dataset + "/quality").jsonPath();
        return quality.getInt("judged.specVersion") == specVersion ? quality.getLong("judged.pending") : Long.MAX_VALUE;
    }
}
