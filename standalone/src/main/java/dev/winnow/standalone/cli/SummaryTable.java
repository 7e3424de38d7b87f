package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The summary as people read it. */
final class SummaryTable {
    private static final int SHOWN = 12;

    private SummaryTable() {}

    static void print(PrintStream out, JsonNode summary) {
        JsonNode images = summary.path("images");
        row(out, "dataset", summary.path("dataset").asText());
        row(out, "images", counts(images));
        if (!summary.path("rejections").isEmpty()) {
            row(out, "rejections", counts(summary.path("rejections")));
        }
        if (!summary.path("issues").isEmpty()) {
            row(out, "issues", counts(summary.path("issues")));
        }
        for (Map.Entry<String, JsonNode> rule : summary.path("overflagging").properties()) {
            row(out, "warning", overflagging(rule.getKey(), rule.getValue(), images.path("accepted")));
        }
        JsonNode duplicates = summary.path("duplicates");
        row(
                out,
                "duplicates",
                counted(duplicates.path("exact"), "exact copy", "exact copies") + "; "
                        + counted(duplicates.path("clusters"), "cluster", "clusters") + " of copies with "
                        + counted(duplicates.path("images"), "image", "images"));
        row(out, "splits", counts(summary.path("splits")));
        row(out, "classes", counts(summary.path("classes")));
        JsonNode labels = summary.path("labels");
        if (labels.path("images").asLong() + labels.path("waiting").asLong() > 0) {
            row(out, "labels", labels(labels));
        }
        JsonNode leakage = summary.path("leakage");
        row(
                out,
                "leakage",
                leakage.asLong() == 0
                        ? "none: no cluster stands in two splits"
                        : counted(leakage, "cluster stands", "clusters stand") + " in several splits");
        summary.path("notices")
                .forEach(notice -> row(out, "notice", notice.path("detail").asText()));
        JsonNode deadLetters = summary.path("deadLetters");
        if (deadLetters.asLong() > 0) {
            row(out, "failed", counted(deadLetters, "dead letter", "dead letters"));
        }
        row(
                out,
                "prepared",
                counted(summary.path("prepared"), "picture", "pictures") + ", "
                        + counted(summary.path("augmented"), "variant", "variants"));
        row(
                out,
                "time",
                Stream.of(
                                figure("%.1f s start", summary.path("seconds").path("startup"), 1),
                                figure(
                                        "%.1f s pipeline",
                                        summary.path("seconds").path("pipeline"), 1),
                                figure("%.0f images a second", summary.path("imagesPerSecond"), 1),
                                figure("%.1f ms CPU an image", summary.path("cpuSecondsPerImage"), 1000))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", ")));
    }

    private static String labels(JsonNode labels) {
        long findings = 0;
        for (JsonNode count : labels.path("findings")) {
            findings += count.asLong();
        }
        String waiting = labels.path("waiting").asLong() == 0
                ? ""
                : ", " + counted(labels.path("waiting"), "image that is labelled is", "images that are labelled are")
                        + " not there";
        return counted(labels.path("objects"), "object", "objects") + " in "
                + counted(labels.path("images"), "labelled image", "labelled images") + ", "
                + (findings == 1 ? "1 finding" : findings + " findings") + waiting;
    }

    private static String overflagging(String issue, JsonNode flagged, JsonNode accepted) {
        return String.format(
                Locale.ROOT,
                "%s flags %d of %s, more than a quarter: change quality.rules.%1$s in the spec if it does not help",
                issue,
                flagged.asLong(),
                counted(accepted, "image", "images"));
    }

    /** Nothing where the process that was asked does not know. */
    private static Optional<String> figure(String said, JsonNode value, int times) {
        return value.isNumber()
                ? Optional.of(String.format(Locale.ROOT, said, value.asDouble() * times))
                : Optional.empty();
    }

    private static void row(PrintStream out, String name, String value) {
        out.printf("  %-11s %s%n", name, value);
    }

    private static String counted(JsonNode number, String one, String many) {
        return number.asLong() + " " + (number.asLong() == 1 ? one : many);
    }

    private static String counts(JsonNode node) {
        StringJoiner joiner = new StringJoiner(", ");
        int left = node.size();
        int shown = 0;
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext() && shown < SHOWN; shown++) {
            Map.Entry<String, JsonNode> field = fields.next();
            joiner.add(field.getKey() + " " + field.getValue().asText());
            left--;
        }
        if (left > 0) {
            joiner.add("and " + left + " more");
        }
        return joiner.length() == 0 ? "none" : joiner.toString();
    }
}
