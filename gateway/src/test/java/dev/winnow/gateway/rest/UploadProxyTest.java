package dev.winnow.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.gateway.GatewayConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy between a client of raw bytes and two servers, of which only one is meant. */
class UploadProxyTest {
    private static final String IMAGES = "/api/datasets/birds/images";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> ingest = new LinkedBlockingQueue<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private HttpServer ingestServer;
    private HttpServer otherServer;
    private HttpServer gateway;

    @BeforeEach
    void start() {
        ingestServer = listening(server -> server.requestHandler(request -> {
            StringBuilder seen = new StringBuilder(request.method() + " " + request.uri());
            request.headers()
                    .forEach(header -> seen.append('\n')
                            .append(header.getKey().toLowerCase())
                            .append(": ")
                            .append(header.getValue()));
            arrived.countDown();
            request.body().onFailure(cut -> ingest.add("cut off")).onSuccess(body -> {
                ingest.add(seen + "\n" + body);
                request.response()
                        .setStatusCode(202)
                        .putHeader("Connection", "X-Of-This-Hop")
                        .putHeader("X-Of-This-Hop", "1")
                        .putHeader("X-Of-The-Answer", "1")
                        .end("taken");
            });
        }));
        otherServer = listening(server -> server.requestHandler(request -> {
            elsewhere.add(request.uri());
            request.response().end();
        }));
        Router router = Router.router(vertx);
        new UploadProxy(
                        new GatewayConfig() {
                            @Override
                            public Sweep sweep() {
                                throw new UnsupportedOperationException();
                            }

                            @Override
                            public Collector collector() {
                                throw new UnsupportedOperationException();
                            }

                            @Override
                            public Optional<URI> ingestUrl() {
                                return Optional.of(URI.create("http://127.0.0.1:" + ingestServer.actualPort() + "/"));
                            }

                            @Override
                            public long readyLag() {
                                return 0;
                            }

                            @Override
                            public Access access() {
                                return Optional::empty;
                            }
                        },
                        vertx)
                .routes(router);
        gateway = listening(server -> server.requestHandler(router));
    }

    private HttpServer listening(java.util.function.UnaryOperator<HttpServer> handled) {
        return handled.apply(vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0)))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:ELSEWHERE/api/datasets/birds/images",
                "http://127.0.0.1:ELSEWHERE//api/datasets/birds/images",
                "http://x@127.0.0.1:ELSEWHERE/api/datasets/birds/images?source=a",
                "//127.0.0.1:ELSEWHERE/api/datasets/birds/images",
                "/\\127.0.0.1:ELSEWHERE/api/datasets/birds/images",
                "///127.0.0.1:ELSEWHERE/api/datasets/birds/images",
                "/api/datasets/birds/images?x=http://127.0.0.1:ELSEWHERE/",
                "/api/datasets/@127.0.0.1:ELSEWHERE/images",
                "/api/datasets/..%2f..%2f127.0.0.1:ELSEWHERE/images",
                "/api/datasets/http:%2f%2f127.0.0.1:ELSEWHERE%2f/images"
            })
    void noRequestLineLeadsElsewhere(String target) throws Exception {
        String there = target.replace("ELSEWHERE", String.valueOf(otherServer.actualPort()));
        send("POST " + there + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n", "abc");
        send(
                "POST " + there + " HTTP/1.1\r\nHost: 127.0.0.1:" + otherServer.actualPort()
                        + "\r\nContent-Length: 3\r\n",
                "abc");

        assertThat(elsewhere).isEmpty();
        for (String seen : ingest) {
            assertThat(seen).startsWith("POST /api/datasets/").contains("host: 127.0.0.1:" + ingestServer.actualPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"source=a|b", "source=a[1]", "source=a{b}", "source=a\"b", "source=a^`\\<>"})
    void rawQueriesArePassedOn(String query) throws Exception {
        assertThat(send(
                        "POST " + IMAGES + "?" + query + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n",
                        "abc"))
                .startsWith("HTTP/1.1 202");
        assertThat(seen()).startsWith("POST " + IMAGES + "?source=").endsWith("\nabc");
    }

    @Test
    void whatBelongsToOneHopEndsThere() throws Exception {
        String answer = send(
                "POST " + IMAGES
                        + "?source=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Type: image/png\r\n"
                        + "Connection: X-Secret, content-length\r\nX-Secret: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: other/2\r\n"
                        + "Proxy-Authorization: Basic eDp5\r\nProxy-Connection: close\r\nTrailer: X\r\nCookie: a=b\r\n"
                        + "Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\nX-Kept: 1\r\n",
                "abc");

        assertThat(seen())
                .contains("content-type: image/png", "x-kept: 1", "content-length: 3")
                .doesNotContain(
                        "x-secret", "keep-alive", "te:", "upgrade", "proxy-", "trailer", "cookie", "origin", "sec-");
        assertThat(answer.toLowerCase())
                .startsWith("http/1.1 202")
                .contains("x-of-the-answer: 1")
                .endsWith("taken")
                .doesNotContain("x-of-this-hop");
    }

    @Test
    void aBodyWithoutALengthIsPassedOnWhole() throws Exception {
        assertThat(send(
                        "POST " + IMAGES + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n",
                        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 202");
        assertThat(seen()).endsWith("\nabcde");
    }

    @Test
    void aClientThatExpectsToBeAskedIsAsked() throws Exception {
        String answer = send(
                "POST " + IMAGES + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n",
                "abc");
        assertThat(answer).startsWith("HTTP/1.1 100").contains("HTTP/1.1 202");
        assertThat(seen()).doesNotContain("expect");
    }

    @Test
    void anUploadThatIsCutOffIsCutOffBehindTheProxyToo() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.actualPort())) {
            socket.getOutputStream()
                    .write(("POST " + IMAGES
                                    + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(seen()).isEqualTo("cut off");
    }

    @Test
    void anIngestServiceThatIsAwayIsAProblem() throws Exception {
        ingestServer.close().toCompletionStage().toCompletableFuture().join();
        assertThat(send("POST " + IMAGES + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n", "abc"))
                .startsWith("HTTP/1.1 503")
                .contains("Ingest not available");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ingest:8081", "ftp://ingest", "/ingest", "http:///x", "http://u:p@ingest", "http://ingest?x=1"})
    void anAddressThatIsNoServerIsRefusedAtTheStart(String url) {
        assertThatThrownBy(() -> UploadProxy.requireServer(URI.create(url)))
                .hasMessage("gateway.ingest-url is " + url
                        + ", expected a server such as http://ingest-service:8081, without a user or a query");
    }

    private String seen() throws InterruptedException {
        return ingest.poll(30, TimeUnit.SECONDS);
    }

    private String send(String head, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.actualPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((head + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
