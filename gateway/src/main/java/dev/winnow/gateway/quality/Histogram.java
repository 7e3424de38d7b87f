package dev.winnow.gateway.quality;

import java.util.List;

/**
 * How a measure is distributed over a dataset's images, on an even axis.
 *
 * @param higherMeans the end of "higher is …"
 * @param min the lowest value
 * @param max the upper end of the last bin: the highest value, or where a few images lie far beyond the rest the 99.5th
 *     percentile; the last bin counts what lies above it too
 * @param edges one more than {@code counts}
 * @param rules of the spec in force that judge this measure
 */
public record Histogram(
        String measure,
        String unit,
        String higherMeans,
        Double min,
        Double max,
        List<Double> edges,
        List<Long> counts,
        List<RuleLine> rules) {

    /** Where a rule of the spec draws its line, or its fence does; {@code below} and {@code above} may be null. */
    public record RuleLine(String issue, Double below, Double above, String action) {}
}
