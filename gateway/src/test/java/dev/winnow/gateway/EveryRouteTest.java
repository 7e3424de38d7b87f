package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every route that there is, by the API's own description, and for the pages beside it. */
@QuarkusTest
@QuarkusTestResource(Stack.class)
class EveryRouteTest {
    private static final List<String> BESIDE_THE_API =
            List.of("/", "/datasets/birds", "/ui/dataset.js", "/q/health", "/q/metrics", "/q/openapi", "/nothing");
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "PATCH");

    private Map<String, Map<String, ?>> paths;

    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
        paths = given().accept("application/json")
                .get("/q/openapi?format=json")
                .jsonPath()
                .getMap("paths");
    }

    private static String concrete(String path) {
        return path.replace("{dataset}", "birds")
                .replace("{item}", "0123456789abcdef0123456789abcdef")
                .replace("{day}", "2026-01-01")
                .replaceAll("\\{[^}]+}", "0");
    }

    private List<String> requests() {
        List<String> requests = new ArrayList<>();
        paths.forEach((path, item) -> item.keySet().stream()
                .map(method -> method.toUpperCase(Locale.ROOT))
                .filter(METHODS::contains)
                .forEach(method -> requests.add(method + " " + concrete(path))));
        BESIDE_THE_API.forEach(path -> requests.add("GET " + path));
        assertThat(requests).hasSizeGreaterThan(25);
        return requests;
    }

    @Test
    void noRouteAnswersForAForeignHost() {
        for (String request : requests()) {
            String[] parts = request.split(" ");
            given().header("Host", "evil.example")
                    .request(parts[0], parts[1])
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("title", is("Foreign host"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void noWritingRouteTakesAForeignPagesRequest(String header) {
        String[] foreign = header.split(": ");
        List<String> writing = requests().stream()
                .filter(request -> !request.startsWith("GET"))
                .toList();
        assertThat(writing).hasSizeGreaterThan(3);
        for (String request : writing) {
            String[] parts = request.split(" ");
            given().header(foreign[0], foreign[1])
                    .contentType("application/json")
                    .body("{}")
                    .request(parts[0], parts[1])
                    .then()
                    .statusCode(403)
                    .body("title", is("Foreign origin"));
        }
    }

    @Test
    void everyRoutePassesTheAccessCheck() {
        List<String> all = new ArrayList<>(requests());
        all.add("POST /api/datasets/birds/images");
        for (String request : all) {
            String[] parts = request.split(" ");
            given().header("X-Forwarded-User", "a".repeat(257))
                    .request(parts[0], parts[1])
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("title", is("Unknown caller"));
        }
    }

    @Test
    void everyPathSaysWhichMethodsItTakes() {
        List<String> all = new ArrayList<>(BESIDE_THE_API);
        all.addAll(paths.keySet());
        for (String path : all) {
            Set<String> allowed = new TreeSet<>(Set.of("OPTIONS"));
            if (paths.containsKey(path)) {
                paths.get(path).keySet().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT))
                        .filter(METHODS::contains)
                        .forEach(allowed::add);
            } else {
                allowed.add("GET");
            }
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            for (String method : List.of("PUT", "POST", "DELETE", "PATCH", "TRACE", "GET")) {
                if (!allowed.contains(method)) {
                    Response answer = given().request(method, concrete(path));
                    assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
                    assertThat(answer.contentType()).as(path).isEqualTo("application/problem+json");
                    assertThat(answer.header("Allow").split(", "))
                            .as(path)
                            .containsExactlyInAnyOrderElementsOf(allowed);
                }
            }
            Response options = given().request("OPTIONS", concrete(path));
            assertThat(options.statusCode()).as("OPTIONS " + path).isEqualTo(204);
            assertThat(Arrays.asList(options.header("Allow").split(", "))).containsExactlyInAnyOrderElementsOf(allowed);
        }
    }
}
