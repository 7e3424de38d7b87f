package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.winnow.dataset.Measure;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a gateway on real servers says of single days. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class DaysTest {

    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
    }

    @Test
    void theDaysAddUpToTheSummary() {
        List<Map<String, Object>> days =
                given().get("/api/datasets/birds/days").jsonPath().getList("days");
        JsonPath summary = given().get("/api/datasets/birds/summary").jsonPath();

        for (String key : List.of("uploaded", "accepted", "flagged", "rejected", "quarantined", "removed")) {
            assertThat(days.stream()
                            .mapToLong(day -> ((Number) day.get(key)).longValue())
                            .sum())
                    .as(key)
                    .isEqualTo(summary.getLong("images." + key));
        }
    }

    @Test
    void theFiguresOfADayAreThoseOfItsImages() {
        String newest = given().get("/api/datasets/birds/days").jsonPath().getString("days[0].day");

        JsonPath day = given().get("/api/datasets/birds/days/" + newest).jsonPath();

        assertThat(day.getMap("reasons").values().stream()
                        .mapToLong(n -> ((Number) n).longValue())
                        .sum())
                .isEqualTo(day.getLong("day.rejected") + day.getLong("day.quarantined"));
        assertThat(day.getList("measures")).hasSize(Measure.values().length);
        assertThat(day.getDouble("measures.find { it.measure == 'brightness' }.median"))
                .isBetween(0.0, 1.0);
    }

    @Test
    void aDayWithoutUploadsIsEmptyAndNoDayIsRefused() {
        given().get("/api/datasets/birds/days/1999-12-31")
                .then()
                .statusCode(200)
                .body("day.uploaded", is(0));
        given().get("/api/datasets/birds/days/2026-02-31")
                .then()
                .statusCode(400)
                .body("detail", containsString("no day of the calendar"));
        given().get("/api/datasets/nobody/days").then().statusCode(404);
    }
}
