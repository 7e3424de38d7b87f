package dev.winnow.gateway.summary;

import java.util.List;
import java.util.Map;

/** How a dataset's accepted images are shared out. */
public record Composition(List<LabelShare> classes, Map<String, SplitShare> splits, Map<String, Long> formats) {

    /**
     * @param label null for images without one
     * @param unassigned images on their way
     */
    public record LabelShare(String label, long train, long val, long test, long unassigned, long total) {}

    /** @param wish the share of images, 0 to 1, that the spec in force asks for */
    public record SplitShare(long images, double wish) {}
}
