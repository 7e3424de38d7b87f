package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

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
        JsonNode duplicates = summary.path("duplicates");
        row(
                out,
                "duplicates",
                String.format(
                        Locale.ROOT,
                        "%d exact copies; %d clusters of copies with %d images",
                        duplicates.path("exact").asLong(),
                        duplicates.path("clusters").asLong(),
                        duplicates.path("images").asLong()));
        row(out, "splits", counts(summary.path("splits")));
        row(out, "classes", counts(summary.path("classes")));
        long leakage = summary.path("leakage").asLong();
        row(
                out,
                "leakage",
                leakage == 0 ? "none: no cluster stands in two splits" : leakage + " clusters stand in several splits");
        row(
                out,
                "prepared",
                summary.path("prepared").asLong() + " pictures, "
                        + summary.path("augmented").asLong() + " augmented copies");
        row(
                out,
                "time",
                String.format(
                        Locale.ROOT,
                        "%.1f s start, %.1f s pipeline, %.0f images a second, %.1f ms CPU an image",
                        summary.path("seconds").path("startup").asDouble(),
                        summary.path("seconds").path("pipeline").asDouble(),
                        summary.path("imagesPerSecond").asDouble(),
                        summary.path("cpuSecondsPerImage").asDouble() * 1000));
    }

    private static void row(PrintStream out, String name, String value) {
        out.printf("  %-11s %s%n", name, value);
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
