package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import dev.winnow.events.SpecChange;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.FolderImport;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Talks to a running gateway. Every failure is a {@link Failure} that names the address. Safe for use by several threads. */
final class GatewayClient {
    private static final int DECLARED_AGAIN = 3;

    /** Of one decision. */
    private static final int MOST_ITEMS = 10_000;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;

    GatewayClient(URI base) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /** @throws Failure when it is no http address */
    static GatewayClient to(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                throw new IllegalArgumentException();
            }
            return new GatewayClient(uri);
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(
                    "--to " + url + " is no address of a gateway: give one such as http://localhost:8080");
        }
    }

    JsonNode status() {
        return json("/api/status");
    }

    JsonNode flow() {
        return json("/api/flow");
    }

    JsonNode summary(String dataset) {
        return json("/api/datasets/" + dataset + "/summary");
    }

    /**
     * Whether one may train on a dataset, with each condition.
     *
     * @param release to look at in place of the dataset, or null
     * @param newSince a release whose images are left out, or null
     */
    JsonNode readiness(String dataset, String release, String newSince) {
        String query = release != null
                ? "?release=" + encoded(release)
                : newSince != null ? "?newSince=" + encoded(newSince) : "";
        return json("/api/datasets/" + dataset + "/readiness" + query);
    }

    /** Takes in objects of watched buckets whose notification was lost; returns what was found, however long the listing takes. */
    JsonNode reconcile() {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(base + "/api/reconcile"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            requireGood(response.statusCode(), response.body());
            return EventJson.mapper().readTree(response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * As {@link #awaitQuiet}, also where the gateway has not read all uploads so far.
     *
     * @throws Failure as there, and where the gateway does not read them in time
     */
    void awaitUploadsQuiet(String dataset) {
        json("/api/datasets/" + dataset + "/summary?caughtUp=true");
        awaitQuiet(dataset);
    }

    /**
     * Returns when every upload of a dataset has its final state, or is among the dead letters, and all are judged by what is known of
     * the whole dataset.
     *
     * @throws Failure when none comes to one for {@link FolderImport#PATIENCE}
     */
    void awaitQuiet(String dataset) {
        long left = inFlight(dataset);
        long changed = System.nanoTime();
        while (left > 0 || !isJudged(dataset)) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            long now = inFlight(dataset);
            if (now != left) {
                left = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > FolderImport.PATIENCE.toNanos()) {
                if (left == 0) {
                    return; // judging may go on for hours where a spec was changed
                }
                throw Failure.wentWrong(
                        left + " images have not come to an end, and none has for " + FolderImport.PATIENCE.toSeconds()
                                + " s: see 'winnow dead-letters list' and the log file",
                        null);
            }
        }
    }

    /**
     * Says that an import has ended, and returns when the splits are settled if the spec wants that.
     *
     * @return how many images moved to another split
     */
    int settle(String dataset) {
        return settled(dataset, "{\"afterImport\":true}").path("moved").asInt();
    }

    /**
     * Moves as few images as bring labels nearer to their shares, or says what that would be.
     *
     * @param most images that may move, or null for any number
     * @return {@code moved}, {@code errorBefore} and {@code errorAfter}, once all have moved
     */
    JsonNode rebalance(String dataset, Integer most, boolean apply) {
        ObjectNode request = EventJson.mapper().createObjectNode().put("extent", apply ? "REBALANCE" : "PREVIEW");
        if (most != null) {
            request.put("most", most);
        }
        return settled(dataset, request.toString());
    }

    /** Asks for a settlement and returns its outcome when it is through; an empty node where the spec wants none. */
    private JsonNode settled(String dataset, String request) {
        String settlement = posted("/api/datasets/" + dataset + "/splits/settled", request)
                .path("settlement")
                .asText(null);
        long start = System.nanoTime();
        while (settlement != null) {
            for (JsonNode one :
                    json("/api/datasets/" + dataset + "/splits/settled").path("settled")) {
                if (one.path("settlement").asText().equals(settlement)
                        && one.path("through").asBoolean()) {
                    return one;
                }
            }
            if (System.nanoTime() - start > FolderImport.PATIENCE.toNanos()) {
                throw Failure.wentWrong(
                        "The splits of " + dataset + " were not settled within " + FolderImport.PATIENCE.toSeconds()
                                + " s: see the dead letters and the log file",
                        null);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        return EventJson.mapper().createObjectNode();
    }

    /** Withdraws the images at these places, whose files have moved, and returns when they are removed. */
    void withdrawMoved(String dataset, Collection<String> sources) {
        List<String> items =
                sources.stream().map(source -> new Item(dataset, source).id()).toList();
        for (int from = 0; from < items.size(); from += MOST_ITEMS) {
            ObjectNode request = EventJson.mapper().createObjectNode().put("action", "MOVED");
            items.subList(from, Math.min(items.size(), from + MOST_ITEMS)).forEach(request.withArray("items")::add);
            posted("/api/datasets/" + dataset + "/curations", request.toString());
        }
        long start = System.nanoTime();
        for (String item : items) {
            while (!json("/api/datasets/" + dataset + "/images/" + item)
                    .path("state")
                    .asText()
                    .equals("removed")) {
                if (System.nanoTime() - start > FolderImport.PATIENCE.toNanos()) {
                    throw Failure.wentWrong(
                            "The images of " + items.size() + " moved files were not removed within "
                                    + FolderImport.PATIENCE.toSeconds() + " s: see the dead letters and the log file",
                            null);
                }
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
        }
    }

    /** What the gateway answers to a body of JSON. */
    JsonNode posted(String path, String body) {
        try {
            HttpResponse<String> response = http.send(
                    request(path)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            requireGood(response.statusCode(), response.body());
            return EventJson.mapper().readTree(response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether rules that depend on the whole dataset have been brought to bear on all that is there. */
    private boolean isJudged(String dataset) {
        return json("/api/datasets/" + dataset + "/quality/judging")
                .path("through")
                .asBoolean();
    }

    private long inFlight(String dataset) {
        JsonNode summary = summary(dataset);
        long inFlight = summary.path("inFlight").asLong();
        boolean held = inFlight > 0 && summary.path("deadLetters").asLong() > 0;
        return held
                ? Math.max(
                        0,
                        inFlight
                                - deadLetters(dataset, "OPEN", 1)
                                        .path("heldImages")
                                        .asLong())
                : inFlight;
    }

    /**
     * @param dataset or null for all
     * @param state OPEN, RESENT, DROPPED or ALL
     * @param most at most 1000
     */
    JsonNode deadLetters(String dataset, String state, int most) {
        return json("/api/dead-letters?state=" + state + "&limit=" + most
                + (dataset == null ? "" : "&dataset=" + encoded(dataset)));
    }

    JsonNode deadLetter(String letter) {
        return json("/api/dead-letters/" + letter);
    }

    /** Sends the letter's record again, and returns the letter as it is then. */
    JsonNode resendLetter(String letter) {
        return posted("/api/dead-letters/" + letter + "/resend", "");
    }

    /** Closes the letter without sending its record, and returns the letter as it is then. */
    JsonNode dropLetter(String letter) {
        return posted("/api/dead-letters/" + letter + "/drop", "");
    }

    /**
     * Makes the dataset with this spec, or with the defaults; without a spec, one that is there keeps its own.
     *
     * @return what that changed of a dataset that was there
     */
    List<SpecChange> declare(String dataset, Optional<DatasetSpec> spec) {
        try {
            HttpRequest.Builder request = request("/api/datasets/" + dataset + "/spec")
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(
                            spec.isPresent()
                                    ? EventJson.mapper().writeValueAsBytes(spec.get())
                                    : new byte[] {'{', '}'}));
            if (spec.isEmpty()) {
                request.header("If-None-Match", "*");
            }
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            for (int again = 0; response.statusCode() == 503 && again < DECLARED_AGAIN; again++) {
                Thread.sleep(1_000); // a broker that has just started; a spec that came through is not declared twice
                response = http.send(request.build(), BodyHandlers.ofString());
            }
            boolean kept = spec.isEmpty() && response.statusCode() == 412;
            if (kept) {
                return List.of();
            }
            requireGood(response.statusCode(), response.body());
            JsonNode changes = EventJson.mapper().readTree(response.body()).path("changes");
            return changes.isArray()
                    ? List.of(EventJson.mapper().treeToValue(changes, SpecChange[].class))
                    : List.of(); // a gateway of before it said so
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What a deletion of the dataset would delete. */
    JsonNode extent(String dataset) {
        return json("/api/datasets/" + dataset + "/extent");
    }

    /** Deletes the dataset; returns when the broker has the decision. */
    JsonNode delete(String dataset) {
        try {
            HttpResponse<String> response = http.send(
                    request("/api/datasets/" + dataset + "?confirm=" + encoded(dataset))
                            .DELETE()
                            .build(),
                    BodyHandlers.ofString());
            requireGood(response.statusCode(), response.body());
            return EventJson.mapper().readTree(response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The manifest as CSV, to be closed; nothing where there is no such dataset. */
    Optional<InputStream> manifest(String dataset) {
        try {
            HttpResponse<InputStream> response = http.send(
                    request("/api/datasets/" + dataset + "/manifest?format=csv")
                            .GET()
                            .build(),
                    BodyHandlers.ofInputStream());
            if (response.statusCode() == 404 || response.statusCode() == 410) { // never there, or deleted
                response.body().close();
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                try (InputStream body = response.body()) {
                    requireGood(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return Optional.of(response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Writes the manifest to a file whose ending says the format; the file is there whole or not at all. */
    void download(String dataset, Path file) {
        String format = file.toString().endsWith(".parquet") ? "parquet" : "csv";
        download("/api/datasets/" + dataset + "/manifest?format=" + format, file, "manifest");
    }

    /** Writes the labels that passed the checks, one line of canonical JSON an image, in the order of their sources. */
    void downloadLabels(String dataset, Path file) {
        download("/api/datasets/" + dataset + "/annotations", file, "annotations");
    }

    private void download(String path, Path file, String what) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            HttpResponse<Path> response = http.send(request(path).GET().build(), BodyHandlers.ofFile(part));
            if (response.statusCode() != 200) {
                String body = Files.readString(part);
                Files.deleteIfExists(part);
                requireGood(response.statusCode(), body);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot write the " + what + " " + file + ": " + Reasons.of(e), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Submits labels; returns when the broker has them.
     *
     * @param tool what they come from
     * @param revision replaces what the tool submitted under a smaller one
     * @param lines canonical JSON, one line an image, of 1,000 images and 2 MB at most
     */
    void submitLabels(String dataset, String tool, long revision, byte[] lines) {
        try {
            HttpResponse<String> response = http.send(
                    request("/api/datasets/" + dataset + "/annotations?tool=" + encoded(tool) + "&revision=" + revision)
                            .header("Content-Type", "application/x-ndjson")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                            .build(),
                    BodyHandlers.ofString());
            requireGood(response.statusCode(), response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Returns when all labels that were submitted to a dataset are checked.
     *
     * @throws Failure when none comes to an end for {@link FolderImport#PATIENCE}
     */
    void awaitLabels(String dataset) {
        long left = Long.MAX_VALUE;
        long changed = System.nanoTime();
        while (left > 0) {
            long now = summary(dataset).path("labels").path("pending").asLong();
            if (now < left) {
                left = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > FolderImport.PATIENCE.toNanos()) {
                throw Failure.wentWrong(
                        "The labels of " + left + " images are not checked, and none came to an end for "
                                + FolderImport.PATIENCE.toSeconds()
                                + " s: see 'winnow dead-letters list' and the log file",
                        null);
            }
            if (left > 0) {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
        }
    }

    /**
     * Uploads one file; returns when it is stored and the broker has acknowledged it.
     *
     * @param label or null
     * @param layout or null
     */
    void upload(String dataset, Path file, String source, String label, Split layout) {
        StringBuilder query = new StringBuilder("?source=").append(encoded(source));
        if (label != null) {
            query.append("&label=").append(encoded(label));
        }
        if (layout != null) {
            query.append("&split=").append(layout.key());
        }
        try {
            HttpRequest request = request("/api/datasets/" + dataset + "/images" + query)
                    .header("Content-Type", "application/octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            requireGood(response.statusCode(), response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * A stream to be closed, however long it takes.
     *
     * @throws Failure when the gateway does not give it
     */
    InputStream stream(String path) {
        try {
            HttpResponse<InputStream> response = http.send(
                    HttpRequest.newBuilder(URI.create(base + path)).GET().build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                try (InputStream body = response.body()) {
                    requireGood(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return response.body();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What the gateway answers. */
    JsonNode json(String path) {
        try {
            HttpResponse<String> response = http.send(request(path).GET().build(), BodyHandlers.ofString());
            requireGood(response.statusCode(), response.body());
            return EventJson.mapper().readTree(response.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(2));
    }

    private void requireGood(int status, String body) {
        if (status / 100 == 2) {
            return;
        }
        String detail = body;
        try {
            JsonNode problem = EventJson.mapper().readTree(body);
            if (problem != null && problem.hasNonNull("detail")) {
                detail = problem.get("detail").asText();
            }
        } catch (IOException e) {
            detail = body; // no problem+json: tell what came
        }
        throw Failure.wentWrong(base + " answered " + status + ": " + detail, null);
    }

    private Failure unreachable(IOException e) {
        return Failure.wentWrong(
                "Cannot talk to the gateway at " + base + ": " + Reasons.of(e)
                        + ". Is it running? './winnow serve' starts one",
                e);
    }

    private static Failure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return Failure.wentWrong("Interrupted", e);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
