package dev.winnow.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.Rejection;
import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.events.ImageUploaded;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every upload that was acknowledged is announced, and the newest upload to each item ends in exactly one state: accepted,
 * rejected or quarantined. Topics, database and the gateway's summary agree on which, and on how many there are.
 */
final class EveryUploadHasOneFinalState implements Promise {

    @Override
    public List<String> violations(Evidence evidence) {
        List<String> violations = new ArrayList<>();
        Map<String, ImageUploaded> newest = evidence.newestUploads();
        acknowledgedAreAnnounced(evidence, newest, violations);
        Map<String, Set<String>> outcomes = outcomes(evidence, newest);
        Map<String, Long> counts = new TreeMap<>(
                Map.of("accepted", 0L, "rejected", 0L, "quarantined", 0L, "removed", 0L, "in-flight", 0L));
        newest.forEach((item, upload) -> {
            Set<String> states = outcomes.getOrDefault(item, Set.of());
            if (states.size() != 1) {
                violations.add(upload.source() + " ended in " + (states.isEmpty() ? "no state" : "the states " + states)
                        + evidence.trail(item));
            }
            Row row = evidence.rows().get(item);
            if (row == null
                    || !states.equals(Set.of(row.state()))
                    || !row.content().equals(upload.content().hex())
                    || !row.uploadedAt().equals(upload.at().truncatedTo(ChronoUnit.MICROS))) {
                violations.add(upload.source() + " is " + states + " by the topics, but the database does not say so"
                        + evidence.trail(item));
            }
            states.forEach(state -> counts.merge(state, 1L, Long::sum));
        });
        evidence.rows().values().stream()
                .filter(row -> !newest.containsKey(row.item()))
                .forEach(row -> violations.add("The database has " + row + ", which nobody uploaded"));
        summaryAgrees(evidence.summary(), newest.size(), counts, violations);
        return violations;
    }

    /** The last acknowledged bytes of each source are those of the newest upload, and nothing else was announced. */
    private static void acknowledgedAreAnnounced(
            Evidence evidence, Map<String, ImageUploaded> newest, List<String> violations) {
        Map<String, DrawnImage> last = new HashMap<>();
        evidence.acknowledged().forEach(image -> last.put(image.source(), image));
        last.forEach((source, image) -> {
            boolean announced = newest.values().stream()
                    .anyMatch(upload -> upload.source().equals(source)
                            && upload.content().equals(image.content())
                            && upload.bytes() == image.bytes().length);
            if (!announced) {
                violations.add(image + " was acknowledged, but no newest upload on images.uploaded tells of it");
            }
        });
        newest.values().stream()
                .filter(upload -> !last.containsKey(upload.source()))
                .forEach(upload -> violations.add(upload.source() + " was announced, but nobody was told so"));
    }

    private static Map<String, Set<String>> outcomes(Evidence evidence, Map<String, ImageUploaded> newest) {
        Map<String, Set<String>> outcomes = new HashMap<>();
        evidence.prepared().stream()
                .map(Topics.Recorded::event)
                .filter(event -> event.upload().equals(newest.get(event.key())))
                .forEach(event -> outcomes.computeIfAbsent(event.key(), item -> new HashSet<>())
                        .add("accepted"));
        evidence.rejected().stream()
                .map(Topics.Recorded::event)
                .filter(event -> event.upload().equals(newest.get(event.key())))
                .forEach(event -> outcomes.computeIfAbsent(event.key(), item -> new HashSet<>())
                        .add(state(event.rejection())));
        return outcomes;
    }

    private static String state(Rejection rejection) {
        return rejection.reason().quarantines() ? "quarantined" : "rejected";
    }

    private static void summaryAgrees(
            JsonNode summary, long uploaded, Map<String, Long> counts, List<String> violations) {
        JsonNode images = summary.get("images");
        long told = images.get("accepted").asLong()
                + images.get("rejected").asLong()
                + images.get("quarantined").asLong()
                + images.get("removed").asLong();
        if (images.get("uploaded").asLong() != uploaded || told != uploaded) {
            violations.add(uploaded + " items were uploaded, but the summary says " + images);
        }
        for (String state : List.of("accepted", "rejected", "quarantined", "removed")) {
            if (images.get(state).asLong() != counts.get(state)) {
                violations.add(counts.get(state) + " items are " + state + ", but the summary says " + images);
            }
        }
    }
}
