package dev.winnow.gateway.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.release.DatasetCard;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes the cards of releases, from nothing but their manifests. */
@ApplicationScoped
public class Cards {
    private final Releases releases;

    public Cards(Releases releases) {
        this.releases = releases;
    }

    /** The card of a release that is ready. */
    public DatasetCard card(String dataset, Releases.Line release) throws IOException {
        Count count = new Count();
        JsonNode head = releases.read(release, count::add);
        return new DatasetCard(
                new DatasetCard.Identity(
                        dataset,
                        release.release(),
                        release.manifest(),
                        Instant.parse(head.path("at").asText()),
                        head.path("note").asText(null)),
                EventJson.mapper().treeToValue(head.path("spec"), DatasetSpec.class),
                count.composition());
    }

    private static final class Count {
        private final Map<String, Long> splits = new TreeMap<>();
        private final Map<String, Long> classes = new TreeMap<>();
        private final Map<String, Long> objects = new TreeMap<>();
        private final Map<String, Long> issues = new TreeMap<>();
        private final Map<String, String> clusters = new HashMap<>();
        private final Map<String, Integer> sizes = new HashMap<>();
        private Instant first;
        private Instant last;
        private long unlabelled;
        private long leaks;

        void add(JsonNode line) {
            String split = line.path("split").asText();
            splits.merge(split, 1L, Long::sum);
            line.path("labels").forEach(label -> classes.merge(label.asText(), 1L, Long::sum));
            JsonNode annotations = line.path("annotations").path("annotations");
            annotations.forEach(one -> objects.merge(one.path("category").asText(), 1L, Long::sum));
            line.path("issues").forEach(issue -> issues.merge(issue.asText(), 1L, Long::sum));
            unlabelled += line.path("labels").isEmpty() && annotations.isEmpty() ? 1 : 0;
            Instant at = Instant.parse(line.path("uploadedAt").asText());
            first = first == null || at.isBefore(first) ? at : first;
            last = last == null || at.isAfter(last) ? at : last;
            if (line.has("cluster")) {
                String cluster = line.path("cluster").asText();
                sizes.merge(cluster, 1, Integer::sum);
                String before = clusters.putIfAbsent(cluster, split);
                if (before != null && !before.isEmpty() && !before.equals(split)) {
                    clusters.put(cluster, ""); // counted once
                    leaks++;
                }
            }
        }

        DatasetCard.Composition composition() {
            long together = sizes.values().stream().filter(n -> n > 1).count();
            return new DatasetCard.Composition(
                    splits, classes, objects, issues, first, last, unlabelled, new DatasetCard.Copies(together, leaks));
        }
    }
}
