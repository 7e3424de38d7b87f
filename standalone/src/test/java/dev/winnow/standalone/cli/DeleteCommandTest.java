package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.winnow.standalone.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command against answers as the gateway gives them. */
class DeleteCommandTest {
    private final PrintStream standardOutput = System.out;
    private final PrintStream standardError = System.err;
    private final InputStream standardInput = System.in;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<String> deleted = new CopyOnWriteArrayList<>();
    private HttpServer gateway;

    @BeforeEach
    void startGateway() throws IOException {
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/api/datasets/pets", this::answer);
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        System.setOut(standardOutput);
        System.setErr(standardError);
        System.setIn(standardInput);
        gateway.stop(0);
    }

    @Test
    void theNameIsAskedForOnceMore() {
        assertThat(winnow("pets\n", "pets")).isZero();

        assertThat(printed())
                .contains("Dataset pets has 1 image, 2,301 prepared files and 12,345,678 bytes in the store.")
                .contains("Type its name to delete it: ")
                .contains("Deleted dataset pets. Its files leave the store within some minutes;");
        assertThat(deleted).containsExactly("confirm=pets");
    }

    @Test
    void anotherNameOrNoneDeletesNothing() {
        assertThat(winnow("pet\n", "pets")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(printed()).contains("Nothing was deleted: the name is pets, not 'pet'");
        assertThat(winnow("", "pets")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(printed()).contains("repeat the name with --yes pets");
        assertThat(winnow("", "pets", "--yes", "cats")).isEqualTo(Failure.ASKED_WRONG);
        assertThat(winnow("", "pets", "--json")).isEqualTo(Failure.ASKED_WRONG);

        assertThat(deleted).isEmpty();
    }

    @Test
    void aScriptRepeatsTheNameAsAnOption() {
        assertThat(winnow("", "pets", "--yes", "pets", "--json")).isZero();

        assertThat(printed()).contains("\"by\" : \"anna\"").doesNotContain("Type its name");
        assertThat(deleted).containsExactly("confirm=pets");
    }

    private int winnow(String typed, String... arguments) {
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        String[] all = new String[arguments.length + 3];
        all[0] = "delete";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--to";
        all[all.length - 1] = "http://127.0.0.1:" + gateway.getAddress().getPort();
        return WinnowCommand.execute(all);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean deletes = exchange.getRequestMethod().equals("DELETE");
        if (deletes) {
            deleted.add(exchange.getRequestURI().getQuery());
        }
        byte[] body = (deletes
                        ? "{\"dataset\": \"pets\", \"by\": \"anna\", \"at\": \"2026-01-07T12:00:00Z\"}"
                        : "{\"dataset\": \"pets\", \"images\": 1, \"prepared\": 2301, \"bytes\": 12345678}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(deletes ? 202 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
