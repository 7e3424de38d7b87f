package dev.winnow.gateway.images;

import dev.winnow.dataset.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which images of a dataset, in which order. Every criterion may be null. Sorting by a width, height or measure leaves out the
 * images that have none.
 *
 * @param state a state's key, or {@code flagged}: accepted with an issue
 * @param q part of the source, in any case
 * @param measure whose value lies between {@code min} and {@code max}
 */
public record ImageFilter(
        String state,
        String split,
        String label,
        String tag,
        String issue,
        String reason,
        String format,
        String cluster,
        String q,
        Measure measure,
        Double min,
        Double max,
        Sort sort,
        boolean descending) {

    /** What lists can be sorted by; the item's id decides ties, so that there is one order. */
    public record Sort(String key, String column, String type) {
        private static final List<Sort> FIXED = List.of(
                new Sort("uploaded", "uploaded_at", "timestamptz"),
                new Sort("source", "source", "text"),
                new Sort("bytes", "bytes", "bigint"),
                new Sort("width", "width", "integer"),
                new Sort("height", "height", "integer"));
        private static final Set<String> ALWAYS_THERE = Set.of("uploaded_at", "source", "bytes");

        public static final Sort UPLOADED = FIXED.get(0);

        public static Optional<Sort> ofKey(String key) {
            return FIXED.stream()
                    .filter(sort -> sort.key().equals(key))
                    .findFirst()
                    .or(() -> Measure.ofKey(key).map(Sort::of));
        }

        public static List<String> keys() {
            List<String> keys = new ArrayList<>(FIXED.stream().map(Sort::key).toList());
            for (Measure measure : Measure.values()) {
                keys.add(measure.key());
            }
            return keys;
        }

        /** By the values of a measure; an array's first place is 1. */
        public static Sort of(Measure measure) {
            return new Sort(measure.key(), "measures[" + (measure.ordinal() + 1) + "]", "double precision");
        }

        /** Whether the database holds them in this order. */
        boolean isIndexed() {
            return equals(UPLOADED) || key.equals("source");
        }

        boolean mayBeMissing() {
            return !ALWAYS_THERE.contains(column);
        }
    }

    /** A condition in SQL with its parameters, in order. */
    record Condition(String sql, List<Object> parameters) {}

    Condition condition(String dataset) {
        List<String> parts = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        parts.add("i.dataset = ?");
        parameters.add(dataset);
        if (state != null) {
            if (state.equals("flagged")) {
                parts.add("i.flagged");
            } else {
                add(parts, parameters, "i.state = ?", state);
                if (state.equals("rejected") || state.equals("quarantined")) {
                    parts.add("i.reason IS NOT NULL"); // as all of them have; lets the planner use their index
                }
            }
        }
        add(parts, parameters, "i.split = ?", split);
        add(parts, parameters, "i.labels @> ARRAY[?]::text[]", label);
        add(parts, parameters, "i.tags @> ARRAY[?]::text[]", tag);
        add(parts, parameters, "i.issues @> ARRAY[?]::text[]", issue);
        add(parts, parameters, "i.reason = ?", reason);
        add(parts, parameters, "i.format = ?", format);
        add(parts, parameters, "i.cluster = ?", cluster);
        if (q != null) {
            add(parts, parameters, "strpos(lower(i.source), lower(?)) > 0", q);
        }
        if (measure != null) {
            String value = "i." + Sort.of(measure).column();
            add(parts, parameters, value + " >= ?", min);
            add(parts, parameters, value + " <= ?", max);
            parts.add(value + " IS NOT NULL");
        }
        if (sort.mayBeMissing()) {
            parts.add("i." + sort.column() + " IS NOT NULL");
        }
        return new Condition(String.join(" AND ", parts), parameters);
    }

    private static void add(List<String> parts, List<Object> parameters, String sql, Object value) {
        if (value != null) {
            parts.add(sql);
            parameters.add(value);
        }
    }
}
