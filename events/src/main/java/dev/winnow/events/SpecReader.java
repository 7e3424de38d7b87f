package dev.winnow.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.winnow.dataset.GroupPattern;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a spec that a person wrote, in YAML or JSON. What is left out takes its default; a key that is not known is an error
 * that names the nearest known one, because a typo must not pass for a default.
 */
public final class SpecReader {
    /** Most characters of a spec. The largest that makes sense, with comments, has a tenth of that. */
    public static final int MOST_CHARACTERS = 1 << 16;

    /** Mappings and lists within each other: {@code quality.rules.BLURRY} and a few to spare. */
    private static final int MOST_LEVELS = 8;

    private static final int MOST_SHOWN = 200;

    /** The keys of a rule that say where its bounds lie. Who gives one gives all: the default's are gone then. */
    private static final List<String> BOUNDS = List.of("below", "above", "fence", "farBelow", "farAbove", "most");

    private static final List<String> RULE_KEYS = Stream.of(List.of("measure"), BOUNDS, List.of("action"))
            .flatMap(List::stream)
            .toList();

    private static final YAMLFactory FACTORY = factory();
    private static final ObjectMapper YAML = new YAMLMapper(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SpecReader() {}

    private static YAMLFactory factory() {
        LoaderOptions yaml = new LoaderOptions();
        yaml.setNestingDepthLimit(4 * MOST_LEVELS); // ours, which has a sentence, is met before
        return YAMLFactory.builder().loaderOptions(yaml).build();
    }

    /**
     * @param text YAML or JSON, at most {@link #MOST_CHARACTERS}; empty for all defaults
     * @return version 1; whoever publishes it numbers it
     * @throws InvalidSpecException with a sentence naming the key, the value and the remedy
     */
    public static DatasetSpec read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new InvalidSpecException(
                    "The spec has " + text.length() + " characters, expected at most " + MOST_CHARACTERS
                            + ": leave out what takes its default",
                    null);
        }
        JsonNode given;
        try {
            requirePlain(text);
            given = YAML.readTree(text);
        } catch (JsonProcessingException | YAMLException e) {
            throw new InvalidSpecException(unreadable(e), e);
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
            begin(merged, given.path("quality").path("preset"));
            merge("", merged, (ObjectNode) given);
        }
        merged.put("version", 1);
        try {
            DatasetSpec spec = EventJson.mapper().treeToValue(merged, DatasetSpec.class);
            requireUsable(spec);
            return spec;
        } catch (JsonMappingException e) {
            throw new InvalidSpecException(sentence(e), e);
        } catch (JsonProcessingException e) {
            throw new InvalidSpecException(e.getOriginalMessage(), e);
        }
    }

    /** Lets the rules begin with those of the preset that is named. A name that is none is left for the reading of the spec. */
    private static void begin(ObjectNode merged, JsonNode named) {
        Arrays.stream(Quality.Preset.values())
                .filter(preset -> preset.name().equalsIgnoreCase(named.asText()))
                .findFirst()
                .ifPresent(preset -> merged.set("quality", EventJson.mapper().valueToTree(Quality.of(preset))));
    }

    /** Refuses what is read, but not as its writer means it, or what only serves to make reading dear. */
    private static void requirePlain(String text) throws JsonProcessingException {
        Deque<Set<String>> levels = new ArrayDeque<>();
        try (YAMLParser tokens = FACTORY.createParser(text)) {
            for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
                String line = " (line " + tokens.currentTokenLocation().getLineNr() + ")";
                if (tokens.isCurrentAlias() || tokens.getObjectId() != null) {
                    throw new InvalidSpecException(
                            "The spec has a YAML anchor or alias" + line + ": write the value out", null);
                }
                if (token == JsonToken.FIELD_NAME && !levels.getFirst().add(tokens.currentName())) {
                    throw new InvalidSpecException(
                            "The key '" + shown(tokens.currentName()) + "' stands twice in one mapping" + line
                                    + ": keep one",
                            null);
                }
                if (token.isStructStart()) {
                    levels.push(new HashSet<>());
                    if (levels.size() > MOST_LEVELS) {
                        throw new InvalidSpecException(
                                "The spec is nested deeper than " + MOST_LEVELS + " levels" + line
                                        + ": its keys are at most three deep",
                                null);
                    }
                } else if (token.isStructEnd()) {
                    levels.pop();
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot be read", e);
        }
    }

    /** What the constructors of a spec cannot refuse, because specs that hold it were declared already. */
    private static void requireUsable(DatasetSpec spec) {
        if (spec.split().groupPattern() != null) {
            Optional<String> problem = GroupPattern.problem(spec.split().groupPattern());
            if (problem.isPresent()) {
                throw new InvalidSpecException(problem.get(), null);
            }
        }
        spec.quality().rules().forEach((kind, rule) -> {
            requireFinite("quality.rules." + kind + ".below", rule.below());
            requireFinite("quality.rules." + kind + ".above", rule.above());
        });
    }

    private static void requireFinite(String key, Double value) {
        if (value != null && !Double.isFinite(value)) {
            throw new InvalidSpecException(key + " is " + value + ", expected a finite number", null);
        }
    }

    private static String unreadable(Exception e) {
        String where = "";
        String what = e.getMessage();
        if (e instanceof JsonProcessingException json) {
            where = json.getLocation() == null
                    ? ""
                    : " (line " + json.getLocation().getLineNr() + ")";
            what = json.getOriginalMessage();
        }
        if (what != null && what.startsWith("Trailing token")) {
            return "The spec holds more than one document" + where + ": keep one";
        }
        return "The spec is neither YAML nor JSON" + where + ": " + shown(what);
    }

    /** A text of theirs in a sentence of ours. */
    private static String shown(String text) {
        return text == null || text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
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
                            ? RULE_KEYS
                            : StreamSupport.stream(((Iterable<String>) known::fieldNames).spliterator(), false)
                                    .toList();
            if (!allowed.contains(key)) {
                throw new InvalidSpecException(
                        "Unknown key '" + path + shown(key) + "' in the spec: did you mean '" + path
                                + nearest(key, allowed) + "'? Known here: " + String.join(", ", allowed),
                        null);
            }
            JsonNode before = known.get(key);
            if (path.equals("quality.") && key.equals("preset") && value.isTextual()) {
                known.put(key, value.asText().toUpperCase(Locale.ROOT));
            } else if (value.isObject() && before != null && before.isObject()) {
                if (rules && BOUNDS.stream().anyMatch(value::has)) {
                    ((ObjectNode) before).remove(BOUNDS);
                }
                merge(path + key + ".", (ObjectNode) before, (ObjectNode) value);
            } else if (value.isObject() && rules) {
                ObjectNode rule = known.putObject(key);
                merge(path + key + ".", rule, (ObjectNode) value);
            } else if (before != null && before.isObject()) {
                throw new InvalidSpecException(
                        path + key + " is " + shown(value.toString()) + ", expected keys below it: "
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
        return key + ": "
                + e.getOriginalMessage()
                        .lines()
                        .findFirst()
                        .map(SpecReader::shown)
                        .orElse("cannot be read");
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
