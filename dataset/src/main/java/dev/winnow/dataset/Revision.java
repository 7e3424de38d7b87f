package dev.winnow.dataset;

import dev.winnow.dataset.Duplication.LabelConflict;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Duplication.Standed;
import java.util.List;

/**
 * What something other than an arrival changed about clusters: an image that was taken out, or a person's word on two images. As
 * with {@link Duplication}, a reader who knows each item's cluster keeps knowing it.
 *
 * @param left the ids of the items that are no part of the dataset any more
 * @param parts every cluster, or single item, that is another than before: its name, what stands for it, and the items
 *     that bore another name, or none, before
 * @param absorbed the names of clusters that have become part of another
 * @param standings of items that changed
 * @param position where the cause stands in the dataset's order: its offset on {@code images.assessed}
 * @param conflicts of items whose labels contradict those of another item now, or no longer do
 */
public record Revision(
        List<String> left,
        List<Part> parts,
        List<String> absorbed,
        List<Standed> standings,
        long position,
        List<LabelConflict> conflicts) {

    public Revision {
        left = List.copyOf(left);
        parts = List.copyOf(parts);
        absorbed = List.copyOf(absorbed);
        standings = List.copyOf(standings);
        conflicts = conflicts == null ? List.of() : List.copyOf(conflicts);
    }

    /** That changed no conflict of labels. */
    public Revision(
            List<String> left, List<Part> parts, List<String> absorbed, List<Standed> standings, long position) {
        this(left, parts, absorbed, standings, position, null);
    }

    /** Of a decision that changed nothing about clusters. */
    public static Revision none(long position) {
        return new Revision(List.of(), List.of(), List.of(), List.of(), position);
    }

    /** How many entries there are about items and clusters, which grows with the dataset. */
    public int others() {
        return left.size()
                + parts.stream().mapToInt(part -> 1 + part.relabelled().size()).sum()
                + absorbed.size()
                + standings.size()
                + conflicts.size();
    }
}
