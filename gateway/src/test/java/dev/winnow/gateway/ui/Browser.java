package dev.winnow.gateway.ui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium with one tab, spoken to over the DevTools protocol. Remembers what the tab complained of and which hosts
 * it asked. For use by one thread.
 */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final String LISTENING = "DevTools listening on ";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, Integer> KEY_CODES = Map.of(
            "Enter", 13, "Escape", 27, "ArrowLeft", 37, "ArrowUp", 38, "ArrowRight", 39, "ArrowDown", 40, "/", 191);

    private final ObjectMapper json = new ObjectMapper();
    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Set<String> hosts = new ConcurrentSkipListSet<>();
    private String session;

    private Browser(Path executable) throws IOException {
        profile = Files.createTempDirectory("winnow-browser");
        process = new ProcessBuilder(
                        executable.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--force-prefers-reduced-motion",
                        "--window-size=1280,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(endpoint(), new Receiver())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        String target = send("Target.createTarget", json.createObjectNode().put("url", "about:blank"))
                .path("targetId")
                .asText();
        session = send(
                        "Target.attachToTarget",
                        json.createObjectNode().put("targetId", target).put("flatten", true))
                .path("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", json.createObjectNode());
        }
    }

    /** The first Chromium on the PATH. */
    static Optional<Path> installed() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path executable) throws IOException {
        return new Browser(executable);
    }

    /** Opens a page in the one tab and forgets the complaints of the one before. */
    void open(URI page) {
        send("Page.navigate", json.createObjectNode().put("url", "about:blank"));
        await("location.href === 'about:blank'");
        complaints.clear();
        hosts.clear();
        send("Page.navigate", json.createObjectNode().put("url", page.toString()));
    }

    /** Sets the size of the window's content in CSS pixels. */
    void resize(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                json.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    /** The value of a JavaScript expression, as text. */
    String valueOf(String expression) {
        JsonNode answer = send(
                "Runtime.evaluate",
                json.createObjectNode().put("expression", expression).put("returnByValue", true));
        return answer.path("result").path("value").asText();
    }

    /** The visible text of the first element that matches. */
    String textOf(String selector) {
        return valueOf("document.querySelector(%s)?.innerText ?? '(none)'".formatted(quoted(selector)));
    }

    int countOf(String selector) {
        return Integer.parseInt(valueOf("document.querySelectorAll(%s).length".formatted(quoted(selector))));
    }

    /** Waits until a JavaScript expression is true. */
    void await(String expression) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!valueOf("Boolean(" + expression + ")").equals("true")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("This never became true: " + expression + "\nThe page says: "
                        + valueOf("document.body.innerText") + "\nIt complained: " + complaints);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + expression, e);
            }
        }
    }

    void awaitElement(String selector) {
        await("document.querySelector(%s)".formatted(quoted(selector)));
    }

    void awaitText(String selector, String text) {
        await("document.querySelector(%s)?.innerText === %s".formatted(quoted(selector), quoted(text)));
    }

    void click(String selector) {
        awaitElement(selector);
        valueOf("document.querySelector(%s).click()".formatted(quoted(selector)));
    }

    /** Presses the main button on the middle of an element, moves it by so many CSS pixels, and lets go where asked to. */
    void drag(String selector, int right, boolean letGo) {
        awaitElement(selector);
        valueOf("document.querySelector(%s).scrollIntoView({block: 'center'})".formatted(quoted(selector)));
        String box = "document.querySelector(%s).getBoundingClientRect()".formatted(quoted(selector));
        double x = Double.parseDouble(valueOf("%1$s.left + %1$s.width / 2".formatted(box)));
        double y = Double.parseDouble(valueOf("%1$s.top + %1$s.height / 2".formatted(box)));
        mouse("mouseMoved", x, y, 0);
        mouse("mousePressed", x, y, 1);
        mouse("mouseMoved", x + right / 2.0, y, 1);
        mouse("mouseMoved", x + right, y, 1);
        if (letGo) {
            mouse("mouseReleased", x + right, y, 0);
        }
    }

    private void mouse(String type, double x, double y, int buttons) {
        send(
                "Input.dispatchMouseEvent",
                json.createObjectNode()
                        .put("type", type)
                        .put("x", x)
                        .put("y", y)
                        .put("button", type.equals("mouseMoved") && buttons == 0 ? "none" : "left")
                        .put("buttons", buttons)
                        .put("clickCount", 1));
    }

    /** Presses and releases a key, by its name in {@code KeyboardEvent.key}. */
    void press(String key) {
        for (String type : List.of("keyDown", "keyUp")) {
            ObjectNode event = json.createObjectNode()
                    .put("type", type)
                    .put("key", key)
                    .put("windowsVirtualKeyCode", KEY_CODES.get(key));
            if (key.equals("Enter")) {
                event.put("text", "\r");
            }
            send("Input.dispatchKeyEvent", event);
        }
    }

    /** Errors on the console, uncaught exceptions and violations of the content security policy since the page was opened. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Hosts with their ports that anything was asked of since the page was opened. */
    Set<String> hosts() {
        return Set.copyOf(hosts);
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
        } catch (UncheckedIOException e) {
            profile.toFile().deleteOnExit(); // a dying helper process was still writing
        }
    }

    private URI endpoint() throws IOException {
        BufferedReader output = process.errorReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread drain = new Thread(() -> output.lines().forEach(rest -> {}), "browser-output");
                drain.setDaemon(true);
                drain.start();
                return URI.create(line.substring(LISTENING.length()).strip());
            }
        }
        throw new IOException("The browser ended before it listened");
    }

    private JsonNode send(String method, ObjectNode parameters) {
        int id = commands.incrementAndGet();
        ObjectNode command = json.createObjectNode().put("id", id).put("method", method);
        command.set("params", parameters);
        if (session != null) {
            command.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(command.toString(), true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private String quoted(String text) {
        return json.getNodeFactory().textNode(text).toString();
    }

    private void receive(String message) throws IOException {
        JsonNode node = json.readTree(message);
        if (node.has("id")) {
            CompletableFuture<JsonNode> answer = waiting.remove(node.path("id").asInt());
            if (node.has("error")) {
                answer.completeExceptionally(
                        new IllegalStateException(node.path("error").toString()));
            } else {
                answer.complete(node.path("result"));
            }
            return;
        }
        JsonNode parameters = node.path("params");
        switch (node.path("method").asText()) {
            case "Log.entryAdded" -> {
                JsonNode entry = parameters.path("entry");
                if (entry.path("level").asText().equals("error")) {
                    complaints.add(entry.path("text").asText() + " "
                            + entry.path("url").asText());
                }
            }
            case "Runtime.consoleAPICalled" -> {
                if (parameters.path("type").asText().equals("error")) {
                    complaints.add(parameters.path("args").toString());
                }
            }
            case "Runtime.exceptionThrown" ->
                complaints.add(parameters
                        .path("exceptionDetails")
                        .path("exception")
                        .path("description")
                        .asText());
            case "Network.requestWillBeSent" -> {
                URI asked = URI.create(parameters.path("request").path("url").asText());
                if (asked.getAuthority() != null) {
                    hosts.add(asked.getAuthority());
                }
            }
            default -> {
                // the protocol tells more than is asked here
            }
        }
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                String whole = message.toString();
                message.setLength(0);
                try {
                    receive(whole);
                } catch (IOException e) {
                    complaints.add("The browser sent no JSON: " + e.getMessage());
                }
            }
            from.request(1);
            return null;
        }
    }
}
