package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import dev.winnow.messaging.LoggedErrors;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

    @TestHTTPResource("/")
    URI server;

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

    /** Queries, headers and bodies that no page sends. Each is answered, with no failure of ours in answer or log. */
    @Test
    void oddRequestsAreNobodysFailureOnAnyRoute() throws Exception {
        List<String> queries = List.of(
                "?limit=%ff%fe&cursor=%c0%80&dataset=%",
                "?" + "a=1&".repeat(3_000),
                "?source=%zz&limit=%",
                "?limit=1&limit=2&limit=" + "9".repeat(2_000),
                "?day=0000-99-99&from=+292278994-08-17T07:12:55.808Z&to=x");
        List<String> headers = List.of(
                "Range: bytes=999999999999999999-",
                "Range: bytes=5-1, 7-, -0",
                "Accept: " + "a/b;q=0.1,".repeat(200) + "*/*",
                "Accept: nonsense",
                "Accept-Language: " + "x".repeat(5_000),
                "If-None-Match: \"" + "e".repeat(3_000),
                "Cookie: " + "c=1; ".repeat(500));
        List<String> bodies = List.of(
                "application/json|" + "[".repeat(60_000),
                "application/json|" + "{\"a\":".repeat(20_000),
                "application/json|{\"dataset\": 1, \"dataset\": {\"dataset\": []}}",
                "application/json|{\"items\": [" + "9".repeat(5_000) + "]}",
                "application/json|\ufeff{}",
                "application/json; charset=utf-99|{}",
                "text/html|<b>",
                "multipart/form-data|x",
                "nonsense|{}",
                "application/x-www-form-urlencoded|a=%zz");
        given().contentType("application/json")
                .body("{}")
                .put("/api/datasets/odd/spec")
                .then()
                .statusCode(201);
        try (LoggedErrors logged = LoggedErrors.listen()) {
            for (String request : requests()) {
                // what is written is written to a dataset of its own: others have their rules from their spec
                String line = request.startsWith("GET ") ? request : request.replace("/birds", "/odd");
                if (line.contains("/live") || line.startsWith("DELETE")) {
                    continue; // a stream that does not end by itself, and what other tests go on with
                }
                if (line.startsWith("GET ")) {
                    for (String query : queries) {
                        assertThat(status(line + query, "", ""))
                                .as(line + query)
                                .isBetween(200, 499);
                        assertThat(status(line.replaceFirst("GET", "HEAD") + query, "", ""))
                                .as("HEAD of " + line)
                                .isBetween(200, 499);
                    }
                    for (String header : headers) {
                        assertThat(status(line, header + "\r\n", ""))
                                .as(line + " " + header)
                                .isBetween(200, 499);
                    }
                } else {
                    for (String body : bodies) {
                        String[] typed = body.split("\\|", 2);
                        assertThat(status(line, "Content-Type: " + typed[0] + "\r\n", typed[1]))
                                .as(line + " " + body.substring(0, Math.min(80, body.length())))
                                .isBetween(200, 499);
                    }
                }
            }
            assertThat(status("GET /api/datasets/%ff%fe/summary", "", "")).isBetween(400, 499);
            assertThat(status("GET /api/datasets/bi%2frds/../birds/summary", "", ""))
                    .isBetween(200, 499);
            assertThat(status("GET /" + "a/".repeat(1_500), "", "")).isEqualTo(404);
            assertThat(status("GET /" + "a".repeat(60_000), "", "")).isBetween(400, 499);
            assertThat(status("GET /api/datasets", "X-Large: " + "x".repeat(100_000) + "\r\n", ""))
                    .isBetween(400, 499);
            assertThat(logged.errors()).isEmpty();
        }
    }

    /** Of a request that is sent as it stands here. */
    private int status(String line, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (Socket client = new Socket("127.0.0.1", server.getPort())) {
            client.setSoTimeout(30_000);
            OutputStream out = client.getOutputStream();
            try {
                out.write((line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "Content-Length: "
                                + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.write(bytes);
            } catch (IOException e) {
                // answered before all of it was read
            }
            String first = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(first)
                    .as("the answer to " + line.substring(0, Math.min(120, line.length())))
                    .isNotNull();
            return Integer.parseInt(first.substring(9, 12));
        }
    }
}
