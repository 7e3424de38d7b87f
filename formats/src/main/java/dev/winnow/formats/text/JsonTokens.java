package dev.winnow.formats.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.winnow.dataset.annotation.LabelIssue;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON file, token by token. Takes UTF-8, UTF-16 and UTF-32 with and without byte order mark, and {@code NaN} and
 * {@code Infinity} as numbers. Whatever is wrong with the file is an {@link UnreadableFileException} that names line and column.
 *
 * <p>Values that are read whole have bounds: no more than {@value #MOST_VALUES} values. Not safe for use by several threads.
 */
public final class JsonTokens implements Closeable {
    /** Levels within each other. No format has more than ten. */
    public static final int MOST_LEVELS = 100;

    /** Values of one object that is read whole. A brush of Label Studio has a number for each byte of its run lengths. */
    public static final int MOST_VALUES = 16 << 20;

    /** Characters of one text: labelme puts pictures into its files. */
    private static final int MOST_CHARACTERS = 64 << 20;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_LEVELS)
                    .maxStringLength(MOST_CHARACTERS)
                    .maxNameLength(10_000)
                    .build())
            .build();

    private final JsonParser parser;
    private int values;

    /** @throws IOException when the file cannot be read, or is broken at this place */
    public JsonTokens(InputStream in) throws IOException {
        this.parser = guarded(() -> FACTORY.createParser(in));
    }

    /** @throws IOException when the file cannot be read, or is broken at this place */
    public static JsonTokens of(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new JsonTokens(in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    private <T> T guarded(Reading<T> reading) throws IOException {
        try {
            return reading.get();
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (java.io.CharConversionException e) {
            throw new UnreadableFileException(LabelIssue.JSON_BROKEN, "Not readable as JSON: " + e.getMessage(), e);
        }
    }

    private static UnreadableFileException unreadable(JsonProcessingException e) {
        if (e.getOriginalMessage().contains("nesting depth")) {
            return new UnreadableFileException(
                    LabelIssue.JSON_TOO_DEEP, "Nested deeper than " + MOST_LEVELS + " levels.", e);
        }
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        String why = e.getOriginalMessage().replaceAll("\\s+", " ").strip();
        int cut = why.indexOf(" (for Object"); // where it began, in words for programmers
        why = cut > 0 ? why.substring(0, cut) : why;
        why = why.length() > 160 ? why.substring(0, 160) + "…" : why;
        return new UnreadableFileException(
                LabelIssue.JSON_BROKEN,
                "Not readable as JSON" + where + ": " + why + (why.endsWith(".") ? "" : "."),
                e);
    }

    /**
     * The next token, or null at the end of the file.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public JsonToken next() throws IOException {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (java.io.CharConversionException e) {
            throw new UnreadableFileException(
                    LabelIssue.JSON_BROKEN, "Not readable as JSON: " + e.getMessage() + ".", e);
        }
    }

    public JsonToken current() {
        return parser.currentToken();
    }

    /**
     * The name of the current field.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public String name() throws IOException {
        return guarded(parser::currentName);
    }

    /**
     * Passes over the current value.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public void skip() throws IOException {
        guarded(parser::skipChildren);
    }

    /**
     * The current scalar as text; of an array or object its first character.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public String text() throws IOException {
        return guarded(parser::getText);
    }

    /**
     * The current number; what no double can hold is infinite.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public double number() throws IOException {
        return guarded(parser::getDoubleValue);
    }

    /**
     * The current integer, if it is one that a long can hold.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public boolean isLong() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && guarded(parser::getNumberType) != JsonParser.NumberType.BIG_INTEGER;
    }

    /**
     * The current integer; see {@link #isLong()}.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public long integer() throws IOException {
        return guarded(parser::getLongValue);
    }

    /** Line of the current token, from 1. */
    public int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /**
     * The current value, read whole: a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link JsonObject}, null, a
     * {@code double[]} for an array that holds numbers alone, or a {@link List} for any other.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public Object value() throws IOException {
        values = 0;
        return read();
    }

    /**
     * The current object, read whole.
     *
     * @throws IOException when the file cannot be read, or is broken at this place
     */
    public JsonObject object() throws IOException {
        return value() instanceof JsonObject object ? object : new JsonObject(Map.of(), Set.of(), line());
    }

    private Object read() throws IOException {
        if (++values > MOST_VALUES) {
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "One object has more than " + MOST_VALUES + " values, at line " + line() + ": it is not read.");
        }
        return switch (current()) {
            case START_OBJECT -> readObject();
            case START_ARRAY -> readArray();
            case VALUE_NUMBER_INT -> isLong() ? (Object) integer() : (Object) number();
            case VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> text();
            default -> null;
        };
    }

    private JsonObject readObject() throws IOException {
        int line = line();
        Map<String, Object> fields = new LinkedHashMap<>();
        Set<String> repeated = new LinkedHashSet<>();
        while (next() == JsonToken.FIELD_NAME) {
            String name = name();
            next();
            if (fields.containsKey(name)) {
                repeated.add(name);
            }
            fields.put(name, read());
        }
        return new JsonObject(fields, repeated, line);
    }

    private Object readArray() throws IOException {
        double[] numbers = new double[8];
        int count = 0;
        JsonToken token = next();
        while (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
                if (count > MOST_VALUES) {
                    throw new UnreadableFileException(
                            LabelIssue.NOT_THE_EXPECTED_KIND,
                            "One array has more than " + MOST_VALUES + " numbers, at line " + line() + ".");
                }
            }
            numbers[count++] = number();
            token = next();
        }
        if (token == JsonToken.END_ARRAY && count > 0) {
            values += count / 4;
            return Arrays.copyOf(numbers, count);
        }
        List<Object> mixed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            mixed.add(numbers[i]);
        }
        while (token != JsonToken.END_ARRAY && token != null) {
            mixed.add(read());
            token = next();
        }
        return mixed;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
