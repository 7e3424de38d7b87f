package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.winnow.formats.release.TarSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about releases against answers as the gateway gives them. */
class ReleaseCommandsTest {
    private static final String AT = "2026-11-28T12:00:00.125Z";

    private final PrintStream standardOutput = System.out;
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private HttpServer gateway;
    private volatile String cutAt = AT;
    private volatile byte[] archive = new byte[0];

    @TempDir
    private Path folder;

    @BeforeEach
    void startGateway() throws IOException {
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/api/datasets/birds/releases", this::answer);
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        System.setOut(standardOutput);
        System.setErr(standardError);
        gateway.stop(0);
    }

    @Test
    void aReleaseIsCutUnderTheVersionThatWasGivenAndAwaited() {
        assertThat(winnow("release", "birds", "--version", "v2", "--note", "a \"note\""))
                .isZero();

        assertThat(printed())
                .isEqualTo(
                        "Released birds v2 with 2,114 images; 1 was left out, because something else was uploaded to the"
                                + " place meanwhile. You chose it; v1 was proposed." + System.lineSeparator());
        assertThat(asked).containsExactly("{\"version\":\"v2\",\"note\":\"a \\\"note\\\"\"}");
        assertThat(looks.get()).isEqualTo(2);
    }

    @Test
    void whoIsOvertakenIsTold() {
        cutAt = "2026-11-28T12:00:00.001Z";

        assertThat(winnow("release", "birds")).isEqualTo(1);

        assertThat(printed()).contains("Somebody else cut release v2 of dataset birds at the same moment");
    }

    @Test
    void releasesAreListed() {
        looks.set(1);
        assertThat(winnow("releases", "birds")).isZero();

        assertThat(printed()).startsWith("v2        ready           2114 images  " + AT + "  by anna  the first");
    }

    @Test
    void aDiffTellsEachKindWithExamples() {
        assertThat(winnow("diff", "birds", "v1", "v2")).isZero();

        assertThat(printed().lines())
                .containsExactly(
                        "added               2  a.jpg, b.jpg",
                        "moved               9  c.jpg, …",
                        "same             1200",
                        "train            1000 → 1002",
                        "test              211 → 211");
    }

    @Test
    void anExportIsUnpackedIntoTheFolder() throws IOException {
        archive = tar("annotations/train.json", "images/train/a.jpg");
        Path out = folder.resolve("new/coco");

        assertThat(winnow(
                        "export",
                        "birds",
                        "--release",
                        "v2",
                        "--format",
                        "coco",
                        "--split",
                        "train,val",
                        "--out",
                        out.toString()))
                .isZero();

        assertThat(out.resolve("annotations/train.json")).hasContent("annotations/train.json");
        assertThat(out.resolve("images/train/a.jpg")).hasContent("images/train/a.jpg");
        assertThat(printed()).contains("Exported birds v2 as coco: 2 files, 40 bytes in " + out);
        assertThat(asked).containsExactly("format=coco&images=original&split=train&split=val");
        assertThat(winnow("export", "birds", "--format", "coco", "--out", out.toString()))
                .isEqualTo(2);
        assertThat(printed()).contains("is not empty: name a folder that is not there yet");
    }

    @Test
    void anArchiveThatIsCutOffLeavesNothing() throws IOException {
        byte[] whole = tar("a.txt", "b.txt");
        archive = Arrays.copyOf(whole, 512 + 512 + 512 + 3);
        Path out = folder.resolve("coco");

        assertThat(winnow("export", "birds", "--format", "coco", "--out", out.toString()))
                .isEqualTo(1);

        assertThat(printed()).contains("was not exported").contains("Nothing was left in");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anArchiveThatLeadsOutOfTheFolderIsRefused() throws IOException {
        archive = tar("../evil.txt");
        Path out = folder.resolve("coco");

        assertThat(winnow("export", "birds", "--format", "coco", "--out", out.toString()))
                .isEqualTo(1);

        assertThat(folder).isEmptyDirectory();
    }

    /** Files that hold their own paths. */
    private static byte[] tar(String... paths) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarSink sink = new TarSink(bytes)) {
            for (String path : paths) {
                sink.file(path, path.getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private int winnow(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[all.length - 2] = "--to";
        all[all.length - 1] = "http://127.0.0.1:" + gateway.getAddress().getPort();
        return WinnowCommand.execute(all);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/export")) {
            asked.add(exchange.getRequestURI().getQuery());
            send(exchange, 200, archive);
        } else if (path.endsWith("/changes")) {
            json(exchange, 200, """
                    {"added": 2, "moved": 9, "same": 1200, "examples": {"added": ["a.jpg", "b.jpg"], "moved": ["c.jpg"]},
                     "before": {"train": 1000, "test": 211}, "after": {"train": 1002, "test": 211}}""");
        } else if (exchange.getRequestMethod().equals("POST")) {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            json(
                    exchange,
                    202,
                    "{\"release\": \"v2\", \"reason\": \"You chose it; v1 was proposed.\", \"at\": \"" + AT + "\"}");
        } else {
            String state = looks.getAndIncrement() == 0 ? "ASSEMBLING" : "READY";
            json(exchange, 200, """
                    {"releases": [{"release": "v2", "state": "%s", "items": 2114, "leftOut": 1, "waiting": 3, "at": "%s", "by": "anna",
                      "note": "the first"}]}""".formatted(state, cutAt));
        }
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
