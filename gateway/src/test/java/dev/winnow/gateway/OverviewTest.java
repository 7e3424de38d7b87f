package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.gateway.projection.ImageState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a gateway on real servers says of a dataset as a whole. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class OverviewTest {
    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
    }

    @Test
    void aSummaryCountsEveryItemOnce() {
        JsonPath summary = given().get("/api/datasets/birds/summary").jsonPath();
        for (ImageState state : List.of(ImageState.ACCEPTED, ImageState.REJECTED, ImageState.QUARANTINED)) {
            assertThat(summary.getLong("images." + state.key()))
                    .isEqualTo(Birds.TOPICS.members().values().stream()
                            .filter(member -> member.state == state)
                            .count());
        }
        assertThat(summary.getLong("images.uploaded"))
                .isEqualTo(summary.getLong("images.accepted")
                        + summary.getLong("images.rejected")
                        + summary.getLong("images.quarantined")
                        + summary.getLong("images.removed")
                        + summary.getLong("inFlight"));
        assertThat(summary.getLong("images.flagged"))
                .isEqualTo(Birds.TOPICS.members().values().stream()
                        .filter(member -> member.flagged)
                        .count());
        assertThat(summary.getLong("splits.train") + summary.getLong("splits.val") + summary.getLong("splits.test"))
                .isEqualTo(summary.getLong("images.accepted"));
        assertThat(summary.getLong("prepared")).isEqualTo(summary.getLong("images.accepted"));
        Map<String, java.util.Set<String>> clusterSplits = new HashMap<>();
        Birds.TOPICS.members().values().stream()
                .filter(member -> member.cluster != null && member.state == ImageState.ACCEPTED)
                .forEach(member -> clusterSplits
                        .computeIfAbsent(member.cluster, name -> new HashSet<>())
                        .add(member.split));
        assertThat(summary.getLong("leakage"))
                .isEqualTo(clusterSplits.values().stream()
                        .filter(splits -> splits.size() > 1)
                        .count());
    }

    @Test
    void aManifestHasARowPerItem() {
        String csv = given().get("/api/datasets/birds/manifest")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(csv.lines()).hasSize(Birds.TOPICS.members().size() + 1);
        assertThat(csv)
                .startsWith("item,dataset,source,content,state,reason,bytes,format,width,height,color_mode,label");
        byte[] parquet = given().get("/api/datasets/birds/manifest?format=parquet")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(new String(parquet, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    }

    @Test
    void pagesAndAnswersCarryTheirGuards() {
        given().get("/api/datasets")
                .then()
                .header("Content-Security-Policy", startsWith("default-src 'self'"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin");
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().body(containsString("winnow_gateway_projected_total"));
        given().get("/api/status").then().body("healthy", equalTo(true)).body("datasets", hasItem("birds"));
        given().get("/api/datasets/birds/histograms?bins=10").then().body("histograms[0].counts.size()", is(10));
        given().get("/api/datasets/birds/composition").then().body("splits.train.wish", is(0.8f));
    }

    @Test
    void aViewerGetsASnapshotAtOnceAndAnotherWhenSomethingChanges() throws Exception {
        Topics.send(new DrawnTopics("watched", 3, 0, 5, false));
        Answers.await(() -> Answers.uploaded("watched") == 5);
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve("/api/datasets/watched/live"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(snapshotWith(lines, "\"uploaded\":5")).contains("\"stage\":\"ingest\"");
            Topics.send(new DrawnTopics("watched", 4, 100, 5, false));
            assertThat(snapshotWith(lines, "\"uploaded\":10")).contains("\"inFlight\"");
        }
    }

    private static String snapshotWith(BufferedReader lines, String text) throws Exception {
        String line;
        while ((line = lines.readLine()) != null) {
            if (line.startsWith("data:") && line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + text);
    }
}
