package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Oversize uploads that the gateway passes on to an ingest service, which refuses them at once and reads no further. */
@QuarkusTest
@QuarkusTestResource(value = Stack.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ProxiedOversizeTest.RefusingIngest.class, restrictToAnnotatedClass = true)
class ProxiedOversizeTest {
    private static final long GIGABYTE = 1_000_000_000;
    private static final byte[] BLOCK = new byte[1 << 18];

    @TestHTTPResource("/")
    URI server;

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000000", "Transfer-Encoding: chunked"})
    void theyTakeNoMemoryAndAreToldWhy(String length) throws Exception {
        given().get("/q/health/live").then().statusCode(200);
        long before = memory();
        long most = before;
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int n = 0; n < 8; n++) {
                answers.add(clients.submit(() -> upload(length)));
            }
            while (!answers.stream().allMatch(Future::isDone)) {
                given().get("/q/health/live").then().statusCode(200);
                most = Math.max(most, memory());
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(413);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(most - before).isLessThan(50L << 20);
    }

    private int upload(String length) throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.getPort())) {
            client.setSoTimeout(20_000);
            OutputStream out = client.getOutputStream();
            out.write(("POST /api/datasets/birds/images?source=a.jpg HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: image/jpeg\r\n" + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            boolean chunked = length.endsWith("chunked");
            try {
                for (long sent = 0; sent < GIGABYTE; sent += BLOCK.length) {
                    if (chunked) {
                        out.write((Integer.toHexString(BLOCK.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    }
                    out.write(BLOCK);
                    if (chunked) {
                        out.write(new byte[] {'\r', '\n'});
                    }
                }
            } catch (IOException e) {
                // the gateway takes no more of it
            }
            String status = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(status.substring(9, 12));
        }
    }

    private static long memory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + Math.max(0, PlatformDependent.usedDirectMemory());
    }

    /** Reads a request's header, answers 413, and keeps the connection open without reading on. */
    public static final class RefusingIngest implements QuarkusTestResourceLifecycleManager {
        private final List<Socket> taken = new ArrayList<>();
        private ServerSocket listener;

        @Override
        public Map<String, String> start() {
            try {
                listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread thread = new Thread(this::serve, "refusing-ingest");
            thread.setDaemon(true);
            thread.start();
            return Map.of("gateway.ingest-url", "http://127.0.0.1:" + listener.getLocalPort());
        }

        private void serve() {
            try {
                while (true) {
                    Socket connection = listener.accept();
                    synchronized (taken) {
                        taken.add(connection);
                    }
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {}
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                                    .getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // the test is over
            }
        }

        @Override
        public void stop() {
            try {
                listener.close();
                synchronized (taken) {
                    for (Socket connection : taken) {
                        connection.close();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
