package dev.winnow.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.spec.SpecReader;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.LoggedErrors;
import dev.winnow.messaging.TopicProbe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody sends by accident: each is a problem that says why, and the next upload is taken. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
class HostileUploadsTest {
    private static final String IMAGES = "/api/datasets/birds/images";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @TestHTTPResource("/")
    URI server;

    @BeforeEach
    void declareTheDataset() {
        try (TopicProbe topics = new TopicProbe(servers)) {
            topics.send(new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
            topics.send(new DatasetDeclared(
                    "small",
                    List.of(SpecReader.read("limits: {maxBytes: 1000000}").withVersion(1)),
                    "anna",
                    Instant.EPOCH));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"; filename=\"a.png\"", ""})
    void tenThousandPartsAreAProblem(String filename) {
        StringBuilder form = new StringBuilder();
        for (int n = 0; n < 10_000; n++) {
            form.append("--b\r\nContent-Disposition: form-data; name=\"part")
                    .append(n)
                    .append('"')
                    .append(filename)
                    .append("\r\n\r\nx\r\n");
        }
        given().contentType("multipart/form-data; boundary=b")
                .body(form.append("--b--\r\n").toString().getBytes(StandardCharsets.US_ASCII))
                .post(IMAGES)
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", containsString("1000 parts"));
        theNextUploadIsTaken();
    }

    @Test
    void aFileWithoutAFilenameIsAProblem() {
        for (int length : new int[] {100, 100_000}) {
            given().contentType("multipart/form-data; boundary=b")
                    .body(("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n" + "x".repeat(length)
                                    + "\r\n--b--\r\n")
                            .getBytes(StandardCharsets.US_ASCII))
                    .post(IMAGES)
                    .then()
                    .statusCode(length == 100 ? 400 : 413)
                    .contentType("application/problem+json")
                    .body("detail", containsString("file"));
        }
        theNextUploadIsTaken();
    }

    @Test
    void aFormThatEndsEarlyIsAProblem() {
        given().contentType("multipart/form-data; boundary=b")
                .body("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nxyz"
                        .getBytes(StandardCharsets.US_ASCII))
                .post(IMAGES)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatTheSpecDoesNotAllowIsAProblem(boolean chunked) throws Exception {
        byte[] large =
                new byte[3_000_000]; // arrives whole, however busy the machine is, before the connection is closed
        HttpRequest.BodyPublisher body = chunked
                ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))
                : HttpRequest.BodyPublishers.ofByteArray(large);
        LoggedErrors logged = LoggedErrors.listen();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.resolve("/api/datasets/small/images?source=large.png"))
                                .header("Content-Type", "image/png")
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("limits.maxBytes");
        theNextUploadIsTaken();
        logged.close();
        assertThat(logged.errors()).as("a refusal is nobody's failure").isEmpty();
    }

    /** The connection's thread refuses it in the midst of the body, while a worker is reading. */
    @RepeatedTest(5)
    void whoIsRefusedWhileTheBodyIsReadLeavesNoErrorInTheLog() throws Exception {
        try (LoggedErrors logged = LoggedErrors.listen()) {
            byte[] chunk = new byte[50_000];
            String status;
            try (Socket client = new Socket("127.0.0.1", server.getPort())) {
                client.setSoTimeout(30_000);
                OutputStream out = client.getOutputStream();
                out.write(("POST /api/datasets/small/images?source=large.png HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                try {
                    for (int sent = 0; sent < 4_000_000; sent += chunk.length) {
                        out.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        out.write(chunk);
                        out.write(new byte[] {'\r', '\n'});
                        out.flush();
                    }
                } catch (IOException e) {
                    // no more of it is taken
                }
                status = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
            }
            theNextUploadIsTaken();

            assertThat(status).startsWith("HTTP/1.1 413");
            assertThat(logged.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "gzip, gzip"})
    void aCompressedBodyIsNotTakenForTheImage(String encoding) {
        given().contentType("image/png")
                .header("Content-Encoding", encoding)
                .body(new byte[] {0x1f, (byte) 0x8b, 8, 0})
                .post(IMAGES + "?source=packed.png")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("title", is("Content-Encoding is not taken"));
    }

    private static void theNextUploadIsTaken() {
        given().queryParam("source", "next.png")
                .contentType("image/png")
                .body(new byte[] {1, 2, 3})
                .post(IMAGES)
                .then()
                .statusCode(is(202));
    }
}
