package dev.winnow.events.spec;

import dev.winnow.dataset.Measure;
import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.TypeName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds of values that a spec has, as the records of {@code dataset} declare them. The reader and the schema follow from these. */
sealed interface SpecType {

    /** What a person should write, as in "expected …". */
    String expected();

    /** A record: a mapping with certain keys. */
    record Section(Class<?> type, Map<String, Key> keys) implements SpecType {
        @Override
        public String expected() {
            return "keys below it: " + String.join(", ", keys.keySet());
        }
    }

    /**
     * A component of a record.
     *
     * @param setting null where the component has no description
     * @param nullable whether null stands for the default
     */
    record Key(SpecType type, Class<?> component, Setting setting, boolean nullable) {
        boolean required() {
            return setting != null && setting.required();
        }
    }

    /** A sealed interface: a mapping whose key {@code type} says which of several sections it is. */
    record OneOf(Class<?> type, Map<String, Section> sections) implements SpecType {
        static final String KEY = "type";

        @Override
        public String expected() {
            return "a mapping with a 'type': " + String.join(", ", sections.keySet());
        }

        String description(String name) {
            return sections.get(name).type().getAnnotation(TypeName.class).description();
        }
    }

    /** A map: a mapping with keys of the spec's choice among the constants of an enum. */
    record Entries(List<String> names, SpecType value) implements SpecType {
        @Override
        public String expected() {
            return "keys below it, such as " + names.get(0);
        }
    }

    /** A list, or a set, in which nothing stands twice. */
    record Items(SpecType item, boolean distinct) implements SpecType {
        @Override
        public String expected() {
            return "a list";
        }
    }

    /** One of several names. */
    record Choice(List<String> names, boolean anyCase) implements SpecType {
        @Override
        public String expected() {
            return "one of " + String.join(", ", names);
        }

        /** The name that is meant. */
        Optional<String> find(String text) {
            return names.stream()
                    .filter(name -> anyCase ? name.equalsIgnoreCase(text) : name.equals(text))
                    .findFirst();
        }
    }

    /** A number without a fraction. */
    record Whole(long least, long most) implements SpecType {
        @Override
        public String expected() {
            return "a whole number";
        }
    }

    /** A finite number. */
    record Decimal() implements SpecType {
        @Override
        public String expected() {
            return "a finite number";
        }
    }

    record Flag() implements SpecType {
        @Override
        public String expected() {
            return "true or false";
        }
    }

    record Text() implements SpecType {
        @Override
        public String expected() {
            return "a text";
        }
    }

    record Time() implements SpecType {
        @Override
        public String expected() {
            return "a time such as 2026-01-02T12:00:00Z";
        }
    }

    /** @throws IllegalStateException when a record declares a type that specs do not have */
    static SpecType of(Type type, Setting setting) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (Collection.class.isAssignableFrom(raw)) {
                return new Items(of(last, setting), Set.class.isAssignableFrom(raw));
            }
            if (Map.class.isAssignableFrom(raw)) {
                return new Entries(constants((Class<?>) generic.getActualTypeArguments()[0]), of(last, setting));
            }
        }
        if (type instanceof Class<?> plain) {
            return ofClass(plain, setting);
        }
        throw new IllegalStateException("A spec has no values of type " + type.getTypeName());
    }

    private static SpecType ofClass(Class<?> type, Setting setting) {
        if (type.isRecord()) {
            return section(type);
        }
        if (type.isSealed()) {
            Map<String, Section> sections = new LinkedHashMap<>();
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                sections.put(permitted.getAnnotation(TypeName.class).value(), section(permitted));
            }
            return new OneOf(type, sections);
        }
        if (type == Measure.class) {
            return new Choice(Arrays.stream(Measure.values()).map(Measure::key).toList(), false);
        }
        if (type.isEnum()) {
            return new Choice(constants(type), setting != null && setting.anyCase());
        }
        if (type == int.class || type == Integer.class) {
            return new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return new Whole(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == double.class || type == Double.class) {
            return new Decimal();
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Flag();
        }
        if (type == String.class) {
            return new Text();
        }
        if (type == Instant.class) {
            return new Time();
        }
        throw new IllegalStateException("A spec has no values of type " + type.getName());
    }

    private static Section section(Class<?> type) {
        Map<String, Key> keys = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Setting setting = component.getAnnotation(Setting.class);
            SpecType value = of(component.getGenericType(), setting);
            boolean nullable = !component.getType().isPrimitive()
                    && !(value instanceof Section)
                    && !(value instanceof OneOf)
                    && (setting == null || !setting.required());
            keys.put(component.getName(), new Key(value, component.getType(), setting, nullable));
        }
        return new Section(type, keys);
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
    }
}
