package dev.winnow.dataset;

import java.util.List;
import java.util.Objects;

/**
 * What the arrival of an image said about copies. It tells all that changed, so that a reader who knows each item's cluster
 * keeps knowing it: first the {@code parts} take effect, then {@code relabelled}, then the newcomer's own {@code cluster}.
 *
 * @param exactOf the id of the first item with the same bytes, or null
 * @param cluster the name of the newcomer's cluster of exact and near copies, or null where it stands alone
 * @param representative the id of the item that stands for the cluster; the newcomer's own where it stands alone
 * @param matches the near copies in the newcomer's cluster that its content is linked to: what stands for the cluster, then the
 *     nearest, at most ten
 * @param relabelled the ids of items already there that belong to {@code cluster} from now on and did not before
 * @param absorbed the names of clusters that have become part of {@code cluster}
 * @param parts what is left of the cluster that the item belonged to with the content it had before; empty where the item
 *     is new, keeps its content or stood alone
 * @param exactPixelsOf the id of the first item with other bytes and the same pixels, or null
 * @param standing whether the newcomer is part of the dataset by the spec's policy
 * @param reason one sentence on why the newcomer is kept or not, or null where it stands alone
 * @param standings of other items that changed
 * @param position where this arrival stands in its dataset's order: the offset of the image's assessment on {@code
 *     images.assessed}. What events say about <em>other</em> items holds in this order, whatever order they are read in.
 *     Null where the producer did not say; then the time of the event has to do
 * @param related what is related to the newcomer and no copy, or a copy and in another cluster, nearest first, at most ten: to be
 *     kept in one split with it if that may be, never to be removed for it
 * @param curtailed whether so many look like the newcomer that it was not compared with all
 * @param conflicts the newcomer where an item with the same picture has other labels, and other items of which that is new or over
 */
public record Duplication(
        String exactOf,
        String cluster,
        String representative,
        List<Match> matches,
        List<String> relabelled,
        List<String> absorbed,
        List<Part> parts,
        String exactPixelsOf,
        Standing standing,
        String reason,
        List<Standed> standings,
        Long position,
        List<Match> related,
        Boolean curtailed,
        List<LabelConflict> conflicts) {

    public Duplication {
        Objects.requireNonNull(representative, "representative");
        matches = List.copyOf(matches);
        relabelled = List.copyOf(relabelled);
        absorbed = List.copyOf(absorbed);
        // Events of before there was a policy lack these.
        parts = parts == null ? List.of() : List.copyOf(parts);
        standing = standing == null ? Standing.KEPT : standing;
        standings = standings == null ? List.of() : List.copyOf(standings);
        related = related == null ? List.of() : List.copyOf(related);
        curtailed = curtailed != null && curtailed;
        conflicts = conflicts == null ? List.of() : List.copyOf(conflicts);
    }

    /** With nothing related. */
    public Duplication(
            String exactOf,
            String cluster,
            String representative,
            List<Match> matches,
            List<String> relabelled,
            List<String> absorbed,
            List<Part> parts,
            String exactPixelsOf,
            Standing standing,
            String reason,
            List<Standed> standings,
            Long position) {
        this(
                exactOf,
                cluster,
                representative,
                matches,
                relabelled,
                absorbed,
                parts,
                exactPixelsOf,
                standing,
                reason,
                standings,
                position,
                null,
                null,
                null);
    }

    /** Of an image that is kept, as all others are, without a position. */
    public Duplication(
            String exactOf,
            String cluster,
            String representative,
            List<Match> matches,
            List<String> relabelled,
            List<String> absorbed,
            List<Part> parts) {
        this(
                exactOf,
                cluster,
                representative,
                matches,
                relabelled,
                absorbed,
                parts,
                null,
                Standing.KEPT,
                null,
                List.of(),
                null);
    }

    /** Of an image that left no cluster and is kept, as all others are, without a position. */
    public Duplication(
            String exactOf,
            String cluster,
            String representative,
            List<Match> matches,
            List<String> relabelled,
            List<String> absorbed) {
        this(exactOf, cluster, representative, matches, relabelled, absorbed, List.of());
    }

    /** The same, with its place in the dataset's order. */
    public Duplication at(long position) {
        return new Duplication(
                exactOf,
                cluster,
                representative,
                matches,
                relabelled,
                absorbed,
                parts,
                exactPixelsOf,
                standing,
                reason,
                standings,
                position,
                related,
                curtailed,
                conflicts);
    }

    /** How many entries there are about other items and clusters, which grows with the dataset. */
    public int others() {
        return relabelled.size()
                + parts.stream().mapToInt(part -> 1 + part.relabelled().size()).sum()
                + absorbed.size()
                + standings.size()
                + conflicts.size();
    }

    /** The same without what it says of other items and clusters; of conflicts the newcomer's remain. */
    public Duplication ofNewcomer(String newcomer) {
        return new Duplication(
                exactOf,
                cluster,
                representative,
                matches,
                List.of(),
                List.of(),
                List.of(),
                exactPixelsOf,
                standing,
                reason,
                List.of(),
                position,
                related,
                curtailed,
                conflicts.stream()
                        .filter(conflict -> conflict.item().equals(newcomer))
                        .toList());
    }

    /** The id of the first item with the newcomer's picture and other labels than it has, or null. */
    public String conflictOf(String newcomer) {
        return conflicts.stream()
                .filter(conflict -> conflict.item().equals(newcomer))
                .map(LabelConflict::with)
                .findFirst()
                .orElse(null);
    }

    /**
     * A near copy, or what is related.
     *
     * @param item the id of the first item that holds the other content
     * @param distance bits between the perceptual hashes, 0 to 64; where {@code degrees} are given between the hashes of the disks
     *     in the pictures' middles
     * @param correlation of the two thumbnails, −1 to 1, or null where they were not compared; where {@code degrees} are given
     *     of the disks
     * @param pdqDistance bits between the PDQ hashes, 0 to 256, or null where they were not compared
     * @param turn how the other picture has to be turned to look like the newcomer; null for not at all
     * @param byHand whether a person said that the two are copies
     * @param degrees by which the other picture has to be rotated counter-clockwise, once it is turned, to look like the
     *     newcomer, −179 to 180; null where {@code turn} says all
     * @param agreement of the parts of the two pictures, −1 to 1: the 20th percentile of their correlations once one is laid on the
     *     other; null where they were not compared
     */
    public record Match(
            String item,
            int distance,
            Double correlation,
            Integer pdqDistance,
            Dihedral turn,
            Boolean byHand,
            Integer degrees,
            Double agreement) {
        public Match {
            Objects.requireNonNull(item, "item");
            byHand = byHand != null && byHand;
        }

        /** By perceptual hash alone. */
        public Match(String item, int distance) {
            this(item, distance, null, null, null, false, null);
        }

        /** Where parts were not compared. */
        public Match(
                String item,
                int distance,
                Double correlation,
                Integer pdqDistance,
                Dihedral turn,
                Boolean byHand,
                Integer degrees) {
            this(item, distance, correlation, pdqDistance, turn, byHand, degrees, null);
        }
    }

    /**
     * Whether an item's labels contradict those of another item with the same bytes or the same pixels.
     *
     * @param with the id of the first item with other labels; null where there is none any more
     */
    public record LabelConflict(String item, String with) {
        public LabelConflict {
            Objects.requireNonNull(item, "item");
        }
    }

    /** An item whose standing changed. */
    public record Standed(String item, Standing standing) {
        public Standed {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(standing, "standing");
        }
    }

    /**
     * Items that still hang together after one of their cluster has left.
     *
     * @param cluster the name they bear from now on, or null for a single item that stands alone now
     * @param representative the id of the item that stands for them
     * @param relabelled the ids of those that bore another name before
     */
    public record Part(String cluster, String representative, List<String> relabelled) {
        public Part {
            Objects.requireNonNull(representative, "representative");
            relabelled = List.copyOf(relabelled);
        }
    }
}
