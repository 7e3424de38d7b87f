package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is to be kept of one item, so that {@link DuplicateClusters} can go on from a store.
 *
 * @param item the item's id
 * @param content that the item holds
 * @param perceptualHash of the content
 * @param informative whether the content can have near copies
 * @param rotationHash of the content, or null
 * @param pixels hash of the content's decoded pixels, or null
 * @param contentArrival place of the content in the dataset's order of arrival
 * @param arrival place of the item, with this content, in the dataset's order of arrival
 * @param specVersion of the newest upload
 * @param at when the newest upload was taken
 * @param merit of the picture, see {@link dev.winnow.dataset.Traits#merit}
 * @param cluster the name of the item's cluster, or null where it stands alone
 * @param representative whether the item stands for its cluster
 * @param standing whether the item is part of the dataset
 * @param links of the content to those that arrived before it; null of an item that was kept before links were
 * @param maxDistance where {@code links} is null: most bits between this content and the near copies that were there before it
 * @param labels of the newest upload, sorted; none of an item that was kept before labels were
 */
public record ClusteredItem(
        String item,
        ContentHash content,
        long perceptualHash,
        boolean informative,
        Long rotationHash,
        ContentHash pixels,
        long contentArrival,
        long arrival,
        int specVersion,
        Instant at,
        double merit,
        String cluster,
        boolean representative,
        Standing standing,
        List<KeptLink> links,
        int maxDistance,
        List<String> labels) {

    public ClusteredItem {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(standing, "standing");
        links = links == null ? null : List.copyOf(links);
        labels = List.copyOf(labels);
    }

    /** Without labels. */
    public ClusteredItem(
            String item,
            ContentHash content,
            long perceptualHash,
            boolean informative,
            Long rotationHash,
            ContentHash pixels,
            long contentArrival,
            long arrival,
            int specVersion,
            Instant at,
            double merit,
            String cluster,
            boolean representative,
            Standing standing,
            List<KeptLink> links,
            int maxDistance) {
        this(
                item,
                content,
                perceptualHash,
                informative,
                rotationHash,
                pixels,
                contentArrival,
                arrival,
                specVersion,
                at,
                merit,
                cluster,
                representative,
                standing,
                links,
                maxDistance,
                List.of());
    }

    /**
     * Why two contents are copies.
     *
     * @param content the one that arrived earlier
     * @param distance bits between the hashes, 0 to 64
     * @param correlation of the thumbnails or disks, or null
     * @param pdqDistance bits between the PDQ hashes, or null
     * @param turn how the earlier picture has to be turned to look like the later
     * @param degrees by which it has to be rotated after that, or null
     * @param agreement of the parts, or null
     */
    public record KeptLink(
            ContentHash content,
            int distance,
            Double correlation,
            Integer pdqDistance,
            Dihedral turn,
            Integer degrees,
            Double agreement) {
        public KeptLink {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(turn, "turn");
        }
    }
}
