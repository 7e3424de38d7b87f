package dev.winnow.dataset;

import java.util.List;
import java.util.Objects;

/**
 * What the arrival of an image said about copies. It tells all that changed: the newcomer's own cluster and the items that
 * changed theirs because of it.
 *
 * @param exactOf the id of the first item with the same bytes, or null
 * @param cluster the name of the newcomer's cluster of exact and near copies, or null where it stands alone
 * @param representative the id of the item that stands for the cluster; the newcomer's own where it stands alone
 * @param matches the near copies that link the newcomer, nearest first, at most ten
 * @param relabelled the ids of items already there that belong to {@code cluster} from now on and did not before
 * @param absorbed the names of clusters that have become part of {@code cluster}
 */
public record Duplication(
        String exactOf,
        String cluster,
        String representative,
        List<Match> matches,
        List<String> relabelled,
        List<String> absorbed) {

    public Duplication {
        Objects.requireNonNull(representative, "representative");
        matches = List.copyOf(matches);
        relabelled = List.copyOf(relabelled);
        absorbed = List.copyOf(absorbed);
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
}
