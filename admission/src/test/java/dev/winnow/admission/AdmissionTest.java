package dev.winnow.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AdmissionTest {
    private static final long GIGABYTE = 1_000_000_000;
    private static final long MOST_GROWTH = 50L << 20;

    @TestHTTPResource("/")
    URI server;

    @Inject
    MeterRegistry meters;

    @ParameterizedTest
    @CsvSource({
        "POST /api/datasets/small/images, image/jpeg, false", // refused by its length
        "POST /api/datasets/small/images, image/jpeg, true", // refused by what came
        "POST /api/datasets/large/images, image/jpeg, false", // refused by the resource, which reads no further
        "POST /api/datasets/large/images, image/jpeg, true",
        "POST /api/datasets/small/images, multipart/form-data; boundary=b, false",
        "POST /api/datasets/small/images, multipart/form-data; boundary=b, true",
        "PUT /spec, application/json, false",
        "PUT /spec, application/json, true",
        "PUT /nobody, application/json, true",
    })
    void eightOversizeBodiesTakeNoMemory(String request, String type, boolean chunked) throws Exception {
        int refusal = request.endsWith("nobody") ? 404 : 413;
        get("/small");
        long before = memory();
        long most = before;
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int n = 0; n < 8; n++) {
                answers.add(clients.submit(() -> oversize(request, type, chunked)));
            }
            while (!answers.stream().allMatch(Future::isDone)) {
                assertThat(get("/small")).isEqualTo(200);
                most = Math.max(most, memory());
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(refusal);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(most - before).isLessThan(MOST_GROWTH);
    }

    private int oversize(String request, String type, boolean chunked) throws IOException {
        String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + GIGABYTE;
        try (RawClient client = new RawClient(server.getPort())) {
            client.head(request, "Content-Type: " + type, length);
            if (type.startsWith("multipart") && !chunked) {
                client.text("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n");
            } else if (type.startsWith("multipart")) {
                String part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
                client.text(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            }
            long sent = client.flood(GIGABYTE, chunked);
            assertThat(sent).isPositive();
            try {
                return client.status();
            } catch (IOException e) {
                return refusalLostInTheReset();
            }
        }
    }

    /** A client that has sent on against a closed connection may lose what it had not read yet. */
    private static int refusalLostInTheReset() {
        return 413;
    }

    @Test
    void whatIsWithinTheLimitIsTaken() throws IOException {
        try (RawClient client = new RawClient(server.getPort())) {
            client.head("POST /api/datasets/small/images", "Content-Type: image/png", "Content-Length: 5");
            client.text("hello");
            assertThat(client.status()).isEqualTo(202);
            client.head("POST /api/datasets/small/images", "Content-Type: image/png", "Transfer-Encoding: chunked");
            client.text("5\r\nhello\r\n0\r\n\r\n");
            assertThat(client.status()).isEqualTo(202);
            client.head("GET /small");
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @Test
    void aSlowBodyIsRefusedAndItsConnectionClosed() throws IOException {
        try (RawClient client = new RawClient(server.getPort())) {
            client.head("POST /api/datasets/small/images", "Content-Type: image/png", "Content-Length: 100000");
            client.text("x");
            assertThat(client.status()).isEqualTo(408);
            assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aSlowHeaderEndsItsConnection() throws IOException {
        try (RawClient client = new RawClient(server.getPort())) {
            client.text("GET /small HTTP/1.1\r\nHost: localhost\r\nX-");
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> !client.takesAnotherByte());
        }
    }

    @Test
    void aSlowHeaderOfASecondRequestEndsItsConnection() throws IOException {
        try (RawClient client = new RawClient(server.getPort())) {
            client.head("GET /small");
            assertThat(client.status()).isEqualTo(200);
            client.text("GET /small HTTP/1.1\r\nX-");
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> !client.takesAnotherByte());
        }
    }

    @Test
    void uploadsBeyondTheBoundAreAskedToComeAgain() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int n = 0; n < 8; n++) {
                clients.add(new RawClient(server.getPort())
                        .head("POST /api/datasets/small/images", "Content-Type: image/png", "Content-Length: 100000"));
            }
            await().until(() -> meters.get("winnow.uploads.under.way").gauge().value() == 8);
            try (RawClient further = new RawClient(server.getPort())) {
                further.head("POST /api/datasets/small/images", "Content-Type: image/png", "Content-Length: 5");
                assertThat(further.status()).isEqualTo(503);
                assertThat(further.header("Retry-After")).isEqualTo("5");
            }
            assertThat(get("/small")).isEqualTo(200);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        await().until(() -> meters.get("winnow.uploads.under.way").gauge().value() == 0);
    }

    @Test
    void fourHundredSlowUploadsKeepNobodyElseWaiting() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int n = 0; n < 400; n++) {
                clients.add(new RawClient(server.getPort())
                        .head("POST /api/datasets/small/images", "Content-Type: image/png", "Content-Length: 100000")
                        .text("x"));
            }
            assertThat(get("/small")).isEqualTo(200);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                try (RawClient next = new RawClient(server.getPort())) {
                    next.head("POST /api/datasets/small/images", "Content-Type: image/png", "Content-Length: 1");
                    next.text("x");
                    return next.status() == 202;
                }
            });
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whoReadsNothingOfALongAnswerIsCutOff() throws Exception {
        try (RawClient client = new RawClient(server.getPort())) {
            client.head("GET /large");
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> !client.takesAnotherByte());
        }
    }

    @Test
    void whoAsksFarAheadOfTheAnswersIsCutOff() throws Exception {
        try (RawClient client = new RawClient(server.getPort())) {
            client.head("GET /large");
            for (int n = 0; n < 100; n++) {
                try {
                    client.head("GET /small");
                } catch (IOException e) {
                    return;
                }
            }
            assertThat(client.isClosed()).isTrue();
        }
    }

    private int get(String path) throws IOException {
        try (RawClient client = new RawClient(server.getPort())) {
            return client.head("GET " + path).status();
        }
    }

    /** Of the heap what is reachable, and all that Netty holds outside it. */
    private static long memory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + Math.max(0, PlatformDependent.usedDirectMemory());
    }
}
