package dev.winnow.gateway.projection;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.events.ImageDeduplicated;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * What events say about things other than their own image: clusters, and the clusters and splits of other items. Of two
 * statements about the same thing the one with the higher position holds, so that the order of reading does not matter. Sorted
 * by key, so that transactions lock rows in one order.
 */
final class Amendments {

    /** @param value null where the item belongs to no cluster any more */
    record Statement(String value, long position) {}

    record ClusterName(String dataset, String name) implements Comparable<ClusterName> {
        @Override
        public int compareTo(ClusterName other) {
            int byDataset = dataset.compareTo(other.dataset);
            return byDataset != 0 ? byDataset : name.compareTo(other.name);
        }
    }

    private final Map<String, Statement> clusters = new TreeMap<>();
    private final Map<String, Statement> splits = new TreeMap<>();
    private final Map<ClusterName, Statement> representatives = new TreeMap<>();

    Map<String, Statement> clusters() {
        return clusters;
    }

    Map<String, Statement> splits() {
        return splits;
    }

    Map<ClusterName, Statement> representatives() {
        return representatives;
    }

    /** Where an arrival stands in its dataset's order; by its time in microseconds where the producer did not number it. */
    static long position(ImageDeduplicated image) {
        Long position = image.duplication().position();
        return position != null ? position : ChronoUnit.MICROS.between(java.time.Instant.EPOCH, image.at());
    }

    /** Takes in what an arrival did to clusters, in the order in which it took effect. */
    void add(ImageDeduplicated image) {
        String dataset = image.upload().dataset();
        Duplication duplication = image.duplication();
        long position = position(image);
        for (Duplication.Part part : duplication.parts()) {
            String cluster = Stored.text(part.cluster());
            part.relabelled().forEach(item -> keepNewest(clusters, Stored.text(item), cluster, position));
            if (cluster != null) {
                keepNewest(
                        representatives,
                        new ClusterName(dataset, cluster),
                        Stored.text(part.representative()),
                        position);
            }
        }
        String cluster = Stored.text(duplication.cluster());
        duplication.relabelled().forEach(item -> keepNewest(clusters, Stored.text(item), cluster, position));
        if (cluster != null) {
            keepNewest(
                    representatives,
                    new ClusterName(dataset, cluster),
                    Stored.text(duplication.representative()),
                    position);
        }
    }

    /** Takes in which items an assignment moved; it was decided in the order of arrivals. */
    void add(ImageDeduplicated image, Assignment assignment) {
        long position = position(image);
        for (Assignment.Move move : assignment.moves()) {
            keepNewest(splits, Stored.text(move.item()), move.to().key(), position);
        }
    }

    private static <K> void keepNewest(Map<K, Statement> statements, K about, String value, long position) {
        Statement before = statements.get(about);
        if (before == null || before.position() <= position) {
            statements.put(about, new Statement(value, position));
        }
    }
}
