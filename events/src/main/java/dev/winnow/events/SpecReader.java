package dev.winnow.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Issue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Reads a spec that a person wrote, in YAML or JSON. What is left out takes its default; a key that is not known is an error
 * that names the nearest known one, because a typo must not pass for a default.
 */
public final class SpecReader {
    private static final ObjectMapper YAML = new YAMLMapper();

    private SpecReader() {}

    /**
     * @param text YAML or JSON; empty for all defaults
     * @return version 1; whoever publishes it numbers it
     * @throws InvalidSpecException with a sentence naming the key, the value and the remedy
     */
    public static DatasetSpec read(String text) {
        JsonNode given;
        try {
            given = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            throw new InvalidSpecException(
                    "The spec is neither YAML nor JSON" + where + ": " + e.getOriginalMessage(), e);
        }
        ObjectNode merged = EventJson.mapper().valueToTree(DatasetSpec.defaults());
        for (String absent : List.of("groupPattern", "groupKey", "valFrom", "testFrom")) {
            merged.with("split").putNull(absent); // null is their default, and JSON leaves nulls out
        }
        if (!given.isMissingNode() && !given.isNull()) {
            if (!given.isObject()) {
                throw new InvalidSpecException(
                        "A spec is a mapping of keys to values, this one is a " + kind(given), null);
            }
            merge("", merged, (ObjectNode) given);
        }
        merged.put("version", 1);
        try {
            return EventJson.mapper().treeToValue(merged, DatasetSpec.class);
        } catch (JsonMappingException e) {
            throw new InvalidSpecException(sentence(e), e);
        } catch (JsonProcessingException e) {
            throw new InvalidSpecException(e.getOriginalMessage(), e);
        }
    }

    private static void merge(String path, ObjectNode known, ObjectNode given) {
        boolean rules = path.equals("quality.rules.");
        for (Iterator<Map.Entry<String, JsonNode>> fields = given.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String key = field.getKey();
            JsonNode value = field.getValue();
            boolean ofRule = path.startsWith("quality.rules.") && !rules;
            List<String> allowed = rules
                    ? Arrays.stream(Issue.Kind.values()).map(Enum::name).toList()
                    : ofRule
                            ? List.of("measure", "below", "above", "fence", "action")
                            : StreamSupport.stream(((Iterable<String>) known::fieldNames).spliterator(), false)
                                    .toList();
            if (!allowed.contains(key)) {
                throw new InvalidSpecException(
                        "Unknown key '" + path + key + "' in the spec: did you mean '" + path + nearest(key, allowed)
                                + "'? Known here: " + String.join(", ", allowed),
                        null);
            }
            JsonNode before = known.get(key);
            if (value.isObject() && before != null && before.isObject()) {
                merge(path + key + ".", (ObjectNode) before, (ObjectNode) value);
            } else if (value.isObject() && rules) {
                ObjectNode rule = known.putObject(key);
                merge(path + key + ".", rule, (ObjectNode) value);
            } else if (before != null && before.isObject()) {
                throw new InvalidSpecException(
                        path + key + " is " + value + ", expected keys below it: "
                                + StreamSupport.stream(((Iterable<String>) before::fieldNames).spliterator(), false)
                                        .collect(Collectors.joining(", ")),
                        null);
            } else {
                known.set(key, value);
            }
        }
    }

    private static String sentence(JsonMappingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
            return cause.getMessage();
        }
        String key = e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."));
        return key + ": " + e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
    }

    private static String kind(JsonNode node) {
        return node.isArray() ? "list" : "single value";
    }

    private static String nearest(String key, List<String> allowed) {
        return allowed.stream()
                .min(Comparator.comparingInt(
                        (String candidate) -> editDistance(key.toLowerCase(), candidate.toLowerCase())))
                .orElse("");
    }

    /** Levenshtein distance. */
    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(above + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /** A spec a person has to mend; the message says where and how. */
    public static final class InvalidSpecException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        InvalidSpecException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
