package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be answered, and which sentence says so. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class ProblemsTest {
    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "404 /api/datasets/nobody/summary",
                "404 /api/datasets/nobody/images",
                "404 /api/datasets/birds/images/00000000000000000000000000000000",
                "404 /api/datasets/birds/images/short",
                "404 /api/nothing",
                "400 /api/datasets/UPPER/summary",
                "400 /api/datasets/birds/images?limit=0",
                "400 /api/datasets/birds/images?limit=201",
                "400 /api/datasets/birds/images?sort=colour",
                "400 /api/datasets/birds/images?state=lost",
                "400 /api/datasets/birds/images?cursor=nonsense",
                "400 /api/datasets/birds/images?min=1",
                "400 /api/datasets/birds/images?label=%00",
                "400 /api/datasets/birds/images?min=abc&measure=size",
                "400 /api/datasets/birds/spec?version=x",
                "400 /api/datasets/birds/spec?version=99999999999",
                "400 /api/datasets/birds/histograms?bins=0",
                "400 /api/datasets/birds/manifest?format=xls",
                "404 /api/datasets/nobody/quality",
                "404 /api/datasets/nobody/quality/calibration?measure=size",
                "404 /api/datasets/birds/spec?version=99"
            })
    void whatCannotBeAnsweredIsAProblem(String expected) {
        int status = Integer.parseInt(expected.substring(0, 3));
        given().urlEncodingEnabled(false)
                .get(expected.substring(4))
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", is(status))
                .body("title", is(org.hamcrest.Matchers.notNullValue()))
                .body("detail", is(org.hamcrest.Matchers.notNullValue()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bins /quality?bins=0",
                "bins /quality?bins=201",
                "split /quality?split=dev",
                "measure /quality/calibration",
                "measure /quality/calibration?measure=colour",
                "issue /quality/calibration?measure=size&issue=UGLY",
                "below /quality/calibration?measure=size&below=small",
                "above /quality/calibration?measure=size&above=NaN",
                "below /quality/calibration?measure=size&below=2&above=1",
                "limit /quality/calibration?measure=size&limit=0",
                "limit /images?limit=abc",
                "bins /quality?bins=1e3"
            })
    void aProblemNamesTheParameterToBlame(String expected) {
        String parameter = expected.substring(0, expected.indexOf(' '));
        given().get("/api/datasets/birds" + expected.substring(parameter.length() + 1))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("key", is(parameter))
                .body("detail", startsWith(parameter + " is "));
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsAProblem() {
        given().delete("/api/datasets/birds/spec").then().statusCode(405).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{bad", "[]", "5", "null", "{\"items\": 5}", "{\"action\": {}}"})
    void aBodyOfAnotherShapeIsAProblem(String body) {
        given().contentType("application/json")
                .body(body)
                .post("/api/datasets/birds/curations")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", is(org.hamcrest.Matchers.notNullValue()));
    }
}
