package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Measure;
import dev.winnow.gateway.projection.ImageState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Distributions of measures, and thresholds that are tried. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class QualityTest {
    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
    }

    @Test
    void everyMeasureHasItsDistribution() {
        JsonPath quality = given().get("/api/datasets/birds/quality?bins=8").jsonPath();
        long measured = given().get("/api/datasets/birds/images?sort=entropy&limit=200")
                .jsonPath()
                .getList("images")
                .size();
        assertThat(quality.getLong("images")).isEqualTo(measured);
        assertThat(quality.getLong("flagged"))
                .isEqualTo(Birds.TOPICS.members().values().stream()
                        .filter(member -> member.flagged)
                        .count());
        assertThat(quality.getList("measures.measure", String.class))
                .containsExactly(
                        Arrays.stream(Measure.values()).map(Measure::key).toArray(String[]::new));
        for (Map<String, ?> measure : quality.<Map<String, ?>>getList("measures")) {
            List<Number> counts = numbers(measure.get("counts"));
            assertThat(counts.stream().mapToLong(Number::longValue).sum()).isEqualTo(measured);
            List<Double> edges = numbers(measure.get("edges")).stream()
                    .map(Number::doubleValue)
                    .toList();
            assertThat(edges).hasSize(9).isSorted().doesNotHaveDuplicates();
            Map<?, ?> quantiles = (Map<?, ?>) measure.get("quantiles");
            assertThat(List.of("min", "p1", "p5", "p25", "p50", "p75", "p95", "p99", "max").stream()
                            .map(quantile -> ((Number) quantiles.get(quantile)).doubleValue())
                            .toList())
                    .isSorted()
                    .allMatch(value -> value >= 0);
        }
        assertThat(quality.getList("measures.find { it.measure == 'sharpness_score' }.rules.issue"))
                .containsExactly("BLURRY");
        assertThat(quality.getFloat("measures.find { it.measure == 'sharpness_score' }.rules[0].below"))
                .isEqualTo(0.29f);
        assertThat(quality.getList("rejections.images", Long.class).stream()
                        .mapToLong(Number::longValue)
                        .sum())
                .isEqualTo(Birds.TOPICS.members().values().stream()
                        .filter(member -> member.state == ImageState.REJECTED || member.state == ImageState.QUARANTINED)
                        .count());
        assertThat(quality.getList("labels", String.class)).contains("class1").doesNotContain("");
        JsonPath ofClass =
                given().get("/api/datasets/birds/quality?bins=8&label=class1").jsonPath();
        assertThat(ofClass.getLong("images")).isPositive().isLessThan(measured);
        assertThat(ofClass.getList("issues.images", Long.class))
                .allMatch(images -> images.longValue() <= ofClass.getLong("flagged"));
    }

    private static List<Number> numbers(Object list) {
        return ((List<?>) list).stream().map(Number.class::cast).toList();
    }

    @Test
    void aThresholdIsTriedBeforeItIsInForce() {
        JsonPath tried = given().get(
                        "/api/datasets/birds/quality/calibration?measure=sharpness_score&below=0.5&limit=5")
                .jsonPath();
        assertThat(tried.getString("issue")).isEqualTo("BLURRY");
        assertThat(tried.getFloat("current.below")).isEqualTo(0.29f);
        assertThat(tried.getLong("wouldFlag")).isEqualTo(withSharpnessUpTo(Math.nextDown(0.5)));
        assertThat(tried.getLong("flagged")).isEqualTo(withSharpnessUpTo(Math.nextDown(0.29)));
        assertThat(tried.getLong("newlyFlagged")).isEqualTo(tried.getLong("wouldFlag") - tried.getLong("flagged"));
        assertThat(tried.getLong("noLongerFlagged")).isZero();
        assertThat(tried.getString("around[0].edge")).isEqualTo("below");
        assertThat(tried.getList("around[0].under.measures.sharpness_score", Float.class))
                .hasSize(5)
                .allMatch(value -> value < 0.5)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(tried.getList("around[0].over.measures.sharpness_score", Float.class))
                .hasSize(5)
                .allMatch(value -> value >= 0.5)
                .isSorted();
        JsonPath inForce = given().get("/api/datasets/birds/quality/calibration?measure=sharpness_score")
                .jsonPath();
        assertThat(inForce.getFloat("proposed.below")).isEqualTo(0.29f);
        assertThat(inForce.getLong("newlyFlagged")).isZero();
    }

    private static long withSharpnessUpTo(double most) {
        return given().get("/api/datasets/birds/images?measure=sharpness_score&limit=200&max=" + most)
                .jsonPath()
                .getList("images")
                .size();
    }
}
