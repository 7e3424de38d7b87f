package dev.winnow.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.release.Verdict;
import dev.winnow.events.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A dataset's readiness, as {@code GET readiness} answers it, in the forms that people and continuous integration read. */
final class ReadinessReport {
    private final JsonNode readiness;
    private final String url;
    private final boolean strict;

    /** A condition with the box it belongs to. */
    private record Checked(String box, JsonNode condition) {
        String id() {
            return condition.path("id").asText();
        }

        String title() {
            return condition.path("title").asText();
        }

        String sentence() {
            return condition.path("sentence").asText();
        }

        Verdict verdict() {
            return Verdict.valueOf(condition.path("verdict").asText());
        }
    }

    /**
     * @param url of the gateway, before the paths of evidence
     * @param strict whether a warning fails
     */
    ReadinessReport(JsonNode readiness, String url, boolean strict) {
        this.readiness = readiness;
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.strict = strict;
    }

    private List<Checked> conditions() {
        List<Checked> conditions = new ArrayList<>();
        for (JsonNode box : readiness.path("boxes")) {
            for (JsonNode condition : box.path("conditions")) {
                conditions.add(new Checked(box.path("title").asText(), condition));
            }
        }
        return conditions;
    }

    private boolean fails(Verdict verdict) {
        return verdict == Verdict.NO_GO || strict && verdict == Verdict.WARN;
    }

    private Verdict verdict() {
        return Verdict.valueOf(readiness.path("verdict").asText());
    }

    private String dataset() {
        return readiness.path("dataset").asText();
    }

    private String reason() {
        return readiness.path("reason").asText();
    }

    private String evidence(Checked checked) {
        return url + checked.condition().path("evidence").asText();
    }

    /** The verdict, then each condition that is not met with what to do. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(dataset() + ": " + verdict().words() + ". " + reason());
        for (JsonNode box : readiness.path("boxes")) {
            Verdict verdict = Verdict.valueOf(box.path("verdict").asText());
            lines.add(String.format(
                    Locale.ROOT, "  %-9s %s", mark(verdict), box.path("title").asText()));
            for (JsonNode condition : box.path("conditions")) {
                Checked checked = new Checked(box.path("title").asText(), condition);
                if (checked.verdict() != Verdict.GO) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "            %s %s: %s",
                            mark(checked.verdict()),
                            checked.id(),
                            checked.sentence()));
                }
            }
        }
        return lines;
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case GO -> "go";
            case WARN -> "warning";
            case NO_GO -> "no-go";
            case UNDECIDED -> "undecided";
        };
    }

    String json() {
        return pretty(readiness);
    }

    /** What is undecided is an error of its test case: it could not be run to its end. */
    String junit() {
        List<Checked> conditions = conditions();
        long failures = conditions.stream().filter(one -> fails(one.verdict())).count();
        long errors = conditions.stream()
                .filter(one -> one.verdict() == Verdict.UNDECIDED)
                .count();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        String counts = "name=\"readiness of " + escaped(dataset()) + "\" tests=\"" + conditions.size()
                + "\" failures=\"" + failures + "\" errors=\"" + errors + "\"";
        xml.append("<testsuites ").append(counts).append(">\n");
        xml.append("  <testsuite ")
                .append(counts)
                .append(" skipped=\"0\" time=\"0\" timestamp=\"")
                .append(escaped(readiness.path("at").asText().replaceAll("(\\.\\d+)?Z$", "")))
                .append("\">\n");
        for (Checked checked : conditions) {
            xml.append("    <testcase classname=\"")
                    .append(escaped(dataset() + "." + checked.box().replace('.', ' ')))
                    .append("\" name=\"")
                    .append(escaped(checked.id() + ": " + checked.title()))
                    .append("\" time=\"0\">");
            Verdict verdict = checked.verdict();
            if (fails(verdict)) {
                xml.append(problem("failure", checked));
            } else if (verdict == Verdict.UNDECIDED) {
                xml.append(problem("error", checked));
            } else {
                xml.append("<system-out>").append(escaped(checked.sentence())).append("</system-out>");
            }
            xml.append("</testcase>\n");
        }
        return xml.append("  </testsuite>\n</testsuites>\n").toString();
    }

    private String problem(String element, Checked checked) {
        return "<" + element + " type=\"" + checked.verdict() + "\" message=\"" + escaped(checked.sentence()) + "\">"
                + escaped(checked.sentence() + "\nEvidence: " + evidence(checked)) + "</" + element + ">";
    }

    /** Characters that XML 1.0 has no place for are left out. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                default -> {
                    boolean allowed = point == '\t'
                            || point >= 0x20 && point <= 0xD7FF
                            || point >= 0xE000 && point <= 0xFFFD
                            || point >= 0x10000;
                    if (allowed) {
                        escaped.appendCodePoint(point);
                    }
                }
            }
        });
        return escaped.toString();
    }

    String sarif() {
        ObjectNode log = EventJson.mapper()
                .createObjectNode()
                .put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "winnow check");
        ArrayNode rules = driver.putArray("rules");
        ArrayNode results = run.putArray("results");
        for (Checked checked : conditions()) {
            rules.addObject()
                    .put("id", checked.id())
                    .putObject("shortDescription")
                    .put("text", checked.title());
            Verdict verdict = checked.verdict();
            if (verdict == Verdict.GO) {
                continue;
            }
            ObjectNode result = results.addObject()
                    .put("ruleId", checked.id())
                    .put("ruleIndex", rules.size() - 1)
                    .put("level", fails(verdict) ? "error" : "warning");
            result.putObject("message").put("text", checked.sentence());
            result.putArray("locations")
                    .addObject()
                    .putObject("physicalLocation")
                    .putObject("artifactLocation")
                    .put("uri", evidence(checked));
        }
        return pretty(log);
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# ")
                .append(dataset())
                .append(": ")
                .append(verdict().words())
                .append("\n\n")
                .append(reason())
                .append("\n");
        for (JsonNode box : readiness.path("boxes")) {
            Verdict verdict = Verdict.valueOf(box.path("verdict").asText());
            boolean met = verdict == Verdict.GO || verdict == Verdict.WARN;
            text.append("\n- [")
                    .append(met ? 'x' : ' ')
                    .append("] **")
                    .append(box.path("title").asText())
                    .append("**: ")
                    .append(mark(verdict))
                    .append('\n');
            for (JsonNode condition : box.path("conditions")) {
                Checked checked = new Checked("", condition);
                text.append("  - ")
                        .append(mark(checked.verdict()))
                        .append(", [`")
                        .append(checked.id())
                        .append("`](")
                        .append(evidence(checked))
                        .append("): ")
                        .append(checked.sentence().replace("<", "&lt;"))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String pretty(JsonNode node) {
        try {
            return EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write JSON", e);
        }
    }
}
