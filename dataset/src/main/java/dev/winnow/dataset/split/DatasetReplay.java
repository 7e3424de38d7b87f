package dev.winnow.dataset.split;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Decides about copies and splits of one dataset in one thread: the answer that services which kept their state through
 * crashes have to agree with. Fed with the images of a dataset in the order of {@code images.assessed}.
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

    /** The name of each item's cluster; items that stand alone are left out. */
    public Map<String, String> clusters() {
        return clusters.clusters();
    }

    /** The representative of each cluster, by the cluster's name. */
    public Map<String, String> representatives() {
        return clusters.representatives();
    }

    /** The split of each item. */
    public Map<String, Split> splits() {
        return assigner.splits();
    }

    /** The unit of each item. */
    public Map<String, String> units() {
        return assigner.units();
    }
}
