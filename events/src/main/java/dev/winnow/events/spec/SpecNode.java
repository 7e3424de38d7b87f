package dev.winnow.events.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What stands in the text of a spec, and where. */
sealed interface SpecNode {
    int MOST_SHOWN = 200;

    Place place();

    /** As it is shown in a sentence. */
    String shown();

    /** A line and a column, both from 1. */
    record Place(int line, int column) {
        static Place of(JsonLocation location) {
            return new Place(location.getLineNr(), location.getColumnNr());
        }

        /** As the end of a sentence. */
        @Override
        public String toString() {
            return " (line " + line + ", column " + column + ")";
        }
    }

    /** @param keys where each key stands */
    record Mapping(Place place, Map<String, SpecNode> values, Map<String, Place> keys) implements SpecNode {
        @Override
        public String shown() {
            return "a mapping";
        }
    }

    record Sequence(Place place, List<SpecNode> items) implements SpecNode {
        @Override
        public String shown() {
            return "a list";
        }
    }

    /**
     * A single value.
     *
     * @param value as YAML understands it
     * @param text as it was written, without quotes
     */
    record Scalar(Place place, JsonNode value, String text) implements SpecNode {
        @Override
        public String shown() {
            return cut(value.isTextual() ? "'" + text + "'" : value.isNull() ? "null" : text);
        }
    }

    /** A text of theirs in a sentence of ours. */
    static String cut(String text) {
        return text == null || text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
