package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Measure;
import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.KafkaSettings;
import dev.winnow.events.Topic;
import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.gateway.projection.ImageState;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Stack.class)
class GatewayTest {
    private static final DrawnTopics BIRDS = new DrawnTopics("birds", 42, 200, true);
    private static boolean sent;

    @Inject
    ImageStore store;

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void birdsAreProjected() throws Exception {
        if (!sent) {
            sent = true;
            send(BIRDS);
        }
        await(() -> uploaded("birds") == BIRDS.members().size()
                && given().get("/api/datasets/birds/summary").jsonPath().getLong("inFlight")
                        == BIRDS.members().values().stream()
                                .filter(member -> member.state == ImageState.IN_FLIGHT)
                                .count());
    }

    @Test
    void aSummaryCountsEveryItemOnce() {
        JsonPath summary = given().get("/api/datasets/birds/summary").jsonPath();
        for (ImageState state : List.of(ImageState.ACCEPTED, ImageState.REJECTED, ImageState.QUARANTINED)) {
            assertThat(summary.getLong("images." + state.key()))
                    .isEqualTo(BIRDS.members().values().stream()
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
                .isEqualTo(BIRDS.members().values().stream()
                        .filter(member -> member.flagged)
                        .count());
        assertThat(summary.getLong("splits.train") + summary.getLong("splits.val") + summary.getLong("splits.test"))
                .isEqualTo(summary.getLong("images.accepted"));
        assertThat(summary.getLong("prepared")).isEqualTo(summary.getLong("images.accepted"));
        Map<String, java.util.Set<String>> clusterSplits = new HashMap<>();
        BIRDS.members().values().stream()
                .filter(member -> member.cluster != null && member.state == ImageState.ACCEPTED)
                .forEach(member -> clusterSplits
                        .computeIfAbsent(member.cluster, name -> new HashSet<>())
                        .add(member.split));
        assertThat(summary.getLong("leakage"))
                .isEqualTo(clusterSplits.values().stream()
                        .filter(splits -> splits.size() > 1)
                        .count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploaded", "source", "bytes", "width", "brightness"})
    void pagesShowEveryImageOnceInOrder(String sort) {
        List<String> items = new ArrayList<>();
        String cursor = null;
        do {
            Map<String, Object> parameters = new HashMap<>(Map.of("sort", sort, "limit", 17, "order", "asc"));
            if (cursor != null) {
                parameters.put("cursor", cursor);
            }
            JsonPath page = given().queryParams(parameters)
                    .get("/api/datasets/birds/images")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            items.addAll(page.getList("images.item"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertThat(items).doesNotHaveDuplicates();
        if (!sort.equals("width") && !sort.equals("brightness")) {
            assertThat(items).hasSize(BIRDS.members().size());
        }
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEndedWhateverHasComeInSince() throws Exception {
        send(new DrawnTopics("growing", 1, 0, 20, false));
        await(() -> uploaded("growing") == 20);
        JsonPath first = given().queryParam("sort", "source")
                .queryParam("limit", 10)
                .get("/api/datasets/growing/images")
                .jsonPath();
        send(new DrawnTopics("growing", 2, 100, 20, false));
        await(() -> uploaded("growing") == 40);
        JsonPath second = given().queryParam("sort", "source")
                .queryParam("limit", 200)
                .queryParam("cursor", first.getString("next"))
                .get("/api/datasets/growing/images")
                .jsonPath();
        List<String> sources = new ArrayList<>(first.getList("images.source", String.class));
        sources.addAll(second.getList("images.source"));
        assertThat(sources).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void filtersKeepWhatTheyName() {
        assertThat(given().get("/api/datasets/birds/images?state=rejected&limit=200")
                        .jsonPath()
                        .getList("images.state"))
                .isNotEmpty()
                .containsOnly("rejected");
        assertThat(given().get("/api/datasets/birds/images?state=flagged&limit=200")
                        .jsonPath()
                        .getList("images"))
                .hasSize((int) BIRDS.members().values().stream()
                        .filter(member -> member.flagged)
                        .count());
        assertThat(given().get("/api/datasets/birds/images?split=val&label=class1&q=CLASS1&limit=200")
                        .jsonPath()
                        .getList("images.source", String.class))
                .isNotEmpty()
                .allMatch(source -> source.startsWith("class1/"));
        assertThat(given().get(
                                "/api/datasets/birds/images?measure=brightness&min=0.5&max=0.6&sort=brightness&limit=200")
                        .jsonPath()
                        .getList("images.measures.brightness", Float.class))
                .isNotEmpty()
                .isSorted()
                .allMatch(brightness -> brightness >= 0.5 && brightness <= 0.6);
        assertThat(given().get("/api/datasets/birds/images?issue=BAD_EXIF&limit=200")
                        .jsonPath()
                        .getList("images.issues", List.class))
                .isNotEmpty()
                .allMatch(issues -> issues.contains("BAD_EXIF"));
    }

    @Test
    void anImageTellsItsHistory() throws Exception {
        store.put(new byte[] {1});
        String item = given().get("/api/datasets/birds/images?state=accepted&limit=1")
                .jsonPath()
                .getString("images[0].item");
        String path = "/api/datasets/birds/images/" + item;
        given().get(path)
                .then()
                .statusCode(200)
                .body("item", is(item))
                .body("state", is("accepted"))
                .body(
                        "history.event",
                        is(List.of(
                                "ImageUploaded",
                                "ImageIngested",
                                "ImageAssessed",
                                "ImageDeduplicated",
                                "ImageAssigned",
                                "ImagePrepared")))
                .body("pictures.copy", is(List.of(0, 1)))
                .body("metadata.camera", is("drawn"))
                .body("original", is(path + "/original"));
        String tag = given().get(path + "/thumbnail")
                .then()
                .statusCode(200)
                .contentType("image/jpeg")
                .header("Content-Security-Policy", containsString("sandbox"))
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .header("ETag");
        assertThat(tag).isEqualTo('"' + ContentHash.of(new byte[] {1}).hex() + '"');
        given().header("If-None-Match", tag).get(path + "/thumbnail").then().statusCode(304);
        given().get(path + "/pictures/7").then().statusCode(404).body("key", is("copy"));
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
                "limit /quality/calibration?measure=size&limit=0"
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
    void everyMeasureHasItsDistribution() {
        JsonPath quality = given().get("/api/datasets/birds/quality?bins=8").jsonPath();
        long measured = given().get("/api/datasets/birds/images?sort=entropy&limit=200")
                .jsonPath()
                .getList("images")
                .size();
        assertThat(quality.getLong("images")).isEqualTo(measured);
        assertThat(quality.getLong("flagged"))
                .isEqualTo(BIRDS.members().values().stream()
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
                .isEqualTo(BIRDS.members().values().stream()
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

    @Test
    void aMethodThatAPathDoesNotTakeIsAProblem() {
        given().delete("/api/datasets/birds/spec").then().statusCode(405).contentType("application/problem+json");
    }

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
                .header("If-Match", "\"1\"")
                .put(path)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
        given().body("{}")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .put(path)
                .then()
                .statusCode(412)
                .contentType("application/problem+json");
        given().get(path).then().statusCode(200).header("ETag", "\"2\"").body("duplicates.maxDistance", is(5));
        given().get(path + "?version=1").then().statusCode(200).body("duplicates.maxDistance", is(4));
        given().get("/api/datasets").then().body("datasets.dataset", hasItem("guarded"));
    }

    @Test
    void clustersOfCopiesAreListedOnceTheLargestFirst() {
        Map<String, Integer> expected = new HashMap<>();
        BIRDS.members().values().stream()
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

    @Test
    void aPersonsWordAWithdrawalAndAReleaseArePassedOnAndKept() throws Exception {
        send(new DrawnTopics("decided", 31, 0, 60, false));
        String path = "/api/datasets/decided";
        await(() -> uploaded("decided") == 60);
        await(() -> given().get(path + "/images?state=accepted")
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
        await(() -> given().get(path + "/judgements")
                .jsonPath()
                .getList("judgements.word")
                .equals(List.of("COPIES")));
        judge(one, one, "COPIES").statusCode(400);
        judge(one, other, "PERHAPS")
                .statusCode(400)
                .body("detail", is("word is PERHAPS, which is none of COPIES, DIFFERENT, TAKEN_BACK"));
        judge(one, "0".repeat(32), "COPIES").statusCode(404);

        freeze("v 1").statusCode(400);
        freeze("v1").statusCode(202).body("release", is("v1"));
        await(() -> given().get(path + "/splits/frozen")
                .jsonPath()
                .getList("frozen.release")
                .equals(List.of("v1")));
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
                Instant.now());
        try (KafkaProducer<byte[], byte[]> producer = producer()) { // as split does once clusters have followed
            ImageRemoved removed = new ImageRemoved(withdrawn, 1_000, Instant.now());
            producer.send(new ProducerRecord<>(
                            "images.removed",
                            one.getBytes(StandardCharsets.UTF_8),
                            new EventSerializer().serialize("images.removed", removed)))
                    .get();
        }
        await(() -> given().get(path + "/images?state=removed")
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
                .body(Map.of("one", one, "other", other, "word", word))
                .post("/api/datasets/decided/judgements")
                .then();
    }

    private static ValidatableResponse freeze(String release) {
        return given().contentType("application/json")
                .body(Map.of("release", release))
                .post("/api/datasets/decided/splits/frozen")
                .then();
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
    void aManifestHasARowPerItem() {
        String csv = given().get("/api/datasets/birds/manifest")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(csv.lines()).hasSize(BIRDS.members().size() + 1);
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
    void aViewerGetsASnapshotAtOnceAndAnotherWhenSomethingChanges() throws Exception {
        send(new DrawnTopics("watched", 3, 0, 5, false));
        await(() -> uploaded("watched") == 5);
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve("/api/datasets/watched/live"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(snapshotWith(lines, "\"uploaded\":5")).contains("\"stage\":\"ingest\"");
            send(new DrawnTopics("watched", 4, 100, 5, false));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images.uploaded",
                "images.rejected",
                "images.ingested",
                "images.assessed",
                "images.rejudged",
                "images.deduplicated",
                "images.assigned",
                "images.moved",
                "images.removed",
                "images.prepared",
                "datasets.declared"
            })
    void aRecordNobodyCanReadIsSetAsideAndTheNextPasses(String topic) throws Exception {
        byte[] garbage = ("garbage for " + topic).getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, new byte[] {1}, garbage);
            record.headers().add("traceparent", "kept".getBytes(StandardCharsets.UTF_8));
            producer.send(record).get();
        }
        String next = "after-" + topic.replace("images.", "");
        send(new DrawnTopics(next, 8, 0, 3, false));
        await(() -> uploaded(next) == 3);
        ConsumerRecord<byte[], byte[]> letter = deadLetter(garbage);
        assertThat(header(letter, "dead-letter-topic")).isEqualTo(topic);
        assertThat(header(letter, "dead-letter-partition")).isEqualTo("0");
        assertThat(header(letter, "dead-letter-reason")).contains("Cannot read");
        assertThat(header(letter, "traceparent")).isEqualTo("kept");
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
    void aChangedSpecChangesVerdictsAndOnlyThoseAreAnnounced() throws Exception {
        send(new DrawnTopics("strict", 21, 0, 150, false));
        await(() -> uploaded("strict") == 150 && pending("strict", 2) == 0);
        List<Map<String, Map<String, Number>>> before = given().get(
                        "/api/datasets/strict/images?state=accepted&limit=200")
                .jsonPath()
                .getList("images");
        long gray = before.stream()
                .filter(image -> measure(image, "grayscale") > 0.5)
                .count();
        long softer = before.stream()
                .filter(image -> measure(image, "grayscale") <= 0.5)
                .filter(image -> measure(image, "sharpness_score") >= 0.29 && measure(image, "sharpness_score") < 0.6)
                .count();
        assertThat(gray).isPositive();
        assertThat(softer).isPositive();

        given().body("quality: {rules: {BLURRY: {below: 0.6}, GRAYSCALE: {action: REJECT}}}"
                        .getBytes(StandardCharsets.UTF_8))
                .contentType("application/yaml")
                .header("If-Match", "\"2\"")
                .put("/api/datasets/strict/spec")
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"");

        await(() -> pending("strict", 3) == 0
                && given().get("/api/datasets/strict/images?reason=LOW_QUALITY&limit=200")
                                .jsonPath()
                                .getList("images")
                                .size()
                        == gray);
        assertThat(given().get("/api/datasets/strict/images?state=accepted&limit=200")
                        .jsonPath()
                        .<Map<String, Object>>getList("images"))
                .hasSize((int) (before.size() - gray))
                .allSatisfy(image -> assertThat(((List<?>) image.get("issues")).contains("BLURRY"))
                        .isEqualTo(measure(image, "sharpness_score") < 0.6));
        assertThat(announced(Topic.IMAGES_REJUDGED, "strict"))
                .hasSize((int) softer)
                .doesNotHaveDuplicates();
        assertThat(announced(Topic.IMAGES_REJECTED, "strict").stream().filter(id -> id.endsWith(":3")))
                .hasSize((int) gray);
        await(() -> withdrawn("strict").size() >= gray);
        assertThat(withdrawn("strict")).hasSize((int) gray).doesNotHaveDuplicates();
        given().get("/q/metrics").then().body(containsString("winnow_gateway_outbox_rows"));
    }

    private static List<String> withdrawn(String dataset) {
        return announced(Topic.IMAGES_ASSESSED, dataset).stream()
                .filter(id -> id.startsWith("withdrawn:"))
                .toList();
    }

    private static double measure(Map<String, ?> image, String measure) {
        return ((Number) ((Map<?, ?>) image.get("measures")).get(measure)).doubleValue();
    }

    /** Images not judged under this version of the spec so far; all where it is not in force. */
    private static long pending(String dataset, int specVersion) {
        JsonPath quality = given().get("/api/datasets/" + dataset + "/quality").jsonPath();
        return quality.getInt("judged.specVersion") == specVersion ? quality.getLong("judged.pending") : Long.MAX_VALUE;
    }

    /** The ids of a dataset's events on a topic, from its beginning to its present end. */
    private static List<String> announced(Topic topic, String dataset) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> ids = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    try {
                        Event event =
                                new EventDeserializer().deserialize(record.topic(), record.headers(), record.value());
                        String of = event instanceof Decision decision
                                ? decision.dataset()
                                : ((ImageEvent) event).upload().dataset();
                        if (of.equals(dataset)) {
                            ids.add(event.id());
                        }
                    } catch (SerializationException e) {
                        // what other tests put there
                    }
                }
            }
            return ids;
        }
    }

    private static long uploaded(String dataset) {
        JsonPath summary = given().get("/api/datasets/" + dataset + "/summary").jsonPath();
        return summary.get("images") == null ? -1 : summary.getLong("images.uploaded");
    }

    private static void send(DrawnTopics topics) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (ConsumerRecord<byte[], byte[]> record : topics.inOrder()) {
                producer.send(new ProducerRecord<>(
                        record.topic(), record.partition(), record.key(), record.value(), record.headers()));
            }
            producer.flush();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static ConsumerRecord<byte[], byte[]> deadLetter(byte[] value) {
        TopicPartition letters = new TopicPartition(Topic.GATEWAY_DEAD_LETTERS.topicName(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    if (java.util.Arrays.equals(record.value(), value)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no dead letter holds " + new String(value, StandardCharsets.UTF_8));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("what was waited for did not come in two minutes");
            }
            Thread.sleep(50);
        }
    }
}
