package dev.winnow.bench;

import java.util.List;
import java.util.Locale;

/**
 * How an index of hashes did, and a full scan over an array of the same hashes in the same run. All in one thread.
 *
 * @param bits of a hash
 * @param hashes in the index before the first query
 * @param buildSeconds to insert them one by one
 * @param bytesPerHash what the heap holds more after than before, by hash: the hash itself and all that belongs to the index
 * @param queries timed, with an insert after each
 * @param hitsPerQuery found on average
 * @param medianMicros of a query
 * @param scanMedianMicros of reading all hashes for the same answer
 * @param ratio how many queries the index answers in the time of one scan, by the medians
 * @param checked queries whose answers were compared with the scan's, id by id and distance by distance
 * @param different how many of those were not the same
 */
public record IndexResult(
        int bits,
        int hashes,
        int radius,
        IndexBench.Distribution distribution,
        double buildSeconds,
        double insertsPerSecond,
        double bytesPerHash,
        int queries,
        double hitsPerQuery,
        double medianMicros,
        double p99Micros,
        double scanMedianMicros,
        double ratio,
        int checked,
        int different) {

    /** The result in lines to be read. */
    public List<String> table() {
        return List.of(
                line(
                        "hashes",
                        "%,d of %d bits, %s",
                        hashes,
                        bits,
                        distribution.name().toLowerCase(Locale.ROOT)),
                line("build", "%.2f s, %,.0f inserts a second", buildSeconds, insertsPerSecond),
                line("memory", "%.1f bytes a hash", bytesPerHash),
                line("query at radius " + radius, "median %.1f µs, p99 %.1f µs", medianMicros, p99Micros),
                line("", "%,d queries, each inserted afterwards, %.1f hits on average", queries, hitsPerQuery),
                line("full scan", "median %,.1f µs: %.1f times as long", scanMedianMicros, ratio),
                line("answers", "%d of %d as the scan's", checked - different, checked));
    }

    private static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "%-22s %s", name, String.format(Locale.ROOT, format, values));
    }
}
