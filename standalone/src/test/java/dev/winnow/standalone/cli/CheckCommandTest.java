package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.winnow.dataset.release.DatasetFacts;
import dev.winnow.dataset.release.Readiness;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import dev.winnow.events.spec.SpecReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The command against answers as the gateway gives them. */
class CheckCommandTest {
    private final PrintStream standardOutput = System.out;
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ConcurrentLinkedDeque<Readiness> answers = new ConcurrentLinkedDeque<>();
    private HttpServer gateway;

    @TempDir
    private Path folder;

    @BeforeEach
    void startGateway() throws IOException {
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/api/datasets/birds/readiness", this::answer);
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        System.setOut(standardOutput);
        System.setErr(standardError);
        gateway.stop(0);
    }

    /** Readiness of a dataset without a card, with one hundred images. */
    private static Readiness readiness(long leaks, long inFlight) throws IOException {
        return readiness("{\"baselineScore\": 0.9, \"shuffledScore\": 0.1}", "{}", leaks, inFlight);
    }

    private static Readiness ready(long apart) throws IOException {
        return readiness(
                "{\"baselineScore\": 0.9, \"shuffledScore\": 0.1}",
                "{\"description\": \"d\", \"license\": \"CC0-1.0\", \"source\": \"s\", \"uses\": \"u\", \"limitations\": \"l\","
                        + " \"personalData\": \"p\", \"maintenance\": \"m\"}",
                0,
                0,
                apart);
    }

    private static Readiness readiness(String bounds, String card, long leaks, long inFlight) throws IOException {
        return readiness(bounds, card, leaks, inFlight, 0);
    }

    private static Readiness readiness(String bounds, String card, long leaks, long inFlight, long apart)
            throws IOException {
        DatasetSpec spec = SpecReader.read("{\"readiness\": " + bounds + ", \"card\": " + card + "}");
        return Readiness.of(
                "birds",
                spec,
                new DatasetFacts(
                        new DatasetFacts.Images(100, 100, 0, 0, inFlight, 0, 100),
                        new DatasetFacts.Copies(leaks, apart),
                        new DatasetFacts.Labels(0, 0, 0, Map.of()),
                        new DatasetFacts.Splits(
                                List.of(
                                        new DatasetFacts.Share("train", 0.8, 80, 0.01),
                                        new DatasetFacts.Share("val", 0.1, 10, 0.01),
                                        new DatasetFacts.Share("test", 0.1, 10, 0.01)),
                                List.of(),
                                List.of()),
                        new DatasetFacts.Issues(0, Map.of()),
                        true),
                Instant.parse("2026-11-28T12:00:00.125Z"));
    }

    @Test
    void aReadyDatasetEndsWithZero() throws Exception {
        answers.add(ready(0));

        assertThat(check("birds")).isZero();

        assertThat(printed()).startsWith("birds: go. All 21 conditions are met.");
    }

    @Test
    void aWarningEndsWithZeroAndWithOneWhereItIsStrict() throws Exception {
        answers.add(ready(4));

        assertThat(check("birds", "--junit", file("a.xml"))).isZero();
        assertThat(elements("a.xml", "failure")).isEmpty();
        assertThat(check("birds", "--strict", "--junit", file("b.xml"))).isEqualTo(1);
        assertThat(elements("b.xml", "failure")).hasSize(1);
    }

    @Test
    void aNoEndsWithOneAndTellsEachConditionThatIsNotMet() throws Exception {
        answers.add(readiness(2, 0));

        int code = check(
                "birds",
                "--json",
                file("r.json"),
                "--junit",
                file("r.xml"),
                "--sarif",
                file("r.sarif"),
                "--markdown",
                file("r.md"));

        assertThat(code).isEqualTo(1);
        assertThat(printed())
                .contains("birds: no-go. 3 conditions are not met: leakage.copies, card.license, card.complete.")
                .contains("no-go leakage.copies: 2 clusters of copies stand in more than one split");
        assertThat(elements("r.xml", "testcase")).hasSize(21);
        assertThat(elements("r.xml", "failure"))
                .extracting(failure -> failure.getAttribute("message"))
                .hasSize(3)
                .contains("Nobody has said under which license the images are: write card.license.");
        assertThat(elements("r.xml", "error")).isEmpty();
        assertThat(elements("r.xml", "testsuite").get(0).getAttribute("failures"))
                .isEqualTo("3");
        JsonNode json = EventJson.mapper().readTree(Files.readString(folder.resolve("r.json")));
        assertThat(json.path("verdict").asText()).isEqualTo("NO_GO");
        JsonNode sarif = EventJson.mapper().readTree(Files.readString(folder.resolve("r.sarif")));
        assertThat(sarif.at("/runs/0/results")).hasSize(3);
        assertThat(sarif.at("/runs/0/results/0/ruleId").asText()).isEqualTo("leakage.copies");
        assertThat(sarif.at("/runs/0/results/0/level").asText()).isEqualTo("error");
        assertThat(Files.readString(folder.resolve("r.md")))
                .startsWith("# birds: no-go\n")
                .contains("- [ ] **No near-duplicates across splits**: no-go\n")
                .contains("- [x] **Labels validated**: go\n");
    }

    @Test
    void dataOnItsWayEndsWithThreeAndIsAnErrorOfItsTestCase() throws Exception {
        answers.add(readiness(0, 7));

        assertThat(check("birds", "--junit", file("r.xml"))).isEqualTo(3);

        assertThat(printed()).startsWith("birds: undecided. 7 images are still on their way.");
        assertThat(elements("r.xml", "error"))
                .extracting(error -> error.getAttribute("message"))
                .containsExactly("7 images are still on their way.");
    }

    @Test
    void itWaitsForDataOnItsWay() throws Exception {
        answers.add(readiness(0, 7));
        answers.add(ready(0));

        assertThat(check("birds", "--wait", "60")).isZero();
    }

    @Test
    void whatCannotBeAskedEndsWithTwo() throws Exception {
        assertThat(check("nobody")).isEqualTo(2);
        assertThat(check("Birds!")).isEqualTo(2);
        assertThat(check("birds", "--wait", "-1")).isEqualTo(2);
        answers.add(ready(0));
        assertThat(check("birds", "--json", file("no/such/folder.json"))).isEqualTo(2);
        gateway.stop(0);
        assertThat(check("birds")).isEqualTo(2);
        assertThat(printed()).contains("Is it running?");
    }

    private int check(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--to";
        all[all.length - 1] = "http://127.0.0.1:" + gateway.getAddress().getPort();
        return WinnowCommand.execute(all);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private List<Element> elements(String name, String tag) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(name))));
        NodeList found = document.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    /** The last answer is given again. */
    private void answer(HttpExchange exchange) throws IOException {
        Readiness readiness = answers.size() > 1 ? answers.poll() : answers.peek();
        byte[] body = EventJson.mapper().writeValueAsBytes(readiness);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
