package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.winnow.dataset.ContentHash;
import dev.winnow.events.ImageUploaded;
import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A dataset is deleted by its API: what is asked, what is announced, what is answered afterwards. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class DatasetDeletionTest {
    private static final String DOOMED = "/api/datasets/doomed";

    @Inject
    ImageStore store;

    @Test
    void aDeletedDatasetIsGoneFromEveryAnswerAndItsContentsFromTheStore() throws Exception {
        Birds.project();
        ContentHash own = store.put("own picture".getBytes(StandardCharsets.UTF_8));
        ContentHash shared = store.put("picture of two datasets".getBytes(StandardCharsets.UTF_8));
        Topics.send(new DrawnTopics("doomed", 78, 0, 40, false));
        given().put("/api/datasets/spared/spec").then().statusCode(201);
        Topics.send(upload("doomed", own), upload("doomed", shared), upload("spared", shared));
        Answers.await(() -> Answers.uploaded("doomed") == 42 && Answers.uploaded("spared") == 1);
        int birds = (int) Answers.uploaded("birds");

        given().get(DOOMED + "/extent")
                .then()
                .statusCode(200)
                .body("images", is(42))
                .body("bytes", greaterThan(42));
        given().delete(DOOMED).then().statusCode(400).body("key", is("confirm"));
        given().delete(DOOMED + "?confirm=birds")
                .then()
                .statusCode(400)
                .body("detail", is("To delete the dataset 'doomed', 'confirm' has to be its name, not 'birds'"));
        given().delete("/api/datasets/never-there?confirm=never-there").then().statusCode(404);
        given().header("X-Forwarded-User", "anna")
                .delete(DOOMED + "?confirm=doomed")
                .then()
                .statusCode(202)
                .body("by", is("anna"));

        Topics.order("doomed");
        Answers.await(() -> given().get(DOOMED + "/summary").statusCode() == 410);
        for (String path :
                new String[] {"/summary", "/images", "/spec", "/splits", "/duplicates", "/manifest", "/extent"}) {
            given().get(DOOMED + path)
                    .then()
                    .statusCode(410)
                    .body("title", is("Deleted dataset"))
                    .body("detail", containsString("anna deleted the dataset 'doomed' at 20"));
        }
        given().get("/api/datasets").then().body("datasets.dataset.join(' ')", not(containsString("doomed")));
        given().delete(DOOMED + "?confirm=doomed").then().statusCode(410);
        Answers.await(() -> !contains(own));
        assertThat(contains(shared)).isTrue();
        assertThat(Answers.uploaded("birds")).isEqualTo(birds);

        Topics.send(upload("doomed", own)); // was on its way
        given().put(DOOMED + "/spec").then().statusCode(201);
        Answers.await(() -> Answers.uploaded("doomed") == 0);
        int version = given().get(DOOMED + "/spec").jsonPath().getInt("version");
        Topics.send(
                new ImageUploaded("doomed", "new/1.jpg", own, 11, null, null, null, Map.of(), version, Instant.now()));
        Answers.await(() -> Answers.uploaded("doomed") == 1);
    }

    private boolean contains(ContentHash content) {
        try {
            return store.contains(content);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ImageUploaded upload(String dataset, ContentHash content) {
        return new ImageUploaded(
                dataset,
                content.hex().substring(0, 8) + ".jpg",
                content,
                11,
                null,
                null,
                null,
                Map.of(),
                1,
                Instant.now());
    }
}
