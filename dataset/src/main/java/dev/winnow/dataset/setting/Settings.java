package dev.winnow.dataset.setting;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The bounds of a record's settings, as their {@link Setting}s state them. A record checks itself in its constructor:
 *
 * <pre>{@code
 * private static final Settings SETTINGS = Settings.of(Preprocessing.class, "preprocessing");
 *
 * public Preprocessing {
 *     SETTINGS.check(size, fill, jpegQuality);
 * }
 * }</pre>
 */
public final class Settings {
    private final RecordComponent[] components;
    private final String path;

    private Settings(RecordComponent[] components, String path) {
        this.components = components;
        this.path = path;
    }

    /** @param path of the record in a spec; {@code *} stands for a key of a map or a place in a list */
    public static Settings of(Class<? extends Record> type, String path) {
        return new Settings(type.getRecordComponents(), path);
    }

    /**
     * Checks a value of each component.
     *
     * @param values in the order of the components; null where a setting has none
     * @throws IllegalArgumentException naming the key, the value and its bounds
     */
    public void check(Object... values) {
        if (values.length != components.length) {
            throw new IllegalStateException(
                    path + " has " + components.length + " settings, and " + values.length + " are checked");
        }
        for (int i = 0; i < values.length; i++) {
            Setting setting = components[i].getAnnotation(Setting.class);
            if (setting != null && values[i] != null) {
                String key = path + "." + components[i].getName();
                Object value = values[i];
                bounds(setting, components[i].getType())
                        .ifPresent(bounds -> require(holds(setting, value), key, shown(value), bounds));
            }
            if (setting != null && setting.required()) {
                require(values[i] != null, path + "." + components[i].getName(), null, "a value");
            }
        }
    }

    /** @throws IllegalArgumentException with key, value and what was expected, where it does not hold */
    public static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
        }
    }

    /** The bounds of a setting in words, such as {@code 1 to 100}; nothing where it has none. */
    public static Optional<String> bounds(Setting setting, Class<?> type) {
        if (!setting.pattern().isEmpty()) {
            String example = setting.examples().length == 0 ? "" : ", such as " + setting.examples()[0];
            return Optional.of("a text that matches " + setting.pattern() + example);
        }
        boolean low = setting.min() != Double.NEGATIVE_INFINITY;
        boolean high = setting.max() != Double.POSITIVE_INFINITY;
        String unit = CharSequence.class.isAssignableFrom(type)
                ? " characters"
                : Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type) ? " entries" : "";
        if (!low && !high) {
            return Optional.empty();
        }
        if (setting.above()) {
            return Optional.of("above " + number(setting.min()) + (high ? ", at most " + number(setting.max()) : ""));
        }
        return Optional.of((low && high
                        ? number(setting.min()) + " to " + number(setting.max())
                        : low ? number(setting.min()) + " or more" : "at most " + number(setting.max()))
                + unit);
    }

    private static boolean holds(Setting setting, Object value) {
        if (value instanceof CharSequence text && !setting.pattern().isEmpty()) {
            return text.toString().matches(setting.pattern());
        }
        double size = value instanceof Number number
                ? number.doubleValue()
                : value instanceof CharSequence text
                        ? text.length()
                        : value instanceof Collection<?> entries
                                ? entries.size()
                                : value instanceof Map<?, ?> entries ? entries.size() : setting.max();
        return (setting.above() ? size > setting.min() : size >= setting.min()) && size <= setting.max();
    }

    private static Object shown(Object value) {
        return value instanceof Collection<?> entries
                ? "a list of " + entries.size()
                : value instanceof Map<?, ?> entries
                        ? "a mapping of " + entries.size()
                        : value instanceof String text && text.length() > 100 ? text.substring(0, 100) + "…" : value;
    }

    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
