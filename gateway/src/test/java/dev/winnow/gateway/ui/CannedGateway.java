package dev.winnow.gateway.ui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;

/** The dashboard's files under a strict content security policy, and answers of the API that are known beforehand. */
final class CannedGateway implements AutoCloseable {
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<HttpExchange> followers = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final byte[] picture = picture();
    private volatile boolean empty;

    CannedGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try {
                answer(exchange);
            } catch (IOException e) {
                exchange.close(); // the browser went away
            }
        });
        server.start();
    }

    URI page(String path) {
        return URI.create("http://" + host() + path);
    }

    String host() {
        return server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /** From now on there are datasets or there are none. */
    void setEmpty(boolean empty) {
        this.empty = empty;
    }

    /** Tells everyone who follows that so many images were uploaded. */
    void announceUploads(int uploaded) throws IOException {
        ObjectNode snapshot = snapshot();
        ((ObjectNode) snapshot.path("summary").path("images")).put("uploaded", uploaded);
        for (HttpExchange follower : followers) {
            write(follower, snapshot);
        }
    }

    /** Ends every live stream; new ones are taken. */
    void hangUp() {
        for (HttpExchange follower : followers) {
            try {
                follower.getResponseBody().close();
            } catch (IOException e) {
                follower.close(); // the browser was faster
            }
        }
        followers.clear();
    }

    @Override
    public void close() {
        hangUp();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/api/")) {
            answerApi(exchange, path);
        } else {
            answerFile(exchange, path.startsWith("/ui/") ? path : "/index.html");
        }
    }

    private void answerFile(HttpExchange exchange, String path) throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/META-INF/resources" + path)) {
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String type = MEDIA_TYPES.get(path.substring(path.lastIndexOf('.') + 1));
            send(exchange, 200, type, file.readAllBytes());
        }
    }

    private void answerApi(HttpExchange exchange, String path) throws IOException {
        String pets = "/api/datasets/pets";
        if (path.equals("/api/datasets")) {
            send(exchange, empty ? json.readTree("{\"datasets\": []}") : canned("datasets"));
        } else if (path.equals(pets + "/live")) {
            follow(exchange);
        } else if (path.equals(pets + "/images")) {
            send(exchange, images(String.valueOf(exchange.getRequestURI().getQuery())));
        } else if (List.of("summary", "composition", "histograms").stream()
                .anyMatch(name -> path.equals(pets + "/" + name))) {
            send(exchange, canned(path.substring(path.lastIndexOf('/') + 1)));
        } else if (path.matches(pets + "/images/[0-9a-f]{32}")) {
            send(exchange, canned("image"));
        } else if (path.matches(pets + "/images/[0-9a-f]{32}/.+")) {
            send(exchange, 200, "image/png", picture);
        } else {
            ObjectNode problem = json.createObjectNode()
                    .put("title", "Not found")
                    .put("status", 404)
                    .put("detail", "Nothing is at " + path);
            send(exchange, 404, "application/problem+json", json.writeValueAsBytes(problem));
        }
    }

    private JsonNode images(String query) throws IOException {
        ObjectNode answer = (ObjectNode) canned("images");
        ArrayNode chosen = json.createArrayNode();
        for (JsonNode image : answer.path("images")) {
            if (!query.contains("state=")
                    || query.contains("state=" + image.path("state").asText())) {
                chosen.add(image);
            }
        }
        answer.set("images", chosen);
        return answer;
    }

    private void follow(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        write(exchange, snapshot());
        followers.add(exchange);
    }

    private ObjectNode snapshot() throws IOException {
        ObjectNode snapshot = json.createObjectNode();
        snapshot.set("summary", canned("summary"));
        snapshot.set("flow", canned("flow"));
        return snapshot;
    }

    private void write(HttpExchange follower, JsonNode snapshot) throws IOException {
        OutputStream body = follower.getResponseBody();
        body.write(("event: snapshot\ndata: " + snapshot + "\n\n").getBytes(StandardCharsets.UTF_8));
        body.flush();
    }

    private JsonNode canned(String name) throws IOException {
        try (InputStream file = getClass().getResourceAsStream(name + ".json")) {
            return json.readTree(file);
        }
    }

    private void send(HttpExchange exchange, JsonNode body) throws IOException {
        send(exchange, 200, "application/json", json.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.ORANGE);
        pen.fillOval(8, 8, 32, 32);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
