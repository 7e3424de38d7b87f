package dev.winnow.deployment;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container may come to hold, in MiB, each part at its most.
 *
 * @param heap of the JVM, by its share of the container's limit
 * @param jvm the JVM's own: classes, compiled code, stacks, network buffers; an allowance, as nothing bounds it
 * @param children decoder processes at their limits, and one more that has just started in place of a worn one
 * @param pictures outside the heap, of the largest size that a spec allows by default
 * @param stores of Kafka Streams, outside the heap, at their bound
 * @param temporary a file system in memory, which counts as the container's
 * @param limit of the container
 */
record MemoryBudget(
        String place, long heap, long jvm, long children, long pictures, long stores, long temporary, long limit) {
    private static final Pattern SIZE = Pattern.compile("(\\d+)([kmg]?)i?b?", Pattern.CASE_INSENSITIVE);

    long sum() {
        return heap + jvm + children + pictures + stores + temporary;
    }

    /** As it stands in ARCHITECTURE.md. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d | %d |",
                place,
                heap,
                jvm,
                children,
                pictures,
                stores,
                temporary,
                sum(),
                limit);
    }

    /** Of a size as Compose, Kubernetes and the services' settings write it. */
    static long mebibytes(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size");
        }
        long number = Long.parseLong(size.group(1));
        return switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "g" -> number << 10;
            case "m" -> number;
            case "k" -> number >> 10;
            default -> number >> 20;
        };
    }
}
