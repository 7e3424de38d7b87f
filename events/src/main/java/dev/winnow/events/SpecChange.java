package dev.winnow.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.spec.DatasetSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A key in which two versions of a spec differ, and what the later value applies to.
 *
 * @param key its path, such as {@code split.train}
 * @param before as JSON, or null where the key is absent
 * @param after as JSON, or null where the key is absent
 * @param applies to what the later value applies
 * @param leaves what keeps to the earlier value; null where nothing does
 */
public record SpecChange(String key, String before, String after, String applies, String leaves) {

    /** What a change of the keys below a path applies to; the first path that fits counts. */
    private enum Reach {
        VERDICTS("quality.", "images that are there and later ones", null),
        STANDINGS(
                "duplicates.policy",
                "later uploads, and each cluster with the next image or decision that changes it",
                "clusters that nothing changes"),
        REPRESENTATIVES(
                "duplicates.representative",
                "later uploads, and each cluster with the next image or decision that changes it",
                "clusters that nothing changes"),
        PAIRS("duplicates.", "later uploads", "pairs of images that were compared already"),
        SPLITS(
                "split.",
                "later uploads, and from the first of them on to releases, settling and rebalancing",
                "images that have their split, until one of these moves them"),
        PICTURES("preprocessing.", "later uploads", "pictures that are prepared already"),
        VARIANTS("augmentation.", "later uploads", "variants that are made already"),
        READINESS("readiness.", "the next look at the dataset's readiness", null),
        CARD("card.", "the next look at the dataset's readiness, and later releases", "releases that are cut"),
        UPLOADS("", "later uploads", "images that are there");

        private final String path;
        private final String applies;
        private final String leaves;

        Reach(String path, String applies, String leaves) {
            this.path = path;
            this.applies = applies;
            this.leaves = leaves;
        }

        static Reach of(String key) {
            for (Reach reach : values()) {
                if (key.startsWith(reach.path)) {
                    return reach;
                }
            }
            throw new IllegalStateException(key);
        }
    }

    /** The keys in which two versions differ, the version aside, in the order of the later spec. */
    public static List<SpecChange> between(DatasetSpec before, DatasetSpec after) {
        Map<String, String> earlier = leaves(before);
        Map<String, String> later = leaves(after);
        Set<String> keys = new LinkedHashSet<>(later.keySet());
        keys.addAll(earlier.keySet());
        List<SpecChange> changes = new ArrayList<>();
        for (String key : keys) {
            String was = earlier.get(key);
            String is = later.get(key);
            if (!key.equals("version") && !Objects.equals(was, is)) {
                Reach reach = Reach.of(key);
                changes.add(new SpecChange(key, was, is, reach.applies, reach.leaves));
            }
        }
        return changes;
    }

    /** In one line: {@code split.train: 0.8 → 0.7. Applies to …, not to …}. */
    public String sentence() {
        return key + ": " + shown(before) + " → " + shown(after) + ". Applies to " + applies
                + (leaves == null ? "" : "; not to " + leaves);
    }

    private static String shown(String value) {
        return value == null ? "absent" : value;
    }

    private static Map<String, String> leaves(DatasetSpec spec) {
        Map<String, String> leaves = new LinkedHashMap<>();
        collect("", EventJson.mapper().valueToTree(spec), leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode value, Map<String, String> leaves) {
        if (value.isObject()) {
            value.fields()
                    .forEachRemaining(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), leaves));
        } else if (!value.isNull()) {
            leaves.put(path, value.toString());
        }
    }
}
