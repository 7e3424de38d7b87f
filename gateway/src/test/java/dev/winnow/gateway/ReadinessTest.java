package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether one may train on a dataset, as the gateway answers it. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class ReadinessTest {

    @Test
    void aDatasetWithImagesOnTheirWayIsUndecidedAndItsConditionsTellItsNumbers() throws Exception {
        Birds.project();
        JsonPath summary = given().get("/api/datasets/birds/summary").jsonPath();

        JsonPath readiness = given().get("/api/datasets/birds/readiness")
                .then()
                .statusCode(200)
                .body("dataset", is("birds"))
                .body("verdict", is("UNDECIDED"))
                .body("atRest", is(false))
                .body("boxes", hasSize(8))
                .extract()
                .jsonPath();

        assertThat(summary.getLong("inFlight")).isPositive();
        assertThat(readiness.getString("reason"))
                .startsWith(String.valueOf(summary.getLong("inFlight")))
                .endsWith("on their way.");
        assertThat(value(readiness, "leakage.copies")).isEqualTo(summary.getDouble("leakage"));
        assertThat(value(readiness, "preparation.made")).isEqualTo(summary.getDouble("images.accepted"));
    }

    private static double value(JsonPath readiness, String id) {
        return ((Number) readiness.getList("boxes.conditions.flatten()", Map.class).stream()
                        .filter(condition -> id.equals(condition.get("id")))
                        .findFirst()
                        .orElseThrow()
                        .get("value"))
                .doubleValue();
    }

    @Test
    void anEmptyDatasetIsUndecidedAndAnUnknownOneIsNotFound() throws Exception {
        given().contentType("application/json")
                .body("{\"card\": {\"license\": \"CC0-1.0\"}}")
                .put("/api/datasets/nothing-yet/spec")
                .then()
                .statusCode(201);
        Answers.await(() -> given().get("/api/datasets/nothing-yet/readiness").statusCode() == 200);

        given().get("/api/datasets/nothing-yet/readiness")
                .then()
                .body("verdict", is("UNDECIDED"))
                .body("boxes[7].conditions.find { it.id == 'card.license' }.verdict", is("GO"))
                .body("boxes.conditions.flatten().findAll { it.verdict == 'NO_GO' }.id", is(List.of("card.complete")));
        given().get("/api/datasets/nothing-yet/readiness/badge.svg")
                .then()
                .statusCode(200)
                .contentType("image/svg+xml")
                .body(containsString("readiness: undecided"));
        given().get("/api/datasets/nowhere/readiness").then().statusCode(404);
        given().get("/q/metrics").then().body(containsString("winnow_gateway_readiness{verdict=\"UNDECIDED\""));
    }

    @Test
    void aWaiverStandsInTheAnswer() throws Exception {
        given().contentType("application/json")
                .body("{\"readiness\": {\"waivers\": [{\"condition\": \"card.complete\", \"by\": \"anna\","
                        + " \"until\": \"2999-01-01T00:00:00Z\", \"reason\": \"a draft\"}]}}")
                .put("/api/datasets/draft/spec")
                .then()
                .statusCode(201);
        Answers.await(() -> given().get("/api/datasets/draft/readiness").statusCode() == 200);

        given().get("/api/datasets/draft/readiness")
                .then()
                .body("boxes.conditions.flatten().findAll { it.waiver != null }.id", hasItem("card.complete"))
                .body("boxes.conditions.flatten().find { it.id == 'card.complete' }.verdict", is("WARN"));
    }
}
