package dev.winnow.endtoend;

import dev.winnow.endtoend.ReadModel.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Copies of one picture are in one split, and so are the images of one unit; the gateway's count of leaks says so too. */
final class NoClusterSpansTwoSplits implements Promise {

    @Override
    public List<String> violations(Evidence evidence) {
        List<String> violations = new ArrayList<>();
        Map<String, String> units = Replay.of(evidence).end().units();
        Map<String, Set<String>> splitsOf = new HashMap<>();
        evidence.rows().values().stream().filter(Row::isAccepted).forEach(row -> {
            splitsOf.computeIfAbsent("unit " + units.get(row.item()), unit -> new TreeSet<>())
                    .add(row.split());
            if (row.cluster() != null) {
                splitsOf.computeIfAbsent("cluster " + row.cluster(), cluster -> new TreeSet<>())
                        .add(row.split());
            }
        });
        splitsOf.forEach((what, splits) -> {
            if (splits.size() > 1) {
                violations.add("The images of " + what + " are in " + splits);
            }
        });
        if (evidence.summary().get("leakage").asLong() != 0) {
            violations.add("The summary counts " + evidence.summary().get("leakage") + " clusters that leak");
        }
        return violations;
    }
}
