package dev.winnow.gateway.quality;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A dataset's quality in numbers. Field names are a contract. All but {@code labels} and {@code judged} is of the images that
 * fit the filter.
 *
 * @param specVersion in force
 * @param images that were measured, whatever became of them
 * @param flagged accepted images with an issue
 * @param labels of the dataset, the most frequent first, at most 200
 * @param issues of accepted images, the most frequent first
 * @param rejections the most frequent first
 */
public record Quality(
        String dataset,
        int specVersion,
        long images,
        long flagged,
        Judged judged,
        List<String> labels,
        List<IssueCount> issues,
        List<ReasonCount> rejections,
        List<Distribution> measures) {

    /**
     * How far the spec in force has been brought to bear on the images there are.
     *
     * @param specVersion that all images were judged under, but those pending
     * @param pending images whose verdict is not yet that of the spec and the fences in force
     */
    public record Judged(int specVersion, long pending) {}

    public record IssueCount(String kind, long images) {}

    public record ReasonCount(String reason, long images) {}

    /**
     * How the values of one measure are distributed.
     *
     * @param scale {@code LINEAR} or {@code LOG}: how the edges are spaced
     * @param min the least value the measure can have
     * @param max the greatest
     * @param higherMeans the end of "higher is …"
     * @param taken images that have a value
     * @param quantiles null where no image has one
     * @param edges one more than {@code counts}, ascending. On a logarithmic scale they begin above 0, and the first bin counts
     *     what lies below it too
     * @param fence where the middle half of the dataset lies, or null where no rule asks for it or there are too few images
     */
    public record Distribution(
            String measure,
            String unit,
            String scale,
            double min,
            double max,
            String higherMeans,
            String formula,
            String source,
            long taken,
            Quantiles quantiles,
            double[] edges,
            long[] counts,
            List<RuleLine> rules,
            FenceLine fence) {}

    public record Quantiles(
            double min, double p1, double p5, double p25, double p50, double p75, double p95, double p99, double max) {}

    /**
     * A rule of the spec in force; what it does not give is null.
     *
     * @param bounds what the rule comes to in this dataset
     */
    public record RuleLine(
            String issue,
            Double below,
            Double above,
            Double fence,
            Double farBelow,
            Double farAbove,
            Double most,
            String action,
            Rule.Bounds bounds) {

        static RuleLine of(Issue.Kind issue, Rule rule, Fence fence) {
            return new RuleLine(
                    issue.name(),
                    rule.below(),
                    rule.above(),
                    rule.fence(),
                    rule.farBelow(),
                    rule.farAbove(),
                    rule.most(),
                    rule.action().name(),
                    rule.bounds(fence));
        }

        static List<RuleLine> about(Measure measure, DatasetSpec spec, Fence fence) {
            List<RuleLine> lines = new ArrayList<>();
            for (Map.Entry<Issue.Kind, Rule> rule : spec.quality().rules().entrySet()) {
                if (rule.getValue().measure() == measure) {
                    lines.add(of(rule.getKey(), rule.getValue(), fence));
                }
            }
            return lines;
        }
    }

    public record FenceLine(int version, long count, double firstQuartile, double median, double thirdQuartile) {

        static FenceLine of(Fence fence) {
            return fence == null
                    ? null
                    : new FenceLine(
                            fence.version(),
                            fence.count(),
                            fence.firstQuartile(),
                            fence.median(),
                            fence.thirdQuartile());
        }
    }
}
