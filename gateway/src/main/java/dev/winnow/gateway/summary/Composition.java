package dev.winnow.gateway.summary;

import java.util.List;
import java.util.Map;

/**
 * How a dataset's accepted images are shared out.
 *
 * @param classes an image counts under each of its labels, so that these add up to more than the images where some have several
 * @param severalLabels accepted images with more than one label
 */
public record Composition(
        List<LabelShare> classes, Map<String, SplitShare> splits, Map<String, Long> formats, long severalLabels) {

    /**
     * @param label null for images without one
     * @param unassigned images on their way
     */
    public record LabelShare(String label, long train, long val, long test, long unassigned, long total) {}

    /** @param wish the share of images, 0 to 1, that the spec in force asks for */
    public record SplitShare(long images, double wish) {}
}
