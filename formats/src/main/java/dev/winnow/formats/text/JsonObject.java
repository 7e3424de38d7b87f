package dev.winnow.formats.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * An object of a JSON file, read whole. Accessors forgive: a field of another kind is as good as none.
 *
 * @param repeated names that stand in it more than once, of which the last value counts
 * @param line of its beginning, from 1
 */
public record JsonObject(Map<String, Object> fields, Set<String> repeated, int line) {

    /** Whether a field is there and not null. */
    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public Object get(String name) {
        return fields.get(name);
    }

    /** A text, or a number or truth value in the spelling of JSON. */
    public Optional<String> text(String name) {
        return textOf(fields.get(name));
    }

    /** The text of a scalar. */
    public static Optional<String> textOf(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Optional.of(Long.toString(number.longValue()));
        }
        boolean scalar = value instanceof String || value instanceof Number || value instanceof Boolean;
        return scalar ? Optional.of(value.toString()) : Optional.empty();
    }

    /** A number, also where it is written as text. */
    public OptionalDouble number(String name) {
        return numberOf(fields.get(name));
    }

    /** The number in a scalar; a text counts where it spells one. */
    public static OptionalDouble numberOf(Object value) {
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        if (value instanceof String text) {
            try {
                return OptionalDouble.of(Double.parseDouble(text.strip()));
            } catch (NumberFormatException e) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.empty();
    }

    public boolean isTrue(String name) {
        Object value = fields.get(name);
        return Boolean.TRUE.equals(value) || value instanceof Number number && number.doubleValue() == 1;
    }

    /** An object; where there is none, an empty one. */
    public JsonObject object(String name) {
        return fields.get(name) instanceof JsonObject object ? object : new JsonObject(Map.of(), Set.of(), line);
    }

    /** The values of an array; where there is none, none. */
    public List<Object> list(String name) {
        return listOf(fields.get(name));
    }

    public static List<Object> listOf(Object value) {
        if (value instanceof double[] numbers) {
            List<Object> boxed = new ArrayList<>(numbers.length);
            for (double number : numbers) {
                boxed.add(number);
            }
            return boxed;
        }
        return value instanceof List<?> list ? new ArrayList<>(list) : List.of();
    }

    /** The objects in an array. */
    public List<JsonObject> objects(String name) {
        return list(name).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }
}
