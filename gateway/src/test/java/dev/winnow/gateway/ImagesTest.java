package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.ImageUploaded;
import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in pages, filtered, and one by one. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class ImagesTest {
    @Inject
    ImageStore store;

    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
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
            assertThat(items).hasSize(Birds.TOPICS.members().size());
        }
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEndedWhateverHasComeInSince() throws Exception {
        Topics.send(new DrawnTopics("growing", 1, 0, 20, false));
        Answers.await(() -> Answers.uploaded("growing") == 20);
        JsonPath first = given().queryParam("sort", "source")
                .queryParam("limit", 10)
                .get("/api/datasets/growing/images")
                .jsonPath();
        Topics.send(new DrawnTopics("growing", 2, 100, 20, false));
        Answers.await(() -> Answers.uploaded("growing") == 40);
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
                .hasSize((int) Birds.TOPICS.members().values().stream()
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

    @Test
    void aFileIsSentWholeOrInPart() throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        String item = storedOriginal("parts/1.bin", bytes);
        String path = "/api/datasets/parts/images/" + item + "/original";
        String tag = '"' + ContentHash.of(bytes).hex() + '"';

        byte[] whole = given().get(path)
                .then()
                .statusCode(200)
                .header("Accept-Ranges", "bytes")
                .header("ETag", tag)
                .header("Content-Length", "300000")
                .extract()
                .asByteArray();
        assertThat(whole).isEqualTo(bytes);
        assertThat(part(path, 206, "bytes=100000-299999", "bytes 100000-299999/300000"))
                .isEqualTo(Arrays.copyOfRange(bytes, 100_000, 300_000));
        assertThat(part(path, 206, "bytes=-1", "bytes 299999-299999/300000"))
                .isEqualTo(Arrays.copyOfRange(bytes, 299_999, 300_000));
        given().header("Range", "bytes=300000-")
                .get(path)
                .then()
                .statusCode(416)
                .contentType("application/problem+json")
                .header("Content-Range", "bytes */300000");
        given().header("Range", "bytes=0-1")
                .header("If-Range", tag)
                .get(path)
                .then()
                .statusCode(206);
        given().header("Range", "bytes=0-1")
                .header("If-Range", "\"other\"")
                .get(path)
                .then()
                .statusCode(200);
        given().header("Range", "bytes=0-1")
                .header("If-Range", "W/" + tag)
                .get(path)
                .then()
                .statusCode(200);
        given().header("Range", "bytes=0-1")
                .header("If-None-Match", tag)
                .get(path)
                .then()
                .statusCode(304);
        given().head(path).then().statusCode(200).header("Content-Length", "300000");
    }

    private static byte[] part(String path, int status, String range, String contentRange) {
        return given().header("Range", range)
                .get(path)
                .then()
                .statusCode(status)
                .header("Content-Range", contentRange)
                .extract()
                .asByteArray();
    }

    private String storedOriginal(String source, byte[] bytes) throws Exception {
        ContentHash content = store.put(bytes);
        ImageUploaded upload =
                new ImageUploaded("parts", source, content, bytes.length, null, null, null, Map.of(), 1, Instant.EPOCH);
        Topics.send(new DatasetDeclared("parts", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH), upload);
        Answers.await(() -> Answers.uploaded("parts") == 1);
        return upload.key();
    }
}
