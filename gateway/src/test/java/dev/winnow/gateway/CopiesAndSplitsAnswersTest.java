package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clusters of copies, leaks, splits and moves, asked for by HTTP. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class CopiesAndSplitsAnswersTest {
    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
    }

    @Test
    void clustersOfCopiesAreListedOnceTheLargestFirst() {
        Map<String, Integer> expected = new HashMap<>();
        Birds.TOPICS.members().values().stream()
                .filter(member -> member.cluster != null)
                .forEach(member -> expected.merge(member.cluster, 1, Integer::sum));
        expected.values().removeIf(size -> size < 2);
        Map<String, Integer> found = new HashMap<>();
        List<Integer> sizes = new ArrayList<>();
        String after = "";
        do {
            JsonPath page = given().queryParams(
                            after.isEmpty() ? Map.of("limit", 2) : Map.of("limit", 2, "after", after))
                    .get("/api/datasets/birds/duplicates")
                    .then()
                    .statusCode(200)
                    .body("totals.clusters", is(expected.size()))
                    .body("policy", is("KEEP_ALL"))
                    .extract()
                    .jsonPath();
            List<Map<String, Object>> clusters = page.getList("clusters");
            clusters.forEach(cluster -> {
                assertThat(found.put((String) cluster.get("name"), (Integer) cluster.get("size")))
                        .isNull();
                assertThat((List<?>) cluster.get("images")).hasSize((Integer) cluster.get("size"));
                sizes.add((Integer) cluster.get("size"));
            });
            after = page.getString("next");
        } while (after != null);
        assertThat(expected).isNotEmpty();
        assertThat(found).isEqualTo(expected);
        assertThat(sizes).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        String name = expected.keySet().iterator().next();
        given().get("/api/datasets/birds/duplicates?cluster=" + name)
                .then()
                .body("clusters.name", equalTo(List.of(name)));
        for (String kind : List.of("exact", "pixels", "near", "leaking", "dropped")) {
            given().get("/api/datasets/birds/duplicates?label=class1&split=val&kind=" + kind)
                    .then()
                    .statusCode(200);
        }
        given().get("/api/datasets/birds/duplicates?kind=far")
                .then()
                .statusCode(400)
                .body("detail", is("kind is far, which is none of exact, pixels, near, leaking, dropped"));
        given().get("/api/datasets/birds/duplicates?after=nothing").then().statusCode(400);
        given().get("/api/datasets/nobody/duplicates").then().statusCode(404);
    }

    @Test
    void leaksAreNamedPairByPair() {
        JsonPath report = given().get("/api/datasets/birds/leakage")
                .then()
                .statusCode(200)
                .body("layout", equalTo(null))
                .extract()
                .jsonPath();
        int offDiagonal = 0;
        for (String one : List.of("train", "val", "test")) {
            for (String other : List.of("train", "val", "test")) {
                assertThat(report.getInt("matrix." + one + "." + other))
                        .isEqualTo(report.getInt("matrix." + other + "." + one));
                offDiagonal += one.equals(other) ? 0 : report.getInt("matrix." + one + "." + other);
            }
        }
        List<Map<String, Map<String, Object>>> pairs = report.getList("pairs");
        assertThat(offDiagonal).isPositive().isEqualTo(2 * pairs.size()); // drawn splits know nothing of clusters
        assertThat(report.getBoolean("clean")).isFalse();
        assertThat(pairs)
                .allSatisfy(pair -> assertThat(pair.get("one").get("split"))
                        .isNotEqualTo(pair.get("other").get("split")));
        given().get("/api/datasets/birds/leakage?limit=0").then().statusCode(400);
    }

    @Test
    void splitsStandBesideTheirWishes() {
        JsonPath report = given().get("/api/datasets/birds/splits")
                .then()
                .statusCode(200)
                .body("splits.split", equalTo(List.of("train", "val", "test")))
                .body("splits[0].wish", is(0.8f))
                .body("strategy", is("BALANCE"))
                .body("distances.measure", hasItem("aspect_ratio"))
                .body("distances[0].histogram.edges.size()", is(21))
                .extract()
                .jsonPath();
        assertThat(report.getList("splits.images", Long.class).stream()
                        .mapToLong(n -> n)
                        .sum())
                .isEqualTo(report.getLong("images"))
                .isEqualTo(given().get("/api/datasets/birds/summary").jsonPath().getLong("images.accepted"));
        given().get("/api/datasets/nobody/splits").then().statusCode(404);
    }

    @Test
    void movesAreListedOnceWithTheirReasons() {
        List<String> moves = new ArrayList<>();
        String after = null;
        do {
            JsonPath page = given().queryParams(after == null ? Map.of("limit", 3) : Map.of("limit", 3, "after", after))
                    .get("/api/datasets/birds/splits/moves")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            page.<Map<String, Object>>getList("moves").forEach(move -> {
                assertThat(move.get("from")).isNotEqualTo(move.get("to"));
                assertThat(move.get("reason")).isEqualTo("JOINED");
                moves.add(move.get("item") + " " + move.get("at"));
            });
            after = page.getString("next");
        } while (after != null);
        assertThat(moves).isNotEmpty().doesNotHaveDuplicates();
        given().get("/api/datasets/birds/splits/moves?after=x").then().statusCode(400);
    }
}
