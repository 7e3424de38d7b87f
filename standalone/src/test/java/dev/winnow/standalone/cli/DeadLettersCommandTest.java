package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.winnow.standalone.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command against answers as the gateway gives them. */
class DeadLettersCommandTest {
    private static final String ONE = "abcd1234" + "0".repeat(24);
    private static final String OTHER = "abcd5678" + "0".repeat(24);

    private final PrintStream standardOutput = System.out;
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> posted = new CopyOnWriteArrayList<>();
    private HttpServer gateway;

    @BeforeEach
    void startGateway() throws IOException {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/api/dead-letters", this::answer);
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        System.setOut(standardOutput);
        System.setErr(standardError);
        gateway.stop(0);
    }

    @Test
    void theListNamesImageReasonAndHowOften() {
        assertThat(winnow("list")).isZero();

        assertThat(out())
                .contains("abcd12340000  augment, cat/1.jpg of pets")
                .contains("failed 3 times, 2026-01-05 10:00:00 UTC: The disk is full [31m")
                .contains("abcd56780000  gateway, a record with the key odd")
                .doesNotContain("\u001b");
    }

    @Test
    void jsonIsWhatTheGatewaySays() throws IOException {
        assertThat(winnow("list", "--json")).isZero();

        JsonNode listing = new ObjectMapper().readTree(out());
        assertThat(listing.path("letters").path(0).path("letter").asText()).isEqualTo(ONE);
    }

    @Test
    void theBeginningOfANameIsEnoughWhereItNamesOneLetter() {
        assertThat(winnow("show", "abcd12")).isZero();
        assertThat(out()).contains("images.assigned, partition 0, offset 41").contains("first time");

        assertThat(winnow("resend", "abcd")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(err()).contains("2 letters' names begin with abcd: give more of its digits");
        assertThat(winnow("resend", "ffff")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(winnow("resend", "no letter")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(winnow("resend")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(err()).contains("Name letters, or give --all");
        assertThat(posted).isEmpty();
    }

    @Test
    void oneThatIsRefusedKeepsTheOthersFromNothingAndTheExitCodeSaysSo() {
        assertThat(winnow("resend", "--all")).isEqualTo(Failure.WENT_WRONG);

        assertThat(posted).containsExactly(ONE + "/resend", OTHER + "/resend");
        assertThat(out()).contains("abcd12340000  cat/1.jpg of pets: resent");
        assertThat(err()).contains("abcd56780000").contains("declare the spec again");
    }

    @Test
    void whatWasClosedBeforeIsNamedAsThat() {
        assertThat(winnow("drop", ONE)).isZero();

        assertThat(posted).containsExactly(ONE + "/drop");
        assertThat(out()).contains("cat/1.jpg of pets: was resent before; nothing was done");
    }

    @Test
    void aGatewayThatIsNotThereIsNamed() {
        int port = gateway.getAddress().getPort();
        gateway.stop(0);

        assertThat(winnow("list")).isEqualTo(Failure.WENT_WRONG);
        assertThat(err()).contains("http://127.0.0.1:" + port);
    }

    private int winnow(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--to", "http://127.0.0.1:" + gateway.getAddress().getPort()));
        return WinnowCommand.execute(all.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/api/dead-letters".length());
        if (exchange.getRequestMethod().equals("POST")) {
            posted.add(path.substring(1));
            if (path.contains(OTHER)) {
                send(exchange, 409, "{\"detail\": \"declare the spec again\"}");
            } else {
                send(exchange, 202, letter(ONE, "RESENT"));
            }
        } else if (path.isEmpty()) {
            String odd = """
                    {"letter": "%s", "service": "gateway", "state": "OPEN", "key": "odd", "reason": "Cannot read it", "attempts": 1,
                     "lastAt": "2026-01-05T09:00:00Z"}""".formatted(OTHER);
            send(
                    exchange,
                    200,
                    "{\"letters\": [" + letter(ONE, "OPEN") + "," + odd
                            + "], \"open\": {\"augment\": 1, \"gateway\": 1}}");
        } else {
            send(exchange, 200, "{\"letter\": " + letter(ONE, "OPEN") + """
                    , "headers": {"ce_id": "x"}, "value": "{}", "obstacle": null, "failures": [
                    {"at": "2026-01-05T09:00:00Z", "offset": 41, "reason": "first time"}]}""");
        }
    }

    private static String letter(String name, String state) {
        return """
                {"letter": "%s", "service": "augment", "state": "%s", "topic": "images.assigned", "partition": 0, "offset": 41,
                 "dataset": "pets", "source": "cat/1.jpg", "imageState": "in-flight", "bytes": 12,
                 "reason": "The disk is full \\u001b[31m", "attempts": 3, "firstAt": "2026-01-05T09:00:00Z",
                 "lastAt": "2026-01-05T10:00:00.5Z", "closedAt": null}""".formatted(name, state);
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
