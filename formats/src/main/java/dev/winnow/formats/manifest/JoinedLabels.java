package dev.winnow.formats.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Several labels in one cell, with {@code ;} between them. Within a label {@code ;} and {@code \} have a {@code \} in front. */
final class JoinedLabels {
    private static final char SEPARATOR = ';';
    private static final char ESCAPE = '\\';

    private JoinedLabels() {}

    /** @return null for none */
    static String join(List<String> labels) {
        return labels.isEmpty()
                ? null
                : labels.stream().map(JoinedLabels::escaped).collect(Collectors.joining(";"));
    }

    /** What {@link #join} joined. */
    static List<String> split(String joined) {
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < joined.length(); i++) {
            char c = joined.charAt(i);
            if (c == SEPARATOR) {
                labels.add(label.toString());
                label.setLength(0);
            } else {
                label.append(c == ESCAPE && i + 1 < joined.length() ? joined.charAt(++i) : c);
            }
        }
        labels.add(label.toString());
        return labels;
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace(";", "\\;");
    }
}
