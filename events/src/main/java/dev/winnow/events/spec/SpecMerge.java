package dev.winnow.events.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.winnow.dataset.EditDistance;
import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import dev.winnow.events.spec.SpecNode.Place;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Lays what a person wrote over the defaults, and refuses what no setting takes.
 *
 * <ol>
 *   <li>A mapping changes the keys that it has. A list takes the place of the default's.
 *   <li>Settings of one {@link Setting#group} go together: who gives one, gives all, and the others are none.
 *   <li>A section that is one of several keeps the default's settings where its {@code type} is the default's.
 * </ol>
 */
final class SpecMerge {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SpecMerge() {}

    /**
     * @param path of the value, such as {@code ontology.classes[2].name}; empty for the whole spec
     * @param before the default, or null where there is none
     * @throws InvalidSpecException naming the key, its place, the value and the remedy
     */
    static JsonNode merge(String path, SpecType type, JsonNode before, SpecNode given) {
        if (type instanceof SpecType.Section section) {
            return section(path, section, before, mapping(path, type, given), Set.of());
        }
        if (type instanceof SpecType.OneOf choice) {
            return oneOf(path, choice, before, mapping(path, type, given));
        }
        if (type instanceof SpecType.Entries entries) {
            return entries(path, entries, before, mapping(path, type, given));
        }
        if (type instanceof SpecType.Items items) {
            return items(path, items, given);
        }
        return scalar(path, type, null, given);
    }

    private static SpecNode.Mapping mapping(String path, SpecType type, SpecNode given) {
        if (given instanceof SpecNode.Mapping mapping) {
            return mapping;
        }
        throw wrong(path, given, type.expected());
    }

    private static ObjectNode section(
            String path, SpecType.Section section, JsonNode before, SpecNode.Mapping given, Set<String> besides) {
        ObjectNode merged = before == null ? JSON.objectNode() : before.deepCopy();
        withoutGroups(merged, section, given.values().keySet());
        for (Map.Entry<String, SpecNode> entry : given.values().entrySet()) {
            String name = entry.getKey();
            if (besides.contains(name)) {
                continue;
            }
            SpecType.Key key = section.keys().get(name);
            if (key == null) {
                throw unknown(path, name, section.keys().keySet(), given.keys().get(name));
            }
            merged.set(name, value(below(path, name), key, merged.get(name), entry.getValue()));
        }
        section.keys().forEach((name, key) -> {
            if (key.required() && !merged.hasNonNull(name)) {
                throw new InvalidSpecException(below(path, name) + " is missing" + given.place() + ", expected "
                        + key.type().expected());
            }
        });
        return merged;
    }

    private static void withoutGroups(ObjectNode merged, SpecType.Section section, Set<String> given) {
        Set<String> groups = new HashSet<>();
        section.keys().forEach((name, key) -> {
            if (given.contains(name)
                    && key.setting() != null
                    && !key.setting().group().isEmpty()) {
                groups.add(key.setting().group());
            }
        });
        section.keys().forEach((name, key) -> {
            if (key.setting() != null && groups.contains(key.setting().group())) {
                merged.remove(name);
            }
        });
    }

    private static JsonNode value(String path, SpecType.Key key, JsonNode before, SpecNode given) {
        boolean isNull =
                given instanceof SpecNode.Scalar scalar && scalar.value().isNull();
        if (isNull && key.nullable()) {
            return NullNode.getInstance();
        }
        return isScalar(key.type())
                ? scalar(path, key.type(), key, given)
                : merge(path, key.type(), before != null && before.isNull() ? null : before, given);
    }

    private static boolean isScalar(SpecType type) {
        return !(type instanceof SpecType.Section
                || type instanceof SpecType.OneOf
                || type instanceof SpecType.Entries
                || type instanceof SpecType.Items);
    }

    private static ObjectNode oneOf(String path, SpecType.OneOf choice, JsonNode before, SpecNode.Mapping given) {
        SpecNode named = given.values().get(SpecType.OneOf.KEY);
        if (named == null) {
            throw new InvalidSpecException(below(path, SpecType.OneOf.KEY) + " is missing" + given.place()
                    + ", expected one of " + String.join(", ", choice.sections().keySet()));
        }
        String name = named instanceof SpecNode.Scalar scalar ? scalar.text() : "";
        SpecType.Section section = choice.sections().get(name);
        if (section == null) {
            throw noChoice(
                    below(path, SpecType.OneOf.KEY),
                    named,
                    choice.sections().keySet().stream().toList());
        }
        boolean same =
                before != null && name.equals(before.path(SpecType.OneOf.KEY).asText());
        ObjectNode merged = section(path, section, same ? before : null, given, Set.of(SpecType.OneOf.KEY));
        merged.put(SpecType.OneOf.KEY, name);
        return merged;
    }

    private static ObjectNode entries(String path, SpecType.Entries entries, JsonNode before, SpecNode.Mapping given) {
        ObjectNode merged = before == null ? JSON.objectNode() : before.deepCopy();
        given.values().forEach((name, value) -> {
            if (!entries.names().contains(name)) {
                throw unknown(path, name, entries.names(), given.keys().get(name));
            }
            merged.set(name, merge(below(path, name), entries.value(), merged.get(name), value));
        });
        return merged;
    }

    private static ArrayNode items(String path, SpecType.Items type, SpecNode given) {
        if (!(given instanceof SpecNode.Sequence sequence)) {
            throw wrong(path, given, type.expected());
        }
        ArrayNode list = JSON.arrayNode();
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            SpecNode item = sequence.items().get(i);
            JsonNode value = merge(path + "[" + i + "]", type.item(), null, item);
            if (type.distinct() && !seen.add(value)) {
                throw wrong(path + "[" + i + "]", item, "a value that the list does not have yet");
            }
            list.add(value);
        }
        return list;
    }

    /** @param key of the value, or null for an item of a list or a map */
    private static JsonNode scalar(String path, SpecType type, SpecType.Key key, SpecNode given) {
        if (!(given instanceof SpecNode.Scalar scalar)) {
            throw wrong(path, given, expected(type, key));
        }
        JsonNode value = scalar.value();
        if (type instanceof SpecType.Choice choice) {
            if (!value.isTextual()) {
                throw wrong(path, given, choice.expected());
            }
            return TextNode.valueOf(
                    choice.find(scalar.text()).orElseThrow(() -> noChoice(path, given, choice.names())));
        }
        if (type instanceof SpecType.Whole whole) {
            return LongNode.valueOf(whole(path, whole, key, scalar));
        }
        if (type instanceof SpecType.Decimal) {
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw wrong(path, given, expected(type, key));
            }
            return DoubleNode.valueOf(value.doubleValue());
        }
        if (type instanceof SpecType.Flag) {
            if (!value.isBoolean()) {
                throw wrong(path, given, expected(type, key));
            }
            return BooleanNode.valueOf(value.booleanValue());
        }
        // A text is what was written: the class 007 is no number, and the class null is not missing.
        if (scalar.text() == null || value.isNull() && scalar.text().isEmpty()) {
            throw wrong(path, given, expected(type, key));
        }
        return TextNode.valueOf(scalar.text());
    }

    private static long whole(String path, SpecType.Whole type, SpecType.Key key, SpecNode.Scalar given) {
        double number = given.value().isNumber() ? given.value().doubleValue() : Double.NaN;
        boolean exact = given.value().isIntegralNumber();
        if (number != Math.rint(number)
                || Double.isInfinite(number)
                || number < type.least()
                || number > type.most()
                || !exact && Math.abs(number) > 1L << 53) {
            throw wrong(path, given, expected(type, key));
        }
        return exact ? given.value().longValue() : (long) number;
    }

    private static String expected(SpecType type, SpecType.Key key) {
        String bounds = key == null || key.setting() == null
                ? ""
                : Settings.bounds(key.setting(), key.component())
                        .map(words -> ", " + words)
                        .orElse("");
        return type.expected() + bounds;
    }

    private static InvalidSpecException wrong(String path, SpecNode given, String expected) {
        return path.isEmpty()
                ? new InvalidSpecException("A spec is a mapping of keys to values, this one is "
                        + (given instanceof SpecNode.Scalar ? "a single value" : given.shown()))
                : new InvalidSpecException(path + " is " + given.shown() + ", expected " + expected + given.place());
    }

    private static InvalidSpecException noChoice(String path, SpecNode given, List<String> names) {
        String text = given instanceof SpecNode.Scalar scalar ? scalar.text() : "";
        return new InvalidSpecException(path + " is " + given.shown() + ", expected one of " + String.join(", ", names)
                + given.place() + ": did you mean '" + nearest(text, names) + "'?");
    }

    private static InvalidSpecException unknown(String path, String key, Collection<String> known, Place place) {
        return new InvalidSpecException(
                "Unknown key '" + below(path, SpecNode.cut(key)) + "' in the spec: did you mean '"
                        + below(path, nearest(key, known)) + "'? Known here: " + String.join(", ", known) + place);
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The name that is the fewest mistakes away, whatever the case. */
    static String nearest(String text, Collection<String> names) {
        String wanted = SpecNode.cut(text).toLowerCase(Locale.ROOT);
        return names.stream()
                .min(Comparator.comparingInt(name -> EditDistance.between(wanted, name.toLowerCase(Locale.ROOT))))
                .orElse("");
    }
}
