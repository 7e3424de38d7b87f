package dev.winnow.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@link CopiesBench} counted.
 *
 * @param refused files that are no image, are not taken in, or hold no information to compare
 * @param strangers pairs of different photographs that were compared: of two originals, and of an original and another's edit
 */
public record CopiesResult(int photographs, int refused, int edits, long strangers, List<Rule> rules) {
    public CopiesResult {
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param recall share of the photographs whose edit is found to be a copy, by edit
     * @param found edits found
     * @param mistaken pairs of strangers taken for copies
     * @param precision found of found and mistaken; 1 where there is neither
     */
    public record Rule(String name, Map<String, Double> recall, long found, long mistaken, double precision) {
        public Rule {
            recall = new LinkedHashMap<>(recall);
        }
    }

    /** For people. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d photographs, %d edits of each, %d pairs of strangers; %d files left out",
                photographs,
                edits,
                strangers,
                refused));
        lines.add("");
        lines.add(line("share of edits found", rules.stream().map(Rule::name).toList()));
        for (String edit : rules.get(0).recall.keySet()) {
            lines.add(line(
                    edit,
                    rules.stream()
                            .map(rule -> String.format(Locale.ROOT, "%.3f", rule.recall.get(edit)))
                            .toList()));
        }
        lines.add("");
        lines.add(line(
                "strangers taken for copies",
                rules.stream().map(rule -> Long.toString(rule.mistaken)).toList()));
        lines.add(line(
                "precision",
                rules.stream()
                        .map(rule -> String.format(Locale.ROOT, "%.5f", rule.precision))
                        .toList()));
        return lines;
    }

    private static String line(String head, List<String> cells) {
        StringBuilder line = new StringBuilder(String.format("%-28s", head));
        cells.forEach(cell -> line.append(String.format("%12s", cell)));
        return line.toString();
    }
}
