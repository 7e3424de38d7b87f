package dev.winnow.events.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.GroupPattern;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.events.EventJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a spec that a person wrote, in YAML or JSON. What is left out takes its default; a key that is not known is an error
 * that names the nearest known one, because a typo must not pass for a default.
 */
public final class SpecReader {
    /** Most characters of a spec. The largest that makes sense, with comments, has a tenth of that. */
    public static final int MOST_CHARACTERS = 1 << 16;

    private static final SpecType.Section SPEC = (SpecType.Section) SpecType.of(DatasetSpec.class, null);

    /** A key at the beginning of a constructor's sentence. */
    private static final Pattern KEY = Pattern.compile("^[a-z]\\w*(?:\\.(?:\\w+|\\*)|\\[\\d+])*");

    private static final Pattern STEP = Pattern.compile("\\[(\\d+)]|[^.\\[]+");

    private SpecReader() {}

    /**
     * @param text YAML or JSON, at most {@link #MOST_CHARACTERS}; empty for all defaults
     * @return version 1; whoever publishes it numbers it
     * @throws InvalidSpecException with a sentence naming the key, the value and the remedy
     */
    public static DatasetSpec read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new InvalidSpecException("The spec has " + text.length() + " characters, expected at most "
                    + MOST_CHARACTERS + ": leave out what takes its default");
        }
        Optional<SpecNode> given = SpecText.read(text)
                .filter(node -> !(node instanceof SpecNode.Scalar scalar
                        && scalar.value().isNull()));
        if (given.isEmpty()) {
            return DatasetSpec.defaults();
        }
        JsonNode merged = SpecMerge.merge("", SPEC, defaults(given.get()), given.get());
        ((ObjectNode) merged).put("version", 1);
        try {
            DatasetSpec spec = EventJson.mapper().treeToValue(merged, DatasetSpec.class);
            requireUsable(spec, given.get());
            return spec;
        } catch (JsonMappingException e) {
            throw new InvalidSpecException(sentence(e, given.get()), e);
        } catch (JsonProcessingException e) {
            throw new InvalidSpecException(e.getOriginalMessage(), e);
        }
    }

    /** What can be written in a spec. */
    static SpecType.Section type() {
        return SPEC;
    }

    /** The rules are those of the preset that is named. A name that is none is left for the merge. */
    private static ObjectNode defaults(SpecNode given) {
        ObjectNode defaults = EventJson.mapper().valueToTree(DatasetSpec.defaults());
        if (at(given, List.of("quality", "preset")) instanceof SpecNode.Scalar named) {
            Arrays.stream(Quality.Preset.values())
                    .filter(preset -> preset.name().equalsIgnoreCase(named.text()))
                    .findFirst()
                    .ifPresent(
                            preset -> defaults.set("quality", EventJson.mapper().valueToTree(Quality.of(preset))));
        }
        return defaults;
    }

    /** What the constructors of a spec cannot refuse, because specs that hold it were declared already. */
    private static void requireUsable(DatasetSpec spec, SpecNode given) {
        if (spec.split().groupPattern() != null) {
            Optional<String> problem = GroupPattern.problem(spec.split().groupPattern());
            if (problem.isPresent()) {
                throw new InvalidSpecException(problem.get() + place(given, List.of("split", "groupPattern")));
            }
        }
    }

    private static String sentence(JsonMappingException e, SpecNode given) {
        List<String> path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                .toList();
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
            return located(cause.getMessage(), path, given);
        }
        return written(path) + ": "
                + e.getOriginalMessage().lines().findFirst().map(SpecNode::cut).orElse("cannot be read")
                + place(given, path);
    }

    /**
     * The sentence of a constructor, which does not know the place of its record in a map or a list, with that place.
     *
     * @param path of the record
     */
    private static String located(String sentence, List<String> path, SpecNode given) {
        Matcher key = KEY.matcher(sentence);
        if (!key.find()) {
            return sentence + place(given, path);
        }
        List<String> steps = new ArrayList<>();
        for (Matcher step = STEP.matcher(key.group()); step.find(); ) {
            String name = step.group(1) != null ? step.group(1) : step.group();
            steps.add(name.equals("*") && steps.size() < path.size() ? path.get(steps.size()) : name);
        }
        return written(steps) + sentence.substring(key.end()) + place(given, steps);
    }

    private static String written(List<String> steps) {
        StringBuilder path = new StringBuilder();
        for (String step : steps) {
            if (Character.isDigit(step.charAt(0))) {
                path.append('[').append(step).append(']');
            } else {
                path.append(path.length() == 0 ? "" : ".").append(step);
            }
        }
        return path.toString();
    }

    /** Where the nearest of the path's keys stands that the text has. */
    private static String place(SpecNode given, List<String> steps) {
        SpecNode node = given;
        SpecNode.Place place = null;
        for (String step : steps) {
            SpecNode next = at(node, List.of(step));
            if (next == null) {
                break;
            }
            place = node instanceof SpecNode.Mapping mapping ? mapping.keys().get(step) : next.place();
            node = next;
        }
        return place == null ? "" : place.toString();
    }

    private static SpecNode at(SpecNode from, List<String> steps) {
        SpecNode node = from;
        for (String step : steps) {
            if (node instanceof SpecNode.Mapping mapping) {
                node = mapping.values().get(step);
            } else if (node instanceof SpecNode.Sequence sequence && step.matches("\\d{1,9}")) {
                int index = Integer.parseInt(step);
                node = index < sequence.items().size() ? sequence.items().get(index) : null;
            } else {
                return null;
            }
        }
        return node;
    }
}
