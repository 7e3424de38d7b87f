package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledDatabaseTest {
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void uploadsAndPagesGoOnAfterTheDatabaseServerWasKilled() throws Exception {
        try (Winnow winnow = Winnow.start(folder, "serve", "--port", 0, "--data", "state")) {
            String url = winnow.awaitLine("^Winnow is ready at (\\S+)");
            HttpRequest spec = HttpRequest.newBuilder(URI.create(url + "/api/datasets/birds/spec"))
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{}"))
                    .build();
            assertThat(http.send(spec, BodyHandlers.ofString()).statusCode()).isLessThan(300);
            assertThat(upload(url, "before.txt")).isEqualTo(202);
            awaitRejected(url, 1);
            ProcessHandle first = winnow.databaseServer().orElseThrow();

            first.destroyForcibly();
            first.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertThat(upload(url, "after.txt")).isEqualTo(202);
            awaitRejected(url, 2);
            assertThat(get(url + "/datasets/birds").statusCode()).isEqualTo(200);
            assertThat(winnow.databaseServer().orElseThrow().pid()).isNotEqualTo(first.pid());
        }
    }

    private int upload(String url, String source) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/datasets/birds/images?source=" + source))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofString("no image: " + source))
                .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }

    private void awaitRejected(String url, int images) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String wanted = "\"NOT_AN_IMAGE\":" + images;
        String answer = "";
        while (!answer.contains(wanted)) {
            assertThat(System.nanoTime()).as("%s in %s", wanted, answer).isLessThan(deadline);
            HttpResponse<String> summary = get(url + "/api/datasets/birds/summary");
            answer = summary.body().replace(" ", "");
        }
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
