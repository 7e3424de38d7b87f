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
 * @param matches the near copies that the newcomer's content is linked to, nearest first, at most ten
 * @param relabelled the ids of items already there that belong to {@code cluster} from now on and did not before
 * @param absorbed the names of clusters that have become part of {@code cluster}
 * @param parts what is left of the cluster that the item belonged to with the content it had before; empty where the item
 *     is new, keeps its content or stood alone
 * @param position where this arrival stands in its dataset's order: the offset of the image's assessment on {@code
 *     images.assessed}. What events say about <em>other</em> items holds in this order, whatever order they are read in.
 *     Null where the producer did not say; then the time of the event has to do
 */
public record Duplication(
        String exactOf,
        String cluster,
        String representative,
        List<Match> matches,
        List<String> relabelled,
        List<String> absorbed,
        List<Part> parts,
        Long position) {

    public Duplication {
        Objects.requireNonNull(representative, "representative");
        matches = List.copyOf(matches);
        relabelled = List.copyOf(relabelled);
        absorbed = List.copyOf(absorbed);
        parts = parts == null ? List.of() : List.copyOf(parts);
    }

    /** Without a position. */
    public Duplication(
            String exactOf,
            String cluster,
            String representative,
            List<Match> matches,
            List<String> relabelled,
            List<String> absorbed,
            List<Part> parts) {
        this(exactOf, cluster, representative, matches, relabelled, absorbed, parts, null);
    }

    /** Without a position, of an image that left no cluster. */
    public Duplication(
            String exactOf,
            String cluster,
            String representative,
            List<Match> matches,
            List<String> relabelled,
            List<String> absorbed) {
        this(exactOf, cluster, representative, matches, relabelled, absorbed, List.of(), null);
    }

    /** The same, with its place in the dataset's order. */
    public Duplication at(long position) {
        return new Duplication(exactOf, cluster, representative, matches, relabelled, absorbed, parts, position);
    }

    /**
     * A near copy.
     *
     * @param item the id of the first item that holds the other content
     * @param distance bits between the perceptual hashes, 0 to 64
     */
    public record Match(String item, int distance) {
        public Match {
            Objects.requireNonNull(item, "item");
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
