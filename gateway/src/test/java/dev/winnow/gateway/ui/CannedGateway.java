package dev.winnow.gateway.ui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.winnow.dataset.Measure;
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
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile JsonNode puttedSpec;
    private final List<JsonNode> judgements = new CopyOnWriteArrayList<>();
    private final List<JsonNode> frozen = new CopyOnWriteArrayList<>();
    private final List<JsonNode> releases = new CopyOnWriteArrayList<>();
    private final List<JsonNode> curations = new CopyOnWriteArrayList<>();
    private final List<String> uploads = new CopyOnWriteArrayList<>();
    private final List<String> decidedLetters = new CopyOnWriteArrayList<>();
    private volatile boolean leaking;
    private volatile int clusterSize;
    private volatile boolean empty;
    private volatile boolean conflict;
    private volatile boolean broken;
    private volatile int pending;
    private volatile int specVersion = 2;
    private volatile JsonNode asksForRebalance;

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

    private volatile JsonNode datasets;

    /** From now on there are two datasets, with so many images each. */
    void setTwoDatasets(int images, int others) {
        var list = json.createArrayNode();
        for (int i = 0; i < 2; i++) {
            list.add(json.createObjectNode()
                    .put("dataset", i == 0 ? "pets" : "plants")
                    .put("specVersion", 1)
                    .put("uploaded", i == 0 ? images : others)
                    .put("accepted", i == 0 ? images : others)
                    .put("rejected", 0)
                    .put("quarantined", 0)
                    .put("flagged", 0)
                    .put("inFlight", 0)
                    .put("updatedAt", "2026-01-05T12:00:00Z"));
        }
        datasets = json.createObjectNode().set("datasets", list);
    }

    /** From now on there are datasets or there are none. */
    void setEmpty(boolean empty) {
        this.empty = empty;
    }

    /** From now on somebody else was always faster to change the spec. */
    void setConflict(boolean conflict) {
        this.conflict = conflict;
    }

    /** From now on a pair of copies stands in two splits. */
    void setLeaking(boolean leaking) {
        this.leaking = leaking;
    }

    /** From now on the first cluster has so many images. */
    void setClusterSize(int images) {
        this.clusterSize = images;
    }

    /** What was decided about selected images, oldest first; an undo is its path. */
    List<JsonNode> curations() {
        return List.copyOf(curations);
    }

    /** What was decided about dead letters, oldest first: the letter and the decision, such as {@code 00…01/resend}. */
    List<String> decidedLetters() {
        return List.copyOf(decidedLetters);
    }

    /** The multipart forms of uploads, oldest first. */
    List<String> uploads() {
        return List.copyOf(uploads);
    }

    /** The releases that were asked for, oldest first. */
    List<JsonNode> releases() {
        return List.copyOf(releases);
    }

    /** What persons said about pairs, oldest first. */
    List<JsonNode> judgements() {
        return List.copyOf(judgements);
    }

    /** From now on calibration cannot be answered, and nobody's word about a pair is taken. */
    void setBroken(boolean broken) {
        this.broken = broken;
    }

    /** What was asked for, oldest first: method, path and query, and the tag of the version that was meant. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The last body that asked for a settlement, or null. */
    JsonNode askedForRebalance() {
        return asksForRebalance;
    }

    /** The spec that was put last, or null. */
    JsonNode puttedSpec() {
        return puttedSpec;
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

    /** Who deleted the dataset, or null. */
    private volatile String deletedBy;

    private void answerApi(HttpExchange exchange, String path) throws IOException {
        String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
        asked.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + (ifMatch == null ? "" : " " + ifMatch));
        String pets = "/api/datasets/pets";
        if (deletedBy != null && path.startsWith(pets)) {
            problem(
                    exchange,
                    410,
                    "Deleted dataset",
                    deletedBy + " deleted the dataset 'pets' at 2026-01-07T12:00:00Z");
        } else if (path.equals(pets) && exchange.getRequestMethod().equals("DELETE")) {
            if (String.valueOf(exchange.getRequestURI().getQuery()).equals("confirm=pets")) {
                deletedBy = "anna";
                send(
                        exchange,
                        json.readTree("{\"dataset\": \"pets\", \"by\": \"anna\", \"at\": \"2026-01-07T12:00:00Z\"}"));
            } else {
                problem(exchange, 400, "Not confirmed", "'confirm' has to be the name");
            }
        } else if (path.equals(pets + "/extent")) {
            send(
                    exchange,
                    json.readTree(
                            "{\"dataset\": \"pets\", \"images\": 1204, \"prepared\": 2301, \"bytes\": 12345678}"));
        } else if (path.equals("/api/datasets") && deletedBy != null) {
            send(exchange, json.readTree("{\"datasets\": []}"));
        } else if (path.equals("/api/datasets")) {
            send(
                    exchange,
                    empty ? json.readTree("{\"datasets\": []}") : datasets == null ? canned("datasets") : datasets);
        } else if (path.startsWith("/api/dead-letters")) {
            answerLetters(exchange, path);
        } else if (path.equals(pets + "/live")) {
            follow(exchange);
        } else if (path.equals(pets + "/images") && exchange.getRequestMethod().equals("POST")) {
            takeUpload(exchange);
        } else if (path.equals(pets + "/images")) {
            send(exchange, images(String.valueOf(exchange.getRequestURI().getQuery())));
        } else if (List.of("summary", "composition", "histograms").stream()
                .anyMatch(name -> path.equals(pets + "/" + name))) {
            send(exchange, canned(path.substring(path.lastIndexOf('/') + 1)));
        } else if (path.equals(pets + "/quality")) {
            send(exchange, quality());
        } else if (path.equals(pets + "/quality/calibration")) {
            if (broken) {
                problem(exchange, 503, "Not now", "The database is busy");
            } else {
                send(exchange, canned("calibration"));
            }
        } else if (path.equals(pets + "/duplicates") && empty) {
            send(exchange, json.readTree("""
                            {"totals": {"clusters": 0, "images": 0, "exact": 0, "exactPixels": 0, "near": 0, "dropped": 0},
                              "policy": "KEEP_ALL", "representative": "BEST", "clusters": [], "next": null}"""));
        } else if (path.equals(pets + "/duplicates")) {
            send(exchange, duplicates(String.valueOf(exchange.getRequestURI().getQuery())));
        } else if (path.equals(pets + "/leakage")) {
            send(exchange, leakage());
        } else if (path.equals(pets + "/judgements")) {
            answerJudgements(exchange);
        } else if (path.equals(pets + "/splits")) {
            send(exchange, canned("splits"));
        } else if (path.equals(pets + "/splits/moves")) {
            send(exchange, canned("moves"));
        } else if (path.equals(pets + "/splits/settled")) {
            if (exchange.getRequestMethod().equals("POST")) {
                asksForRebalance = json.readTree(exchange.getRequestBody());
            }
            send(exchange, json.readTree("""
                            {"settlement": "s-1", "settled": [{"settlement": "s-1", "moved": 12, "errorBefore": 0.1411,
                              "errorAfter": 0.0432, "through": true}]}"""));
        } else if (path.equals(pets + "/splits/frozen")) {
            answerFrozen(exchange);
        } else if (path.equals(pets + "/readiness")) {
            send(exchange, canned("readiness"));
        } else if (path.startsWith(pets + "/releases")) {
            answerReleases(exchange, path.substring((pets + "/releases").length()));
        } else if (path.startsWith(pets + "/curations")) {
            answerCurations(exchange, path);
        } else if (path.equals(pets + "/days") && empty) {
            send(exchange, json.readTree("{\"days\": []}"));
        } else if (path.equals(pets + "/days")) {
            send(
                    exchange,
                    json.createObjectNode()
                            .set(
                                    "days",
                                    json.createArrayNode()
                                            .add(json.createObjectNode().put("day", "2026-01-06"))
                                            .add(json.createObjectNode().put("day", "2026-01-05"))));
        } else if (path.startsWith(pets + "/days/")) {
            send(exchange, day(path.substring(path.lastIndexOf('/') + 1)));
        } else if (path.equals(pets + "/spec")) {
            answerSpec(exchange);
        } else if (path.equals(pets + "/spec/changes")) {
            boolean differ = exchange.getRequestURI().getQuery().equals("from=1&to=2");
            send(exchange, json.readTree(differ ? """
                            {"changes": [{"key": "split.seed", "before": "6", "after": "7", "applies": "later uploads",
                              "leaves": "images that have their split"}]}""" : "{\"changes\": []}"));
        } else if (path.equals(pets + "/spec/history")) {
            send(exchange, json.readTree("""
                            {"versions": [{"version": 1}, {"version": 2, "by": "anna", "at": "2026-01-05T12:00:00Z"}]}"""));
        } else if (path.equals(pets + "/images/00000000000000000000000000000004")) {
            send(exchange, newcomer());
        } else if (path.matches(pets + "/images/[0-9a-f]{32}")) {
            send(exchange, canned("image"));
        } else if (path.matches(pets + "/images/[0-9a-f]{32}/.+")) {
            send(exchange, 200, "image/png", picture);
        } else {
            problem(exchange, 404, "Not found", "Nothing is at " + path);
        }
    }

    /** The cluster that a query names, or all; a pair that a person told apart is in none. */
    private JsonNode duplicates(String query) throws IOException {
        ObjectNode answer = (ObjectNode) canned("duplicates");
        ArrayNode chosen = json.createArrayNode();
        boolean apart = !judgements.isEmpty()
                && judgements.get(judgements.size() - 1).path("word").asText().equals("DIFFERENT");
        ArrayNode images = (ArrayNode) answer.path("clusters").path(0).path("images");
        while (images.size() < clusterSize) {
            String item = String.format("%032x", 0xffff + images.size());
            images.add(((ObjectNode) images.get(0).deepCopy()).put("item", item));
        }
        for (JsonNode cluster : answer.path("clusters")) {
            String name = cluster.path("name").asText();
            boolean toldApart = apart && name.startsWith("b");
            boolean asked = !query.contains("cluster=") || query.contains("cluster=" + name);
            if (asked && !toldApart && !query.contains("kind=dropped")) {
                chosen.add(cluster);
            }
        }
        answer.set("clusters", chosen);
        return answer;
    }

    private JsonNode leakage() throws IOException {
        ObjectNode answer = (ObjectNode) canned("leakage");
        if (leaking) {
            answer.put("clean", false);
            answer.set("pairs", answer.path("layout").path("pairs"));
            answer.set("matrix", answer.path("layout").path("matrix"));
            answer.putNull("layout");
        }
        return answer;
    }

    private void answerJudgements(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            ObjectNode answer = json.createObjectNode();
            answer.putArray("judgements").addAll(judgements);
            send(exchange, answer);
        } else if (broken) {
            problem(exchange, 409, "Conflict", "cat/window.jpg was removed meanwhile");
        } else {
            ObjectNode said = (ObjectNode) json.readTree(exchange.getRequestBody());
            judgements.add(said.put("by", "somebody").put("at", "2026-01-05T10:00:0" + judgements.size() + "Z"));
            send(exchange, 202, "application/json", json.writeValueAsBytes(said));
        }
    }

    private void answerCurations(HttpExchange exchange, String path) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            ObjectNode listing = json.createObjectNode();
            listing.putArray("curations").addObject().put("curation", "c1");
            send(exchange, listing);
            return;
        }
        JsonNode body = json.readTree(exchange.getRequestBody());
        boolean undoes = path.endsWith("/undo");
        curations.add(undoes ? json.createObjectNode().put("undo", path) : body);
        ObjectNode answer = json.createObjectNode().put("curation", "c1").put("skipped", undoes ? 1 : 0);
        answer.put("images", undoes ? 2 : body.has("items") ? body.path("items").size() : 1204);
        send(exchange, 202, "application/json", json.writeValueAsBytes(answer));
    }

    /** Two letters, which stay what they are until they are decided about. */
    private void answerLetters(HttpExchange exchange, String path) throws IOException {
        ObjectNode answer = (ObjectNode) canned("letters");
        if (exchange.getRequestMethod().equals("POST")) {
            if (broken) {
                problem(exchange, 409, "Cannot be resent", "The record is gone from images.assigned");
                return;
            }
            decidedLetters.add(path.substring("/api/dead-letters/".length()));
            send(exchange, 202, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/api/dead-letters")) {
            ArrayNode left = json.createArrayNode();
            for (JsonNode letter : answer.path("letters")) {
                if (decidedLetters.stream()
                        .noneMatch(decided ->
                                decided.startsWith(letter.path("letter").asText()))) {
                    left.add(letter);
                }
            }
            answer.set("letters", left);
            send(exchange, answer);
        } else {
            ObjectNode detail = json.createObjectNode().put("value", "{\"image\": \"<b>no markup</b>\"}");
            detail.putObject("headers").put("ce_id", "assigned:1");
            detail.putNull("obstacle");
            detail.putArray("failures")
                    .addObject()
                    .put("at", "2026-01-05T10:00:00Z")
                    .put("reason", "The disk is full");
            send(exchange, detail);
        }
    }

    private void takeUpload(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        uploads.add(form);
        if (form.contains("refused")) {
            problem(exchange, 400, "Bad request", "A file name that nobody wants");
        } else {
            send(exchange, 202, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** There is one release, and those that were asked for; all are ready. */
    private void answerReleases(HttpExchange exchange, String below) throws IOException {
        if (below.equals("/proposal")) {
            send(exchange, json.readTree("""
                            {"version": "v1.1", "since": "v1", "change": "MINOR",
                             "reason": "Minor, because 3 items were added and nothing else of the items changed."}"""));
        } else if (below.startsWith("/v1.1/changes")) {
            send(exchange, json.readTree("""
                            {"added": 3, "removed": 0, "edited": 0, "moved": 0, "relabelled": 1, "reprepared": 0, "described": 0, "same": 40,
                             "before": {"train": 41}, "after": {"train": 44},
                             "examples": {"added": ["<img src=x>.jpg", "b.jpg"], "relabelled": ["c.jpg"]}}"""));
        } else if (exchange.getRequestMethod().equals("POST")) {
            releases.add(json.readTree(exchange.getRequestBody()));
            send(exchange, json.readTree("{\"release\": \"v1.1\", \"reason\": \"Minor\"}"));
        } else {
            ObjectNode answer = json.createObjectNode();
            ArrayNode list = answer.putArray("releases");
            list.add(release("v1", "the <b>first</b>"));
            releases.forEach(asked -> list.add(
                    release(asked.path("version").asText(), asked.path("note").asText())));
            answer.putArray("formats").add("coco").add("yolo");
            send(exchange, answer);
        }
    }

    private ObjectNode release(String name, String note) {
        return json.createObjectNode()
                .put("release", name)
                .put("state", "READY")
                .put("items", 41)
                .put("leftOut", 0)
                .put("waiting", 0)
                .put("manifest", "ab".repeat(32))
                .put("manifestBytes", 41_000)
                .put("by", "anna")
                .put("note", note)
                .put("at", "2026-01-05T10:00:00Z");
    }

    private void answerFrozen(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            ObjectNode answer = json.createObjectNode();
            answer.putArray("frozen").addAll(frozen);
            send(exchange, answer);
        } else {
            ObjectNode release = (ObjectNode) json.readTree(exchange.getRequestBody());
            frozen.add(release.put("at", "2026-01-05T10:00:00Z").put("position", 1100));
            send(exchange, 202, "application/json", json.writeValueAsBytes(release));
        }
    }

    private void problem(HttpExchange exchange, int status, String title, String detail) throws IOException {
        ObjectNode problem = json.createObjectNode()
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        send(exchange, status, "application/problem+json", json.writeValueAsBytes(problem));
    }

    /** A later member of the first image's cluster: the match stands with it. */
    private JsonNode newcomer() throws IOException {
        ObjectNode image = (ObjectNode) canned("image");
        image.put("item", "00000000000000000000000000000004").put("content", "4".repeat(64));
        image.withObject("hashes").put("phash", "8f3a5b1c2d4e6f73");
        return image;
    }

    private void answerSpec(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("ETag", "\"2\"");
        if (exchange.getRequestMethod().equals("GET")) {
            ObjectNode spec = (ObjectNode) canned("spec");
            boolean first = "version=1".equals(exchange.getRequestURI().getQuery());
            spec.put("version", first ? 1 : 2).withObject("split").put("seed", first ? 6 : 7);
            send(exchange, spec);
        } else if (conflict) {
            specVersion = 3;
            problem(exchange, 412, "Precondition failed", "The spec of dataset 'pets' is at version 3");
        } else {
            puttedSpec = json.readTree(exchange.getRequestBody());
            pending = 2;
            send(exchange, ((ObjectNode) puttedSpec).put("version", 3));
        }
    }

    /** The second day had three uploads more, and was brighter. */
    private JsonNode day(String day) {
        boolean later = day.endsWith("06");
        ObjectNode detail = json.createObjectNode();
        ObjectNode counts = detail.putObject("day").put("day", day);
        counts.put("uploaded", later ? 13 : 10).put("accepted", later ? 12 : 10).put("rejected", later ? 1 : 0);
        detail.putObject("reasons").put("EMPTY", later ? 1 : 0);
        detail.putObject("issues");
        detail.putObject("labels").put("cat", later ? 12 : 10);
        detail.putArray("measures")
                .addObject()
                .put("measure", "brightness")
                .put("unit", "share")
                .put("median", later ? 0.5 : 0.25);
        return detail;
    }

    /** The measures of the file, and every other measure there is, without a rule. After a change, images are judged one by one. */
    private JsonNode quality() throws IOException {
        ObjectNode quality = (ObjectNode) canned("quality");
        int left = pending;
        pending = Math.max(0, left - 1);
        quality.put("specVersion", specVersion).withObject("judged").put("pending", left);
        ArrayNode measures = (ArrayNode) quality.path("measures");
        List<String> known = measures.findValuesAsText("measure");
        for (Measure measure : Measure.values()) {
            if (!known.contains(measure.key())) {
                ObjectNode plain = measures.get(0).deepCopy();
                plain.put("measure", measure.key())
                        .put("unit", measure.unit())
                        .put("scale", measure.scale().name());
                plain.putArray("rules");
                measures.add(plain);
            }
        }
        return quality;
    }

    private JsonNode images(String query) throws IOException {
        ObjectNode answer = (ObjectNode) canned("images");
        ArrayNode chosen = json.createArrayNode();
        for (JsonNode image : answer.path("images")) {
            if ((!query.contains("state=")
                            || query.contains("state=" + image.path("state").asText()))
                    && (!query.contains("reason=")
                            || query.contains("reason=" + image.path("reason").asText("none")))) {
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
        if (empty) {
            ((ObjectNode) snapshot.path("summary").path("images")).put("uploaded", 1);
        }
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
