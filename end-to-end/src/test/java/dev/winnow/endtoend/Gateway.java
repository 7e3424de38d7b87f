package dev.winnow.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The gateway as its users see it. Safe for use by several threads. */
final class Gateway {
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final URI address;
    private final HttpClient http;

    Gateway(URI address, HttpClient http) {
        this.address = address;
        this.http = http;
    }

    /** Puts a spec in force. */
    void declare(String dataset, String spec) {
        HttpResponse<String> answer = send(request("/api/datasets/" + dataset + "/spec")
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(spec))
                .build());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("The spec of " + dataset + " was refused: " + answer.body());
        }
    }

    /** Offers an image once and tells whether it was taken, as only an answer 202 says. */
    boolean offer(String dataset, DrawnImage image) {
        StringBuilder query = new StringBuilder("?source=").append(encoded(image.source()));
        query.append("&label=").append(encoded(image.label()));
        if (image.group() != null) {
            query.append("&group=").append(encoded(image.group()));
        }
        HttpRequest upload = request("/api/datasets/" + dataset + "/images" + query)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(image.bytes()))
                .build();
        try {
            HttpResponse<String> answer = send(upload);
            if (answer.statusCode() / 100 == 4) {
                throw new IllegalStateException(image + " was refused: " + answer.body());
            }
            return answer.statusCode() == 202;
        } catch (UncheckedIOException e) {
            return false; // whoever should have answered was killed
        }
    }

    /** What a sweep of the watched buckets found; nothing where it has to be asked for again. */
    Optional<JsonNode> reconcile() {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address.resolve("/api/reconcile"))
                .timeout(Duration.ofMinutes(2))
                .POST(BodyPublishers.noBody())
                .build());
        if (answer.statusCode() == 409 || answer.statusCode() == 503) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("A sweep was answered " + answer.statusCode() + ": " + answer.body());
        }
        return Optional.of(json(answer.body()));
    }

    /** Deletes a dataset; whether the broker has the decision, or had it before. */
    boolean delete(String dataset) {
        try {
            int status = send(request("/api/datasets/" + dataset + "?confirm=" + dataset)
                            .DELETE()
                            .build())
                    .statusCode();
            return status == 202 || status == 410;
        } catch (UncheckedIOException e) {
            return false; // whoever should have answered was killed
        }
    }

    /** The status that the gateway answers with below this path, 0 where it cannot be reached. */
    int status(String dataset, String path) {
        try {
            return send(request("/api/datasets/" + dataset + path).GET().build())
                    .statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    JsonNode summary(String dataset) {
        return get(dataset, "/summary");
    }

    /** What the gateway answers of a dataset below this path. */
    JsonNode get(String dataset, String path) {
        HttpResponse<String> answer =
                send(request("/api/datasets/" + dataset + path).GET().build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("There is no " + path + " of " + dataset + ": " + answer.body());
        }
        return json(answer.body());
    }

    private static JsonNode json(String body) {
        try {
            return EventJson.mapper().readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the gateway", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
