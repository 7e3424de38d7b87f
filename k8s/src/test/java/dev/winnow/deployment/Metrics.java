package dev.winnow.deployment;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that a query names, and those that the services offer. */
final class Metrics {

    /** Of Prometheus, Micrometer's binders for the JVM, the process and Kafka's clients. */
    private static final Set<String> OF_THE_PLATFORM = Set.of(
            "up",
            "kafka_consumer_fetch_manager_records_lag_max",
            "kafka_consumer_fetch_manager_records_consumed_total",
            "jvm_memory_used_bytes",
            "jvm_memory_max_bytes",
            "jvm_gc_pause_seconds_sum",
            "process_cpu_usage",
            "system_cpu_count");

    private static final Pattern METER = Pattern.compile("\"(winnow(?:[._][a-z]+)+)\"");
    private static final Pattern LABELS = Pattern.compile(
            "\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|without|ignoring|group_left|group_right) *\\([^)]*\\)|\"[^\"]*\"");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*(?! *\\()\\b");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");

    private Metrics() {}

    /** Every metric that a PromQL expression names. */
    static Set<String> namedIn(String expression) {
        String bare = LABELS.matcher(expression).replaceAll(" ");
        return NAME.matcher(bare)
                .results()
                .filter(name -> !isFunction(bare, name))
                .map(MatchResult::group)
                .filter(name -> !OPERATORS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isFunction(String expression, MatchResult name) {
        return expression.substring(name.end()).stripLeading().startsWith("(");
    }

    /** Whether a service offers it: the meter stands in a source file, in Micrometer's spelling. */
    static boolean isOffered(String metric) {
        return OF_THE_PLATFORM.contains(metric)
                || offered().contains(withoutSuffix(metric))
                || offered().contains(metric);
    }

    private static String withoutSuffix(String metric) {
        return metric.replaceFirst("(_seconds)?(_bucket|_sum|_count|_total)$", "");
    }

    private static Set<String> offered() {
        return Stream.concat(
                        Stream.of("admission", "events", "messaging", "origin", "storage"),
                        WinnowService.artifacts().stream())
                .flatMap(module -> Checkout.files(module + "/src/main/java", ".java").stream())
                .flatMap(file -> METER.matcher(Checkout.text(file)).results())
                .map(meter -> meter.group(1).replace('.', '_'))
                .collect(Collectors.toSet());
    }
}
