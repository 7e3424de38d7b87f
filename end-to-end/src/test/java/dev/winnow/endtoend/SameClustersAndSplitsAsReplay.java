package dev.winnow.endtoend;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.events.ImageUploaded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The services decided about copies and splits what one thread decides that reads {@code images.assessed} in order: event by
 * event, and in the database at the end.
 */
final class SameClustersAndSplitsAsReplay implements Promise {

    @Override
    public List<String> violations(Evidence evidence) {
        Replay replay = Replay.of(evidence);
        List<String> violations = eventsAgree(evidence, replay);
        databaseAgrees(evidence, replay, violations);
        return violations;
    }

    /** What the two services said, event by event. */
    static List<String> eventsAgree(Evidence evidence, Replay replay) {
        List<String> violations = new ArrayList<>();
        Map<ImageUploaded, Duplication> duplications = new LinkedHashMap<>();
        evidence.deduplicated()
                .forEach(recorded -> duplications.put(
                        recorded.event().upload(), recorded.event().duplication()));
        Map<ImageUploaded, Assignment> assignments = new LinkedHashMap<>();
        evidence.assigned()
                .forEach(recorded -> assignments.put(
                        recorded.event().upload(), recorded.event().assignment()));
        replay.decisions().forEach((upload, decision) -> {
            requireSame("images.deduplicated", upload, decision.duplication(), duplications.remove(upload), violations);
            requireSame("images.assigned", upload, decision.assignment(), assignments.remove(upload), violations);
        });
        duplications.forEach(
                (upload, duplication) -> requireSame("images.deduplicated", upload, null, duplication, violations));
        assignments.forEach(
                (upload, assignment) -> requireSame("images.assigned", upload, null, assignment, violations));
        return violations;
    }

    private static void databaseAgrees(Evidence evidence, Replay replay, List<String> violations) {
        Map<String, String> clusters = replay.end().clusters();
        evidence.rows().values().stream().filter(Row::isAccepted).forEach(row -> {
            requireSame("the row's cluster", row, clusters.get(row.item()), row.cluster(), violations);
            requireSame(
                    "the row's split",
                    row,
                    replay.end().splits().get(row.item()).key(),
                    row.split(),
                    violations);
        });
        requireSame(
                "the clusters' representatives",
                "the database",
                replay.end().representatives(),
                evidence.representatives(),
                violations);
    }

    private static void requireSame(
            String where, Object about, Object recomputed, Object found, List<String> violations) {
        if (!Objects.equals(recomputed, found)) {
            violations.add(where + " of " + about + ": recomputed " + recomputed + ", found " + found);
        }
    }
}
