package dev.winnow.dataset.quality;

import dev.winnow.dataset.QualityVerdict;
import java.time.Instant;

/**
 * Whether an item is in the dataset, and with which issues, from here on.
 *
 * @param item its id
 * @param uploadedAt when the upload that was judged was taken
 * @param uploadVersion the spec version by which that upload was known until now
 * @param wasIn whether that upload was in before; false of one that arrives
 * @param specVersion of the spec that it was judged by
 * @param fenceVersion of the fences that it was judged by, 0 before there are any
 */
public record Outcome(
        String item,
        Instant uploadedAt,
        int uploadVersion,
        boolean wasIn,
        int specVersion,
        int fenceVersion,
        QualityVerdict verdict) {

    /** Whether no rule rejects the item. */
    public boolean isIn() {
        return verdict.rejectedFor() == null;
    }
}
