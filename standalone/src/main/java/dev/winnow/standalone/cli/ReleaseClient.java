package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.FolderImport;
import java.io.InputStream;
import java.util.List;

/** Talks to a running gateway about the releases of a dataset. */
final class ReleaseClient {
    private static final long PAUSE_MILLIS = 100;

    private final GatewayClient gateway;
    private final String dataset;
    private final String path;

    ReleaseClient(GatewayClient gateway, String dataset) {
        this.gateway = gateway;
        this.dataset = dataset;
        this.path = "/api/datasets/" + dataset + "/releases";
    }

    JsonNode list() {
        return gateway.json(path);
    }

    /** Asks for a release; returns its name, and why it is called so. */
    JsonNode cut(JsonNode request) {
        return gateway.posted(path, request.toString());
    }

    JsonNode changes(String before, String after) {
        return gateway.json(
                path + "/" + GatewayClient.encoded(after) + "/changes?since=" + GatewayClient.encoded(before));
    }

    /** A release as a tar archive, to be closed. */
    InputStream export(String release, String format, String images, List<String> splits) {
        StringBuilder query = new StringBuilder("?format=")
                .append(GatewayClient.encoded(format))
                .append("&images=")
                .append(GatewayClient.encoded(images));
        splits.forEach(split -> query.append("&split=").append(GatewayClient.encoded(split)));
        return gateway.stream(path + "/" + GatewayClient.encoded(release) + "/export" + query);
    }

    /**
     * Returns a release that was asked for once it is ready.
     *
     * @throws Failure when somebody else cut one of that name at the same moment, or nothing moves for {@link FolderImport#PATIENCE}
     */
    JsonNode awaitReady(JsonNode requested) {
        String name = requested.path("release").asText();
        long waiting = -1;
        long changed = System.nanoTime();
        while (true) {
            for (JsonNode release : list().path("releases")) {
                if (!release.path("release").asText().equals(name)) {
                    continue;
                }
                if (!release.path("at").asText().equals(requested.path("at").asText())) {
                    throw Failure.wentWrong(
                            "Somebody else cut release " + name + " of dataset " + dataset
                                    + " at the same moment: cut another one",
                            null);
                }
                if (release.path("state").asText().equals("READY")) {
                    return release;
                }
                long now = release.path("waiting").asLong();
                if (now != waiting) {
                    waiting = now;
                    changed = System.nanoTime();
                }
            }
            if (System.nanoTime() - changed > FolderImport.PATIENCE.toNanos()) {
                throw Failure.wentWrong(
                        "Release " + name + " of dataset " + dataset + " was cut and is not ready: "
                                + (waiting > 0
                                        ? waiting + " images have not come to an end, see 'winnow dead-letters list'"
                                        : "see the log file"),
                        null);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.wentWrong("Interrupted", e);
            }
        }
    }
}
