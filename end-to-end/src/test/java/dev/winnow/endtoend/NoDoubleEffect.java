package dev.winnow.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.endtoend.Topics.Recorded;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageUploaded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Work that is done again after a crash changes nothing. What the transactional services say of an upload stands on its topic once;
 * what the others say of it may stand there again, but is the same each time; the store holds what is spoken of, with the right
 * hash; and the counts that the database keeps are those of its rows.
 */
final class NoDoubleEffect implements Promise {

    @Override
    public List<String> violations(Evidence evidence) {
        List<String> violations = new ArrayList<>();
        violations.addAll(decidedOnce(evidence));
        saidAlike(evidence, evidence.ingested(), event -> new Vetted(event.metadata(), event.issues()), violations);
        saidAlike(evidence, evidence.rejected(), event -> event.rejection(), violations);
        saidAlike(evidence, evidence.assessed(), event -> List.of(event.scores(), event.fingerprints()), violations);
        saidAlike(evidence, evidence.prepared(), event -> event.pictures(), violations);
        storeHoldsWhatIsSpokenOf(evidence, violations);
        countsAreThoseOfTheRows(evidence, violations);
        return violations;
    }

    /** Whether dedup and split said each thing once. */
    static List<String> decidedOnce(Evidence evidence) {
        List<String> violations = new ArrayList<>();
        saidOnce(evidence, evidence.deduplicated(), violations);
        saidOnce(evidence, evidence.assigned(), violations);
        return violations;
    }

    private record Vetted(ImageMetadata metadata, Object issues) {}

    /** An upload by what makes it one; the same bytes sent again are another upload with the same event ids. */
    private record UploadOf(String id, ImageUploaded upload) {}

    private static <E extends ImageEvent> void saidOnce(
            Evidence evidence, List<Recorded<E>> events, List<String> violations) {
        Set<UploadOf> said = new HashSet<>();
        for (Recorded<E> recorded : events) {
            ImageUploaded upload = recorded.event().upload();
            if (!said.add(new UploadOf(recorded.id(), upload))) {
                violations.add(recorded.id() + " stands on its topic twice" + evidence.trail(upload.key()));
            }
        }
    }

    /** Two events of one id say the same, whichever upload they go back to. */
    private static <E extends ImageEvent> void saidAlike(
            Evidence evidence, List<Recorded<E>> events, Function<E, Object> what, List<String> violations) {
        Map<String, Object> said = new HashMap<>();
        for (Recorded<E> recorded : events) {
            Object now = what.apply(recorded.event());
            Object before = said.putIfAbsent(recorded.id(), now);
            if (before != null && !before.equals(now)) {
                violations.add(recorded.id() + " first said " + before + ", then " + now
                        + evidence.trail(recorded.event().upload().key()));
            }
        }
    }

    private static void storeHoldsWhatIsSpokenOf(Evidence evidence, List<String> violations) {
        Map<ContentHash, Long> spokenOf = new TreeMap<>();
        evidence.uploaded()
                .forEach(recorded -> spokenOf.put(
                        recorded.event().content(), recorded.event().bytes()));
        evidence.prepared().stream()
                .flatMap(recorded -> recorded.event().pictures().stream())
                .forEach(picture -> spokenOf.put(picture.content(), picture.bytes()));
        spokenOf.forEach((content, length) -> {
            try {
                byte[] bytes = evidence.store().read(content); // checks the hash
                if (bytes.length != length) {
                    violations.add("The store has " + bytes.length + " bytes of " + content + ", not " + length);
                }
            } catch (IOException e) {
                violations.add("The store cannot give " + content + ": " + e.getMessage());
            }
        });
    }

    private static void countsAreThoseOfTheRows(Evidence evidence, List<String> violations) {
        JsonNode summary = evidence.summary();
        List<Row> rows = List.copyOf(evidence.rows().values());
        List<Row> accepted = rows.stream().filter(Row::isAccepted).toList();
        requireCount("images.uploaded", rows.size(), summary.at("/images/uploaded"), violations);
        requireCount("images.accepted", accepted.size(), summary.at("/images/accepted"), violations);
        requireCount(
                "duplicates.exact",
                rows.stream().filter(row -> row.exactOf() != null).count(),
                summary.at("/duplicates/exact"),
                violations);
        requireCount("prepared", accepted.stream().mapToLong(Row::prepared).sum(), summary.at("/prepared"), violations);
        requireCount(
                "augmented", accepted.stream().mapToLong(Row::augmented).sum(), summary.at("/augmented"), violations);
        accepted.stream()
                .collect(Collectors.groupingBy(Row::split, Collectors.counting()))
                .forEach((split, count) ->
                        requireCount("splits." + split, count, summary.at("/splits/" + split), violations));
        accepted.stream()
                .collect(Collectors.groupingBy(Row::label, Collectors.counting()))
                .forEach((label, count) ->
                        requireCount("classes." + label, count, summary.at("/classes/" + label), violations));
        rows.stream()
                .filter(row -> row.reason() != null)
                .collect(Collectors.groupingBy(Row::reason, Collectors.counting()))
                .forEach((reason, count) ->
                        requireCount("rejections." + reason, count, summary.at("/rejections/" + reason), violations));
    }

    private static void requireCount(String name, long counted, JsonNode told, List<String> violations) {
        if (told.isMissingNode() || told.asLong() != counted) {
            violations.add("The rows make " + name + " " + counted + ", but the summary says " + told);
        }
    }
}
