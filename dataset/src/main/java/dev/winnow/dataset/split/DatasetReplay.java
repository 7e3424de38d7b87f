package dev.winnow.dataset.split;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Splits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Decides about copies and splits of one dataset in one thread: the answer that services which kept their state through
 * crashes have to agree with. Fed with the images and decisions of a dataset in the order of {@code images.assessed}.
 */
public final class DatasetReplay {
    private final IntFunction<DatasetSpec> specs;
    private final DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());
    private final SplitAssigner assigner = new SplitAssigner();

    /** @param specs the dataset's spec by its version */
    public DatasetReplay(IntFunction<DatasetSpec> specs) {
        this.specs = Objects.requireNonNull(specs, "specs");
    }

    /** What is said of an image that arrived; nothing of one that is no news. */
    public record Decision(Duplication duplication, Assignment assignment) {}

    public Optional<Decision> next(Arrival arrival, Fingerprints fingerprints) {
        DatasetSpec spec = specs.apply(arrival.specVersion());
        return clusters.add(arrival, fingerprints, spec.duplicates())
                .duplication()
                .map(duplication -> new Decision(
                        duplication,
                        assigner.assign(arrival, duplication, spec.split())
                                .assignment()
                                .orElseThrow(() -> new IllegalStateException(
                                        "News about copies is news about splits, not so for " + arrival))));
    }

    /** Whether an upload to this item is known that nothing withdrew. */
    public boolean holds(String item) {
        return clusters.holds(item);
    }

    /** What something other than an arrival changed: about clusters, and which images are elsewhere since. */
    public record Revised(Revision revision, List<SplitAssigner.Moved> moved) {}

    /** Takes out every upload to an item up to this one, see {@link DuplicateClusters#withdraw}. */
    public Revised withdraw(String item, Instant upTo, int upToVersion, long position) {
        return revised(clusters.withdraw(item, upTo, upToVersion, latest().duplicates(), position), List.of());
    }

    /**
     * Takes a person's word on two images.
     *
     * @param pair the ids of the items that the person saw
     * @param copies whether they are copies; null to take back what was said
     */
    public Revised judge(List<String> pair, ContentHash one, ContentHash other, Boolean copies, long position) {
        Duplicates spec = latest().duplicates();
        return revised(
                copies == null
                        ? clusters.takeBack(one, other, spec, position)
                        : clusters.judge(one, other, copies, spec, position),
                pair);
    }

    /** Holds every image that is part of the dataset in its split from now on; what moved before that, see {@link SplitAssigner#freeze}. */
    public List<SplitAssigner.Moved> freeze() {
        return assigner.freeze(wish()).moved();
    }

    /** Shares the dataset's units out together. */
    public List<SplitAssigner.Moved> settle(Settlement.Extent extent) {
        Splits wish = wish();
        return wish == null ? List.of() : assigner.settle(extent, wish).change().moved();
    }

    private Splits wish() {
        return assigner.specVersion() == 0
                ? null
                : specs.apply(assigner.specVersion()).split();
    }

    private Revised revised(DuplicateClusters.Change change, List<String> pair) {
        Revision revision = change.revision().orElseThrow();
        if (assigner.specVersion() == 0) {
            return new Revised(revision, List.of());
        }
        Splits wish = specs.apply(assigner.specVersion()).split();
        return new Revised(revision, assigner.revise(revision, pair, wish).moved());
    }

    /** What decisions are made under: the latest spec that an image arrived under. */
    private DatasetSpec latest() {
        return clusters.specVersion() == 0 ? DatasetSpec.defaults() : specs.apply(clusters.specVersion());
    }

    /** The name of each item's cluster; items that stand alone are left out. */
    public Map<String, String> clusters() {
        return clusters.clusters();
    }

    /** The representative of each cluster, by the cluster's name. */
    public Map<String, String> representatives() {
        return clusters.representatives();
    }

    /** The fold of each item that has one. */
    public Map<String, Integer> folds() {
        return assigner.folds();
    }

    /** The split of each item that is part of the dataset. */
    public Map<String, Split> splits() {
        return assigner.splits();
    }

    /** The unit of each item. */
    public Map<String, String> units() {
        return assigner.units();
    }
}
