package dev.winnow.dataset.augment;

import dev.winnow.dataset.EditDistance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keys of one step as a spec gives them. A step asks for each key it knows; a key that nobody asked for is a mistake. Every message names
 * the step, the key, the value and what is allowed.
 *
 * <p>Numbers come as {@link Number}, lists as {@link List}, texts as {@link String}. A key with a null value counts as left out.
 */
public final class Parameters {
    private final String step;
    private final Map<String, ?> given;
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, Object> resolved = new TreeMap<>();

    Parameters(String step, Map<String, ?> given) {
        this.step = step;
        this.given = given;
    }

    /** Whether the spec gives the key. */
    boolean has(String key) {
        known.add(key);
        return given.get(key) != null;
    }

    double number(String key, double fallback, double least, double most) {
        return has(key) ? taken(key, checked(key, given.get(key), least, most)) : taken(key, fallback);
    }

    /** A number that has no default. */
    double number(String key, double least, double most) {
        return taken(key, checked(key, required(key), least, most));
    }

    int whole(String key, int fallback, int least, int most) {
        return has(key) ? whole(key, least, most) : taken(key, fallback);
    }

    int whole(String key, int least, int most) {
        double value = checked(key, required(key), least, most);
        if (value != Math.rint(value)) {
            throw wrong(key, value, "a whole number");
        }
        return taken(key, (int) value);
    }

    boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return taken(key, fallback);
        }
        if (given.get(key) instanceof Boolean flag) {
            return taken(key, flag);
        }
        throw wrong(key, given.get(key), "true or false");
    }

    /** One of some words; {@code half_even} and {@code halfEven} are the same word. */
    String word(String key, String fallback, String... words) {
        if (!has(key)) {
            return taken(key, fallback);
        }
        String value = camelCase(String.valueOf(given.get(key)));
        if (!List.of(words).contains(value)) {
            throw wrong(key, given.get(key), "one of " + String.join(", ", words) + nearest(value, List.of(words)));
        }
        return taken(key, value);
    }

    /** One of some texts, as they stand. */
    String text(String key, String fallback, String... texts) {
        if (!has(key)) {
            return taken(key, fallback);
        }
        String value = String.valueOf(given.get(key));
        if (!List.of(texts).contains(value)) {
            throw wrong(key, value, "one of " + String.join(", ", texts));
        }
        return taken(key, value);
    }

    /** Whether the key's value is true or false, not a word. */
    boolean isFlag(String key) {
        return given.get(key) instanceof Boolean;
    }

    <E extends Enum<E>> E word(String key, E fallback, Class<E> type) {
        String[] words = labels(type);
        String label = word(key, label(fallback), words);
        return type.getEnumConstants()[List.of(words).indexOf(label)];
    }

    /** Some words of an enumeration in an order that counts. */
    <E extends Enum<E>> List<E> words(String key, List<E> fallback, Class<E> type) {
        List<E> chosen = fallback;
        if (has(key)) {
            if (!(given.get(key) instanceof List<?> list)) {
                throw wrong(key, given.get(key), "a list of " + String.join(", ", labels(type)));
            }
            chosen = new ArrayList<>();
            for (Object item : list) {
                int at = List.of(labels(type)).indexOf(camelCase(String.valueOf(item)));
                if (at < 0) {
                    throw wrong(key, list, "a list of " + String.join(", ", labels(type)));
                }
                chosen.add(type.getEnumConstants()[at]);
            }
        }
        resolved.put(key, chosen.stream().map(Parameters::label).toList());
        return chosen;
    }

    private static String[] labels(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Parameters::label).toArray(String[]::new);
    }

    private static String label(Enum<?> constant) {
        return camelCase(constant.name().toLowerCase(Locale.ROOT));
    }

    Interpolation interpolation(String key, Interpolation fallback) {
        if (!has(key)) {
            taken(key, fallback.label());
            return fallback;
        }
        String label = camelCase(String.valueOf(given.get(key)));
        Interpolation named = Interpolation.named(label)
                .orElseThrow(() -> wrong(key, given.get(key), "one of " + Interpolation.labels()));
        taken(key, named.label());
        return named;
    }

    /** One gray value or the three of red, green and blue. */
    Color color(String key, Color fallback) {
        Color color = fallback;
        if (has(key)) {
            Object value = given.get(key);
            double[] parts = value instanceof List<?> list && list.size() == 3
                    ? numbers(key, list, 0, 255)
                    : new double[] {checked(key, value, 0, 255)};
            for (double part : parts) {
                if (part != Math.rint(part)) {
                    throw wrong(key, value, "whole numbers from 0 to 255");
                }
            }
            color = parts.length == 1
                    ? Color.gray((int) parts[0])
                    : new Color((int) parts[0], (int) parts[1], (int) parts[2]);
        }
        resolved.put(key, List.of(color.red(), color.green(), color.blue()));
        return color;
    }

    /** As many numbers as the default has. A single number stands for all of them. */
    double[] numbers(String key, double[] fallback, double least, double most) {
        double[] values = fallback;
        if (has(key)) {
            Object value = given.get(key);
            if (value instanceof List<?> list) {
                values = numbers(key, list, least, most);
                if (values.length != fallback.length) {
                    throw wrong(key, value, fallback.length + " numbers");
                }
            } else {
                values = new double[fallback.length];
                Arrays.fill(values, checked(key, value, least, most));
            }
        }
        resolved.put(key, Arrays.stream(values).boxed().toList());
        return values;
    }

    /** Lists of numbers, which the step checks for their lengths; there is no default. */
    double[][] rows(String key) {
        Object value = required(key);
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw wrong(key, value, "a list of lists of numbers");
        }
        List<double[]> rows = new ArrayList<>();
        for (Object row : list) {
            if (!(row instanceof List<?> inner)) {
                throw wrong(key, value, "a list of lists of numbers");
            }
            rows.add(numbers(key, inner, -1e9, 1e9));
        }
        resolved.put(key, value);
        return rows.toArray(double[][]::new);
    }

    /**
     * Where every key that is known has been asked for.
     *
     * @throws IllegalArgumentException where the spec gives another
     */
    void checkUnknown() {
        for (String key : given.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(step + " has no key " + key + nearest(key, known) + ". It takes "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
    }

    /** All keys with the values that count, defaults filled in. */
    Map<String, Object> resolved() {
        return resolved;
    }

    /** A sentence about one key for a rule that concerns more than its range. */
    IllegalArgumentException wrong(String key, Object value, String expected) {
        return new IllegalArgumentException(step + "." + key + " is " + value + "; it must be " + expected);
    }

    private Object required(String key) {
        if (!has(key)) {
            throw new IllegalArgumentException(step + " needs the key " + key);
        }
        return given.get(key);
    }

    private double[] numbers(String key, List<?> list, double least, double most) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = checked(key, list.get(i), least, most);
        }
        return values;
    }

    private double checked(String key, Object value, double least, double most) {
        if (!(value instanceof Number number)) {
            throw wrong(key, value, "a number from " + plain(least) + " to " + plain(most));
        }
        double found = number.doubleValue();
        if (!(found >= least && found <= most)) {
            throw wrong(key, value, "from " + plain(least) + " to " + plain(most));
        }
        return found;
    }

    private <T> T taken(String key, T value) {
        known.add(key);
        resolved.put(key, value);
        return value;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** {@code sigmaColor} for {@code sigma_color} and {@code sigma-color}. */
    public static String camelCase(String text) {
        String[] words = text.split("[_-]");
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .filter(w -> !w.isEmpty())
                        .map(capitalised())
                        .collect(Collectors.joining());
    }

    private static Function<String, String> capitalised() {
        return word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** {@code ": did you mean x?"}, or nothing where no word is near. */
    static String nearest(String word, Iterable<String> words) {
        String best = null;
        int least = Math.max(2, word.length() / 3) + 1;
        for (String candidate : words) {
            int distance = EditDistance.between(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best == null ? "" : " (did you mean " + best + "?)";
    }
}
