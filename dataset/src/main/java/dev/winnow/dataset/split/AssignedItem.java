package dev.winnow.dataset.split;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import java.time.Instant;
import java.util.Objects;

/**
 * What is to be kept of one item, so that {@link SplitAssigner} can go on from a store.
 *
 * @param item the item's id
 * @param content that the item holds
 * @param specVersion of the newest upload
 * @param at when the newest upload was taken
 * @param arrival place of the newest upload that was news in the dataset's order of arrival
 * @param label of the item, or null
 * @param group that the item belongs to, or null
 * @param cluster of copies that the item belongs to, or null
 * @param unit that the item belongs to
 * @param split that the unit is in
 */
public record AssignedItem(
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

    public AssignedItem {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(split, "split");
    }
}
