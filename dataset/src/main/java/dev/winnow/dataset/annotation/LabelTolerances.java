package dev.winnow.dataset.annotation;

/**
 * From where on a difference between labels and pixels is a finding. Lengths are pixels of the upright image.
 *
 * @param silent how far a shape may cross the border without a finding; it is clipped, 0 to 100
 * @param rounding how far a box crosses the border at most to count as {@link LabelIssue#BOX_ROUNDING}, {@code silent} to 100
 * @param leastVisible share of a box inside the image, 0 to 1, from which on it is clipped; with less, it is
 *     {@link LabelIssue#BOX_MOSTLY_OUTSIDE}
 * @param leastSide sides below this are {@link LabelIssue#BOX_BELOW_ONE_PIXEL}, 0 to 100
 * @param tinySide sides below this are {@link LabelIssue#BOX_TINY}, {@code leastSide} to 10,000
 * @param duplicateIou overlap of two shapes of one class, above 0 to 1, from which on they are
 *     {@link LabelIssue#DUPLICATE_SUSPECT}
 * @param boxOutline how far an edge of a box may be from its outline's, 0 to 100
 * @param notBinary most share of pixels of a binary mask with other values, 0 to 1, for the mask to be split at 128
 */
public record LabelTolerances(
        double silent,
        double rounding,
        double leastVisible,
        double leastSide,
        double tinySide,
        double duplicateIou,
        double boxOutline,
        double notBinary) {

    public static LabelTolerances defaults() {
        return new LabelTolerances(0.01, 1, 0.5, 1, 3, 0.95, 1, 0.1);
    }
}
