package dev.winnow.events.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import java.util.Collection;
import java.util.Map;

/**
 * The JSON Schema of specs as people write them, by which editors complete and check them. It follows from the records of a spec: their
 * types, and the descriptions, bounds and examples of their {@link Setting}s.
 *
 * <p>The schema knows each key by itself. What keys ask of each other, {@link SpecReader} alone checks.
 */
public final class SpecSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private SpecSchema() {}

    /** The schema, in the dialect of 2020-12, indented. */
    public static String text() {
        try {
            return EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(of(SpecReader.type())) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the schema of specs", e);
        }
    }

    private static ObjectNode of(SpecType.Section spec) {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", DIALECT);
        schema.put("title", "Winnow dataset spec");
        schema.put("description", "What a dataset's owner wants of it. What is left out takes its default.");
        JsonNode defaults = EventJson.mapper().valueToTree(DatasetSpec.defaults());
        schema.setAll(section(spec, defaults));
        schema.putArray("type").add("object").add("null");
        return schema;
    }

    /** @param before the default, or a missing node where there is none */
    private static ObjectNode of(SpecType type, JsonNode before) {
        if (type instanceof SpecType.Section section) {
            return section(section, before);
        }
        if (type instanceof SpecType.OneOf choice) {
            return oneOf(choice, before);
        }
        ObjectNode schema = JSON.objectNode();
        if (type instanceof SpecType.Entries entries) {
            schema.put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            for (String name : entries.names()) {
                properties.set(name, of(entries.value(), before.path(name)));
            }
            schema.put("additionalProperties", false);
        } else if (type instanceof SpecType.Items items) {
            schema.put("type", "array");
            schema.set("items", of(items.item(), MissingNode.getInstance()));
            if (items.distinct()) {
                schema.put("uniqueItems", true);
            }
        } else if (type instanceof SpecType.Choice choice) {
            choice(schema, choice);
        } else if (type instanceof SpecType.Whole) {
            schema.put("type", "integer");
        } else if (type instanceof SpecType.Decimal) {
            schema.put("type", "number");
        } else if (type instanceof SpecType.Flag) {
            schema.put("type", "boolean");
        } else if (type instanceof SpecType.Time) {
            schema.put("type", "string");
            schema.put("format", "date-time");
        } else {
            schema.put("type", "string");
        }
        return schema;
    }

    private static void choice(ObjectNode schema, SpecType.Choice choice) {
        if (!choice.anyCase()) {
            schema.put("type", "string");
            choice.names().forEach(schema.putArray("enum")::add);
            return;
        }
        ArrayNode either = schema.putArray("anyOf"); // the names are offered, and other cases are taken
        choice.names().forEach(either.addObject().putArray("enum")::add);
        StringBuilder pattern = new StringBuilder();
        for (String name : choice.names()) {
            pattern.append(pattern.length() == 0 ? "^(" : "|");
            name.chars().forEach(letter -> pattern.append(anyCase((char) letter)));
        }
        either.addObject().put("type", "string").put("pattern", pattern + ")$");
    }

    private static String anyCase(char letter) {
        return Character.isLetter(letter)
                ? "[" + Character.toLowerCase(letter) + Character.toUpperCase(letter) + "]"
                : String.valueOf(letter);
    }

    private static ObjectNode section(SpecType.Section section, JsonNode before) {
        ObjectNode schema = JSON.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Map.Entry<String, SpecType.Key> entry : section.keys().entrySet()) {
            SpecType.Key key = entry.getValue();
            properties.set(entry.getKey(), key(key, before.path(entry.getKey())));
            if (key.required()) {
                required.add(entry.getKey());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static ObjectNode key(SpecType.Key key, JsonNode before) {
        ObjectNode schema = JSON.objectNode();
        if (key.setting() != null) {
            schema.put("description", key.setting().value());
        }
        schema.setAll(of(key.type(), before));
        if (key.setting() != null) {
            bound(schema, key);
            examples(schema, key.setting());
        }
        if (key.nullable()) {
            orNull(schema);
        }
        if (!before.isMissingNode() && !before.isNull() && !(key.type() instanceof SpecType.Section)) {
            schema.set("default", before);
        }
        return schema;
    }

    private static void bound(ObjectNode schema, SpecType.Key key) {
        Setting setting = key.setting();
        boolean sized = Collection.class.isAssignableFrom(key.component());
        boolean text = key.component() == String.class;
        if (!text && !sized && !(key.type() instanceof SpecType.Whole) && !(key.type() instanceof SpecType.Decimal)) {
            return;
        }
        if (setting.min() != Double.NEGATIVE_INFINITY) {
            String least = text ? "minLength" : sized ? "minItems" : setting.above() ? "exclusiveMinimum" : "minimum";
            put(schema, least, setting.min());
        }
        if (setting.max() != Double.POSITIVE_INFINITY) {
            put(schema, text ? "maxLength" : sized ? "maxItems" : "maximum", setting.max());
        }
        if (text && !setting.pattern().isEmpty()) {
            schema.put("pattern", "^(?:" + setting.pattern() + ")$");
        }
    }

    private static void put(ObjectNode schema, String keyword, double bound) {
        if (bound == Math.rint(bound)) {
            schema.put(keyword, (long) bound);
        } else {
            schema.put(keyword, bound);
        }
    }

    private static void examples(ObjectNode schema, Setting setting) {
        if (setting.examples().length > 0) {
            ArrayNode examples = schema.putArray("examples");
            for (String example : setting.examples()) {
                try {
                    examples.add(EventJson.mapper().readTree(example));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("The example of a setting is no JSON: " + example, e);
                }
            }
        }
    }

    private static void orNull(ObjectNode schema) {
        if (schema.get("anyOf") instanceof ArrayNode either) {
            either.addObject().put("type", "null");
            return;
        }
        String type = schema.get("type").asText();
        schema.putArray("type").add(type).add("null");
        if (schema.get("enum") instanceof ArrayNode names) {
            names.addNull();
        }
    }

    private static ObjectNode oneOf(SpecType.OneOf choice, JsonNode before) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode branches = schema.putArray("oneOf");
        choice.sections().forEach((name, section) -> {
            boolean same = name.equals(before.path(SpecType.OneOf.KEY).asText());
            ObjectNode branch = section(section, same ? before : MissingNode.getInstance());
            ObjectNode properties = JSON.objectNode();
            properties.putObject(SpecType.OneOf.KEY).put("const", name);
            properties.setAll((ObjectNode) branch.get("properties"));
            branch.set("properties", properties);
            branch.withArray("required").insert(0, SpecType.OneOf.KEY);
            branch.put("description", choice.description(name));
            branches.add(branch);
        });
        return schema;
    }
}
