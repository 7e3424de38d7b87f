package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.winnow.standalone.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconcileCommandTest {
    private final PrintStream standardOut = System.out;
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private HttpServer gateway;

    @BeforeEach
    void listen() throws IOException {
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        gateway.start();
    }

    @AfterEach
    void restore() {
        System.setOut(standardOut);
        System.setErr(standardError);
        gateway.stop(0);
    }

    @Test
    void theAnswerSaysHowFarBehindEachBucketWas() {
        answer(200, """
                {"buckets": [
                  {"bucket": "inbox", "objects": 1204, "known": 1190, "missing": 3, "arriving": 0, "passedOver": 11,
                   "oldestMissing": "2026-11-28T10:00:00Z", "behindSeconds": 14580},
                  {"bucket": "second", "objects": 2, "known": 2, "missing": 0, "arriving": 0, "passedOver": 0,
                   "oldestMissing": null, "behindSeconds": 0}]}""");

        assertThat(reconcile()).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "inbox: 1,204 objects, 3 missing, the oldest for 4 h 3 min; they are taken in now;"
                                + " 11 are no images (annotations, folders, keys outside a dataset)",
                        "second: 2 objects, 0 missing");
    }

    @Test
    void jsonIsTheGatewaysAnswer() {
        answer(200, "{\"buckets\": [{\"bucket\": \"inbox\", \"missing\": 3}]}");

        assertThat(reconcile("--json")).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("\"missing\" : 3");
    }

    @Test
    void aRefusalIsASentence() {
        answer(409, "{\"detail\": \"The setting gateway.sweep.buckets names no bucket\"}");

        assertThat(reconcile()).isEqualTo(Failure.WENT_WRONG);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("409: The setting gateway.sweep.buckets names no bucket");
    }

    private int reconcile(String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "reconcile";
        arguments[1] = "--to";
        arguments[2] = "http://127.0.0.1:" + gateway.getAddress().getPort();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return WinnowCommand.execute(arguments);
    }

    private void answer(int status, String body) {
        gateway.createContext("/api/reconcile", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? status : 405, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
