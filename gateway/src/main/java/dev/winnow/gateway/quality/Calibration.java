package dev.winnow.gateway.quality;

import dev.winnow.gateway.images.ImageLine;
import java.util.List;

/**
 * What a threshold would make of a dataset's images before it is in force, and the images around it. Field names are a contract.
 *
 * @param issue that the rule raises, or null where the spec has no rule on the measure and none was named
 * @param current the rule in force, or null
 * @param images that fit the filter and have a value
 * @param flagged that break the rule in force
 * @param wouldFlag that would break the proposed one
 * @param newlyFlagged of these, those that do not break the one in force
 * @param noLongerFlagged that break the one in force, and not the proposed one
 * @param around one for each threshold proposed
 */
public record Calibration(
        String measure,
        String issue,
        String unit,
        Quality.RuleLine current,
        Proposed proposed,
        long images,
        long flagged,
        long wouldFlag,
        long newlyFlagged,
        long noLongerFlagged,
        List<Around> around) {

    /** @param below values below this would break the rule, or null */
    public record Proposed(Double below, Double above) {}

    /**
     * The images on both sides of a threshold, the nearest first.
     *
     * @param edge {@code below} or {@code above}
     */
    public record Around(String edge, double threshold, List<ImageLine> under, List<ImageLine> over) {}
}
