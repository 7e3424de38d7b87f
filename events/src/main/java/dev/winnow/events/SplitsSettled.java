package dev.winnow.events;

import dev.winnow.dataset.split.Settlement.Extent;
import java.time.Instant;
import java.util.Objects;

/**
 * A dataset's units are shared out over its splits together: an import has ended, or a person asked for it.
 *
 * @param settlement its name, unique in the dataset
 * @param extent which units may change their split
 * @param most images that a rebalance may move, 0 or more; null for any number
 * @param by who decided, {@code anonymous} where nobody is named; null in events from before it was recorded
 */
public record SplitsSettled(String dataset, String settlement, Extent extent, Integer most, String by, Instant at)
        implements Decision {

    public SplitsSettled {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(settlement, "settlement");
        Objects.requireNonNull(extent, "extent");
        Objects.requireNonNull(at, "at");
        if (most != null && most < 0) {
            throw new IllegalArgumentException("A rebalance moves 0 images or more, not " + most);
        }
    }

    /** How many images a rebalance may move. */
    public int mostMoves() {
        return most == null ? Integer.MAX_VALUE : most;
    }

    @Override
    public String id() {
        return "settled:" + dataset + ":" + settlement;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
