package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import java.time.Instant;
import java.util.Objects;

/**
 * What is to be kept of one item, so that {@link DuplicateClusters} can go on from a store.
 *
 * @param item the item's id
 * @param content that the item holds
 * @param perceptualHash of the content
 * @param informative whether the content can have near copies
 * @param maxDistance most bits between this content and the near copies that were there before it
 * @param contentArrival place of the content in the dataset's order of arrival
 * @param arrival place of the item, with this content, in the dataset's order of arrival
 * @param specVersion of the newest upload
 * @param at when the newest upload was taken
 * @param cluster the name of the item's cluster, or null where it stands alone
 */
public record ClusteredItem(
        String item,
        ContentHash content,
        long perceptualHash,
        boolean informative,
        int maxDistance,
        long contentArrival,
        long arrival,
        int specVersion,
        Instant at,
        String cluster) {

    public ClusteredItem {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
    }
}
