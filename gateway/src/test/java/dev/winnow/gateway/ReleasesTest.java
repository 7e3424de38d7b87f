package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.events.DatasetReleased;
import dev.winnow.events.EventJson;
import dev.winnow.events.ReleaseMembers;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.gateway.projection.DrawnTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Releases as the gateway assembles them from what split announces; the tests announce in split's place. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class ReleasesTest {
    private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");

    private static String releases(String dataset) {
        return "/api/datasets/" + dataset + "/releases";
    }

    /** The accepted images of a dataset, by its manifest. */
    private static List<ReleaseMembers.Member> members(String dataset) {
        String csv = given().get("/api/datasets/" + dataset + "/manifest").asString();
        List<String> lines = csv.lines().toList();
        List<String> columns = List.of(lines.get(0).split(","));
        List<ReleaseMembers.Member> members = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split(",", -1);
            if (row[columns.indexOf("state")].equals("accepted")) {
                members.add(new ReleaseMembers.Member(
                        row[columns.indexOf("item")],
                        new ContentHash(row[columns.indexOf("content")]),
                        Split.ofFolder(row[columns.indexOf("split")]).orElseThrow(),
                        null,
                        "unit",
                        null));
            }
        }
        members.sort(Comparator.comparing(ReleaseMembers.Member::item));
        return members;
    }

    /** As split does, in two chunks. */
    private static void announce(
            String dataset, String release, long position, Instant at, List<ReleaseMembers.Member> members) {
        DatasetReleased.Digest digest = new DatasetReleased.Digest();
        members.forEach(digest::add);
        int half = members.size() / 2;
        Topics.send(
                new ReleaseMembers(dataset, release, position, 1, members.subList(0, half), at),
                new ReleaseMembers(dataset, release, position, 2, members.subList(half, members.size()), at),
                new DatasetReleased(
                        new SplitsFrozen(dataset, release, "anna", at, "as drawn"),
                        position,
                        members.size(),
                        2,
                        digest.value(),
                        at));
    }

    private static void project(DrawnTopics topics, String dataset) throws Exception {
        Topics.send(topics);
        Answers.await(() -> Answers.uploaded(dataset) == topics.members().size());
    }

    private static void awaitReady(String dataset, String release) throws Exception {
        Answers.await(() -> "READY"
                .equals(given().get(releases(dataset) + "/" + release)
                        .jsonPath()
                        .getString("state")));
    }

    private static List<JsonNode> manifest(String dataset, String release) throws IOException {
        byte[] bytes = given().get(releases(dataset) + "/" + release + "/manifest")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(ContentHash.of(bytes).hex())
                .isEqualTo(given().get(releases(dataset) + "/" + release)
                        .jsonPath()
                        .getString("manifest"));
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            lines.add(EventJson.mapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aReleaseIsWhatSplitAnnouncedWithTheFactsOfTheReadModelAndStaysSo() throws Exception {
        project(new DrawnTopics("cut", 51, 0, 60, false), "cut");
        List<ReleaseMembers.Member> members = members("cut");
        assertThat(members).hasSizeGreaterThan(20);
        given().get(releases("cut") + "/proposal")
                .then()
                .body("version", is("v1"))
                .body("since", nullValue())
                .body("reason", is("It is the first release."));
        given().get(releases("cut")).then().body("releases", hasSize(0));

        announce("cut", "v1", 100, AT, members);
        awaitReady("cut", "v1");

        given().get(releases("cut"))
                .then()
                .body("releases", hasSize(1))
                .body("releases[0].items", is(members.size()))
                .body("releases[0].by", is("anna"))
                .body("releases[0].note", is("as drawn"))
                .body("releases[0].leftOut", is(0));
        List<JsonNode> lines = manifest("cut", "v1");
        assertThat(lines.get(0).path("members").asInt()).isEqualTo(members.size());
        assertThat(lines.get(0).path("spec").path("preprocessing").path("size").asInt())
                .isEqualTo(224);
        assertThat(lines.subList(1, lines.size()))
                .extracting(line -> line.path("item").asText()
                        + line.path("content").asText()
                        + line.path("split").asText())
                .containsExactlyElementsOf(members.stream()
                        .sorted(Comparator.comparing((ReleaseMembers.Member member) ->
                                        member.content().hex())
                                .thenComparing(ReleaseMembers.Member::item))
                        .map(member -> member.item()
                                + member.content().hex()
                                + member.split().key())
                        .toList());
        assertThat(lines.get(1).path("prepared")).isNotEmpty();
        assertThat(lines.get(1).path("measures").has("brightness")).isTrue();

        // A second one of the same name, and later images, change nothing of it.
        announce("cut", "v1", 200, AT.plusSeconds(9), members.subList(0, 3));
        project(new DrawnTopics("cut", 52, 60, 30, false), "cut", 90);
        assertThat(manifest("cut", "v1")).isEqualTo(lines);
        given().get(releases("cut")).then().body("releases", hasSize(1));
        given().get(releases("cut") + "/latest").then().body("release", is("v1"));
        given().get(releases("cut") + "/proposal")
                .then()
                .body("version", is("v1.1"))
                .body("since", is("v1"))
                .body("change", is("MINOR"))
                .body("reason", containsString("were added and nothing else"))
                .body("diff.removed", is(0))
                .body("diff.edited", is(0))
                .body("diff.moved", is(0));
    }

    private static void project(DrawnTopics topics, String dataset, long images) throws Exception {
        Topics.send(topics);
        Answers.await(() -> Answers.uploaded(dataset) == images);
    }

    @Test
    void whatMovedSinceAReleaseMakesTheNextOneMajor() throws Exception {
        project(new DrawnTopics("moving", 53, 0, 40, false), "moving");
        List<ReleaseMembers.Member> members = members("moving");
        announce("moving", "v1", 100, AT, members);
        List<ReleaseMembers.Member> moved = new ArrayList<>(members);
        ReleaseMembers.Member first = moved.get(0);
        moved.set(
                0,
                new ReleaseMembers.Member(
                        first.item(),
                        first.content(),
                        first.split() == Split.TEST ? Split.TRAIN : Split.TEST,
                        null,
                        "unit",
                        null));
        moved.remove(1);
        announce("moving", "v2", 101, AT.plusSeconds(1), moved);
        awaitReady("moving", "v1");
        awaitReady("moving", "v2");

        given().get(releases("moving") + "/v2/changes?since=v1")
                .then()
                .statusCode(200)
                .body("moved", is(1))
                .body("removed", is(1))
                .body("added", is(0))
                .body("same", is(members.size() - 2))
                .body("examples.moved", hasSize(1));
        given().get(releases("moving") + "/v1/changes").then().statusCode(404);
        JsonPath proposal = given().get(releases("moving") + "/proposal").jsonPath();
        assertThat(proposal.getString("version")).isEqualTo("v3");
        assertThat(proposal.getString("reason")).startsWith("Major, because");
    }

    @Test
    void aReplacedItemIsLeftOutAndAnUnfinishedOneIsWaitedFor() throws Exception {
        project(new DrawnTopics("replaced", 54, 0, 30, false), "replaced");
        List<ReleaseMembers.Member> members = new ArrayList<>(members("replaced"));
        ReleaseMembers.Member first = members.get(0);
        members.set(
                0,
                new ReleaseMembers.Member(
                        first.item(),
                        ContentHash.of("what lay there before".getBytes(StandardCharsets.UTF_8)),
                        first.split(),
                        null,
                        "unit",
                        null));
        announce("replaced", "v1", 100, AT, members);
        awaitReady("replaced", "v1");

        given().get(releases("replaced") + "/v1").then().body("leftOut", is(1)).body("items", is(members.size() - 1));

        List<ReleaseMembers.Member> unknown = new ArrayList<>(members("replaced"));
        unknown.add(new ReleaseMembers.Member(
                "f".repeat(32),
                ContentHash.of("on its way".getBytes(StandardCharsets.UTF_8)),
                Split.TRAIN,
                null,
                "unit",
                null));
        announce("replaced", "v2", 101, AT, unknown);
        Answers.await(() -> given().get(releases("replaced") + "/v2").statusCode() == 200);
        given().get(releases("replaced") + "/v2")
                .then()
                .body("state", is("ASSEMBLING"))
                .body("waiting", is(1));
        given().get(releases("replaced") + "/v2/manifest")
                .then()
                .statusCode(409)
                .body("title", is("Release not ready"));
    }

    @Test
    void aRequestIsADecisionInTheDatasetsOrderUnlessItsVersionIsTooLow() throws Exception {
        project(new DrawnTopics("asked", 55, 0, 20, false), "asked");
        given().contentType("application/json")
                .body("{\"version\": \"spring\"}")
                .post(releases("asked"))
                .then()
                .statusCode(400)
                .body("detail", is("version is 'spring', expected a number such as v1, v1.1 or v1.1.1"));
        given().contentType("application/json")
                .body("{\"version\": \"v0.9\"}")
                .post(releases("asked"))
                .then()
                .statusCode(400)
                .body("title", is("Version too low"));

        given().contentType("application/json")
                .header("X-Forwarded-User", "ada")
                .body("{\"version\": \"2.0\", \"note\": \"hello\"}")
                .post(releases("asked"))
                .then()
                .statusCode(202)
                .body("release", is("v2"))
                .body("by", is("ada"))
                .body("reason", containsString("v1 was proposed"));

        Topics.order("asked");
        Answers.await(() -> given().get("/api/datasets/asked/splits/frozen")
                .jsonPath()
                .getList("frozen.release")
                .contains("v2"));
        given().contentType("application/json")
                .body("{\"version\": \"v2\"}")
                .post(releases("asked"))
                .then()
                .statusCode(409);
        given().get(releases("asked") + "/v7").then().statusCode(404);
        given().get(releases("asked") + "/v7/export?format=coco").then().statusCode(404);
    }

    @Test
    void anExportOfAnUnknownFormatOrSplitIsRefused() throws Exception {
        project(new DrawnTopics("refused", 56, 0, 12, false), "refused");
        announce("refused", "v1", 100, AT, members("refused"));
        awaitReady("refused", "v1");

        given().get(releases("refused") + "/v1/export?format=floppy")
                .then()
                .statusCode(400)
                .body("detail", containsString("expected one of coco"));
        given().get(releases("refused") + "/v1/export?format=coco&split=dev")
                .then()
                .statusCode(400)
                .body("detail", is("split is 'dev', expected train, val or test"));
        given().get(releases("refused") + "/v1/export?format=coco&archive=rar")
                .then()
                .statusCode(400);
    }
}
