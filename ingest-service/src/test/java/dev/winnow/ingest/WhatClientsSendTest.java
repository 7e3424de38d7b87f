package dev.winnow.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service alone, and requests as broken clients and foreign pages send them: each is told what is wrong with it. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
class WhatClientsSendTest {
    private static final String IMAGES = "/api/datasets/ducks/images";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @TestHTTPResource("/")
    URI server;

    @BeforeEach
    void declareTheDataset() {
        try (TopicProbe topics = new TopicProbe(servers)) {
            topics.send(new DatasetDeclared("ducks", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
        }
        await().until(() -> given().queryParam("source", "first.png")
                        .contentType("image/png")
                        .body(new byte[] {1})
                        .post(IMAGES)
                        .statusCode()
                == 202);
    }

    @Test
    void bytesWithoutAContentTypeAreToldWhatIsMissing() throws IOException {
        String answer =
                raw("POST " + IMAGES + "?source=a.png HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n", "abc");
        assertThat(answer)
                .startsWith("HTTP/1.1 415")
                .contains("application/problem+json")
                .contains("no Content-Type")
                .contains("Content-Type: image/jpeg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data|--x--",
                "multipart/form-data; boundary=|--x--",
                "multipart/form-data; charset=utf-8|--x--",
                "multipart/form-data; boundary=x|nothing",
                "multipart/form-data; boundary=x|",
                "multipart/form-data; boundary=x|--x--",
                "multipart/form-data; boundary=x|--x",
                "multipart/form-data; boundary=x|--y\r\n\r\nabc\r\n--y--\r\n",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nabc",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nabc\r\n--x",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data; name=\"file\"; file",
                "multipart/form-data; boundary=x|--x\r\n\r\nabc\r\n--x--\r\n",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition\r\n\r\nabc\r\n--x--\r\n",
                "multipart/form-data; boundary=x|--x\r\n: :\r\n\r\nabc\r\n--x--\r\n",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data; name=\"label\"\r\nContent-Type: text/plain; charset=klingon\r\n\r\nabc\r\n--x--\r\n",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data; name=\"label\"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--\r\n",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data; name=\"label\"\r\n\r\nduck\r\n--x--\r\n",
                "multipart/form-data; boundary=x|--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\nabc\r\n--x--\r\n",
                "multipart/form-data; boundary=\"x|--x--"
            })
    void aMalformedFormIsTheClientsFault(String request) throws IOException {
        String type = request.substring(0, request.indexOf('|'));
        String body = request.substring(request.indexOf('|') + 1);
        String answer = raw(
                "POST " + IMAGES + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + body.length() + "\r\n",
                body);
        assertThat(answer).matches("(?s)HTTP/1.1 (400|415) .*").contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source=a|b.png",
                "source=a{b}.png&label=x|y",
                "source=a.png&label=%",
                "source=a[1].png&x=^`\\",
                "source=%FF.png"
            })
    void rawQueriesAreTakenOrRefusedButNeverAFailure(String query) throws IOException {
        String answer = raw(
                "POST " + IMAGES + "?" + query
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 3\r\n",
                "abc");
        assertThat(answer).matches("(?s)HTTP/1.1 (202|400) .*");
    }

    @Test
    void everyFileOfAFormHasAnAnswerOfItsOwn() {
        given().multiPart("file", "good-1.png", new byte[] {1}, "image/png")
                .multiPart("file", "cat/../../bad.png", new byte[] {2}, "image/png")
                .multiPart("file", "good-2.png", new byte[] {3}, "image/png")
                .post(IMAGES)
                .then()
                .statusCode(207)
                .body("size()", is(3))
                .body("status", is(List.of(202, 400, 202)))
                .body("source", is(List.of("good-1.png", "cat/../../bad.png", "good-2.png")))
                .body("[1].detail", containsString("'..'"))
                .body("[2].bytes", is(1));
    }

    @Test
    void aFormOfGoodFilesIsTakenAsAWhole() {
        given().multiPart("file", "whole-1.png", new byte[] {1}, "image/png")
                .multiPart("file", "whole-2.png", new byte[] {2}, "image/png")
                .post(IMAGES)
                .then()
                .statusCode(202)
                .body("status", is(List.of(202, 202)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.png", "/etc/a.png", "C:\\a.png", "cat/nul.png", "a\\..\\b.png", "con", "a\u0000.png"})
    void aSourceKeyThatCouldLeaveAFolderIsRefusedOnBothWays(String source) {
        given().queryParam("source", source)
                .contentType("image/png")
                .body(new byte[] {1})
                .post(IMAGES)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("source key"));
        given().multiPart("source", source)
                .multiPart("file", "a.png", new byte[] {1}, "image/png")
                .post(IMAGES)
                .then()
                .statusCode(400)
                .body("detail", containsString("source key"));
    }

    @ParameterizedTest
    @CsvSource({
        "label, 257, 'A label has 257 characters, at most 256 are taken: shorten it'",
        "group, 257, 'The group has 257 characters, at most 256 are taken: shorten it'",
        "note, 4097, 'The metadata field ''note'' has 4097 characters, at most 4096 are taken: shorten it'",
        "source, 1025, 'A source key has 1 to 1024 bytes, this one has 1025: shorten the path'"
    })
    void whatIsTooLongIsRefusedByItsLimit(String field, int length, String detail) {
        given().multiPart(field, "x".repeat(length))
                .multiPart("file", "a.png", new byte[] {1}, "image/png")
                .post(IMAGES)
                .then()
                .statusCode(400)
                .body("detail", is(detail));
        if (!field.equals("note")) {
            var request = given().queryParam(field, "x".repeat(length));
            if (!field.equals("source")) {
                request.queryParam("source", "a.png");
            }
            request.contentType("image/png")
                    .body(new byte[] {1})
                    .post(IMAGES)
                    .then()
                    .statusCode(400)
                    .body("detail", is(detail));
        }
    }

    @Test
    void aFieldBeyondAllLimitsIsRefusedToo() {
        given().multiPart("note", "x".repeat(100_000))
                .multiPart("file", "a.png", new byte[] {1}, "image/png")
                .post(IMAGES)
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
    }

    @Test
    void aClientThatGoesAwayIsNoFailureOfTheStore() throws IOException {
        List<String> complaints = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                    complaints.add(record.getLoggerName() + " " + record.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(handler);
        try {
            for (String type : List.of("image/png", "multipart/form-data; boundary=x")) {
                try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
                    socket.getOutputStream()
                            .write(("POST " + IMAGES + "?source=gone.png HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                                            + type + "\r\nContent-Length: 100000\r\n\r\n--x\r\nContent-Disposition:"
                                            + " form-data; name=\"file\"; filename=\"gone.png\"\r\n\r\nabc")
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                    socket.setSoLinger(true, 0); // closed by a reset
                }
            }
            for (int n = 0; n < 20; n++) { // requests behind it are answered, by when it is done with
                given().queryParam("source", "next.png")
                        .contentType("image/png")
                        .body(new byte[] {1})
                        .post(IMAGES)
                        .then()
                        .statusCode(202);
            }
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void uploadsFromForeignPagesAreRefusedHereToo() {
        given().header("Host", "evil.example")
                .queryParam("source", "a.png")
                .contentType("image/png")
                .body(new byte[] {1})
                .post(IMAGES)
                .then()
                .statusCode(403)
                .body("title", is("Foreign host"));
        given().header("Origin", "http://evil.example")
                .multiPart("file", "a.png", new byte[] {1}, "image/png")
                .post(IMAGES)
                .then()
                .statusCode(403)
                .body("detail", endsWith("winnow.http.hosts"));
    }

    private String raw(String head, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write((head + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
