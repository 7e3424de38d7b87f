package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the API's own description says is held against what it answers, by requests that schemathesis generates: valid ones, and such as
 * break each rule in turn. The seed is fixed.
 */
class ApiConformanceTest {
    private static final long PATIENCE_MINUTES = 8;
    private static final String CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,"
            + "response_headers_conformance,unsupported_method,allow_header_conformance";

    @TempDir
    Path folder;

    @Test
    void theApiDoesWhatItsDescriptionSays() throws Exception {
        Optional<Path> schemathesis = schemathesis();
        assumeTrue(
                schemathesis.isPresent(),
                "no schemathesis: set SCHEMATHESIS to the program, or have it on the PATH (pip install schemathesis)");
        try (Winnow winnow = Winnow.start(folder, "serve", "--data", "state", "--port", 0)) {
            String url = winnow.awaitLine("^Winnow is ready at (http://\\S+?)\\.? \\(");
            HttpRequest declare = HttpRequest.newBuilder(URI.create(url + "/api/datasets/birds/spec"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(declare, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(201);

            Path report = folder.resolve("schemathesis.txt");
            Process run = new ProcessBuilder(List.of(
                            schemathesis.get().toString(),
                            "run",
                            url + "/q/openapi",
                            "--checks",
                            CHECKS,
                            "--phases",
                            "examples,coverage,fuzzing",
                            "--max-examples",
                            "10",
                            "--seed",
                            "7",
                            "--continue-on-failure",
                            "--no-color",
                            "--request-timeout",
                            "10"))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(report.toFile())
                    .start();
            try {
                assertThat(run.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                        .as("ended; it said:%n%s", Files.readString(report))
                        .isTrue();
            } finally {
                run.descendants().forEach(ProcessHandle::destroyForcibly);
                run.destroyForcibly();
            }
            assertThat(run.exitValue()).as(Files.readString(report)).isZero();
        }
    }

    private static Optional<Path> schemathesis() {
        String named = System.getenv("SCHEMATHESIS");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named)).filter(Files::isExecutable);
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "schemathesis"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
