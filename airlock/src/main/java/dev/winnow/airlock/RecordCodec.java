package dev.winnow.airlock;

import dev.winnow.dataset.ContentHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes and reads records by their components, for two processes that run the same classes. What is read is taken for
 * hostile: lengths are bounded, only the types that a component declares are made, and each record's own constructor checks
 * its values.
 */
final class RecordCodec {
    private static final int DIGEST = 32;
    private static final int MAX_STRING = 1 << 16;
    private static final int MAX_LIST = 4096;
    private static final int MAX_DEPTH = 8;
    private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

    private RecordCodec() {}

    private record Shape(Constructor<?> constructor, RecordComponent[] components, Method[] accessors) {
        static Shape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                constructor.trySetAccessible();
                Method[] accessors = Arrays.stream(components)
                        .map(RecordComponent::getAccessor)
                        .peek(Method::trySetAccessible)
                        .toArray(Method[]::new);
                return new Shape(constructor, components, accessors);
            } catch (NoSuchMethodException e) {
                throw new AssertionError("every record has its canonical constructor", e);
            }
        }
    }

    /** Strings longer than 16,384 characters are cut: nothing a person reads is that long. */
    static void write(Record value, DataOutput out) throws IOException {
        Shape shape = SHAPES.computeIfAbsent(value.getClass(), Shape::of);
        try {
            for (int i = 0; i < shape.components.length; i++) {
                writeValue(shape.components[i].getGenericType(), shape.accessors[i].invoke(value), out);
            }
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IllegalStateException("Cannot read the components of " + value.getClass(), e);
        }
    }

    private static void writeValue(Type type, Object value, DataOutput out) throws IOException {
        if (!(type instanceof Class<?> primitive && primitive.isPrimitive())) {
            out.writeBoolean(value != null);
            if (value == null) {
                return;
            }
        }
        if (value instanceof Integer number) {
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeDouble(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof String text) {
            byte[] bytes =
                    text.substring(0, Math.min(text.length(), MAX_STRING / 4)).getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        } else if (value instanceof Enum<?> constant) {
            out.writeInt(constant.ordinal());
        } else if (value instanceof ContentHash hash) {
            ByteBuffer digest = ByteBuffer.allocate(DIGEST);
            hash.write(digest);
            out.write(digest.array());
        } else if (value instanceof Record record) {
            write(record, out);
        } else if (value instanceof List<?> list) {
            int size = Math.min(list.size(), MAX_LIST);
            out.writeInt(size);
            for (Object element : list.subList(0, size)) {
                writeValue(elementOf(type), element, out);
            }
        } else {
            throw new IllegalArgumentException(
                    "No rule for writing a " + value.getClass().getName());
        }
    }

    /** @throws IOException if the bytes are no such record */
    static <R extends Record> R read(Class<R> type, DataInput in) throws IOException {
        return type.cast(readRecord(type, in, 0));
    }

    private static Object readRecord(Class<?> type, DataInput in, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("Records nest deeper than " + MAX_DEPTH);
        }
        Shape shape = SHAPES.computeIfAbsent(type, Shape::of);
        Object[] values = new Object[shape.components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = readValue(shape.components[i].getGenericType(), in, depth);
        }
        try {
            return shape.constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IOException("No " + type.getSimpleName() + " has these values: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a " + type, e);
        }
    }

    private static Object readValue(Type type, DataInput in, int depth) throws IOException {
        Class<?> raw = type instanceof ParameterizedType of ? (Class<?>) of.getRawType() : (Class<?>) type;
        if (!raw.isPrimitive() && !in.readBoolean()) {
            return null;
        }
        if (raw == int.class || raw == Integer.class) {
            return in.readInt();
        } else if (raw == long.class || raw == Long.class) {
            return in.readLong();
        } else if (raw == double.class || raw == Double.class) {
            return in.readDouble();
        } else if (raw == boolean.class || raw == Boolean.class) {
            return in.readBoolean();
        } else if (raw == String.class) {
            byte[] bytes = new byte[length(in, MAX_STRING)];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } else if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return constants[length(in, constants.length - 1)];
        } else if (raw == ContentHash.class) {
            byte[] digest = new byte[DIGEST];
            in.readFully(digest);
            return ContentHash.read(ByteBuffer.wrap(digest));
        } else if (raw.isRecord()) {
            return readRecord(raw, in, depth + 1);
        } else if (raw == List.class) {
            int size = length(in, MAX_LIST);
            List<Object> list = new ArrayList<>(Math.min(size, 64));
            for (int i = 0; i < size; i++) {
                list.add(readValue(elementOf(type), in, depth + 1));
            }
            return list;
        }
        throw new IllegalArgumentException("No rule for reading a " + raw.getName());
    }

    private static Type elementOf(Type list) {
        return ((ParameterizedType) list).getActualTypeArguments()[0];
    }

    private static int length(DataInput in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("A length of " + length + " where at most " + most + " is allowed");
        }
        return length;
    }
}
