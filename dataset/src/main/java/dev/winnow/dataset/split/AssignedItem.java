package dev.winnow.dataset.split;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is to be kept of one item, so that {@link SplitAssigner} can go on from a store.
 *
 * @param item the item's id
 * @param content that the item holds
 * @param specVersion of the newest upload
 * @param at when the newest upload was taken
 * @param arrival place of the newest upload that was news in the dataset's order of arrival
 * @param labels of the item
 * @param group that the item belongs to, or null
 * @param cluster of copies that the item belongs to, or null
 * @param unit that the item belongs to
 * @param split that the unit is in; null where the item is a bridge
 * @param fold of the training part that the unit is in, or null
 * @param layout the split that the item's folder stands for, or null
 * @param capturedAt when the picture was taken, or uploaded where it does not say
 * @param aspectRatio width ÷ height, 0 where it is not known
 * @param merit as {@link dev.winnow.dataset.Traits#merit}, 0 where it is not known
 * @param standing by the policy on copies
 * @param reason a sentence on why the item is not part of the dataset; null where nothing was said
 * @param bridge whether it hangs together with images that are frozen in different splits, and so with none
 * @param since the step of the assigner at which the item became part of the dataset, or null where it is not
 * @param related ids of items that the content is related to without being a copy, nearest first
 */
public record AssignedItem(
        String item,
        ContentHash content,
        int specVersion,
        Instant at,
        long arrival,
        List<String> labels,
        String group,
        String cluster,
        String unit,
        Split split,
        Integer fold,
        Split layout,
        Instant capturedAt,
        double aspectRatio,
        double merit,
        Standing standing,
        String reason,
        boolean bridge,
        Long since,
        List<String> related) {

    public AssignedItem {
        related = List.copyOf(related);
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
        labels = List.copyOf(labels);
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(capturedAt, "capturedAt");
        Objects.requireNonNull(standing, "standing");
        if ((split == null) != bridge) {
            throw new IllegalArgumentException("A bridge has no split and everything else has, not so for " + item);
        }
    }

    /** As it was kept when there was one label, and neither folds nor images outside. */
    public AssignedItem(
            String item,
            ContentHash content,
            int specVersion,
            Instant at,
            long arrival,
            String label,
            String group,
            String cluster,
            String unit,
            Split split) {
        this(
                item,
                content,
                specVersion,
                at,
                arrival,
                label == null ? List.of() : List.of(label),
                group,
                cluster,
                unit,
                split,
                null,
                null,
                at,
                0,
                0,
                Standing.KEPT,
                null,
                false,
                arrival,
                List.of());
    }
}
