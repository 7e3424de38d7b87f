package dev.winnow.dataset;

import java.util.List;
import java.util.Objects;

/**
 * Where an image is used, and which others moved because it came.
 *
 * @param split null where the image is not part of the dataset
 * @param unit the indivisible unit the image belongs to: its cluster joined with its group
 * @param group the group the image was said to belong to, or null
 * @param fold of the training part for cross-validation, or null
 * @param reason why this split
 * @param moves items already there that changed their split because the image joined two units
 * @param regrouped items already there that belong to another unit than before, because the image joined units or left one
 * @param outside why the image is not part of the dataset; null exactly where it has a split
 */
public record Assignment(
        Split split,
        String unit,
        String group,
        Integer fold,
        Reason reason,
        List<Move> moves,
        List<Regrouping> regrouped,
        Rejection outside) {

    public Assignment {
        if ((split == null) == (outside == null)) {
            throw new IllegalArgumentException(
                    "An image has a split or a reason to have none, not " + split + " and " + outside);
        }
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(reason, "reason");
        moves = List.copyOf(moves);
        regrouped = regrouped == null ? List.of() : List.copyOf(regrouped);
    }

    /** The assignment of an image that left every other image where it was. */
    public Assignment(Split split, String unit, String group, Integer fold, Reason reason, List<Move> moves) {
        this(split, unit, group, fold, reason, moves, List.of(), null);
    }

    /** How many entries there are about other items, which grows with the dataset. */
    public int others() {
        return moves.size()
                + regrouped.stream().mapToInt(one -> 1 + one.items().size()).sum();
    }

    /** The same with other moves, and without what it says of other units. */
    public Assignment ofNewcomer(List<Move> others) {
        return new Assignment(split, unit, group, fold, reason, others, List.of(), outside);
    }

    /** Names are a contract. */
    public enum Reason {
        /** A new unit, put where its label and the whole are furthest below their wished shares. */
        BALANCE,
        /** A new unit, left in the split its folder stands for. */
        LAYOUT,
        /** The unit has its split already. */
        UNIT,
        /** A new unit, put where the hash of its name falls. */
        HASH,
        /** By the time of capture. */
        TIME,
        /** Not part of the dataset, see {@link Assignment#outside}. */
        OUTSIDE
    }

    /** Why an item that was there already is in another split, or unit, than before. Names are a contract. */
    public enum MoveReason {
        /** An image joined units of different splits: the smaller follows the larger, one that may move one that is frozen. */
        JOINED,
        /** As {@link #JOINED}, of units that the dataset's own folders had put into different splits. */
        LAYOUT_LEAK,
        /** Another image of its cluster is kept instead, or no longer is. */
        STANDING,
        /** Newer images took its place in the newest share. */
        TIME,
        /** Its unit's hash is another since an image joined or left. */
        HASH,
        /** What it hung together with is gone; its split stays. */
        DIVIDED,
        /** The unit it belongs to bears another name; its split stays. */
        REGROUPED,
        /** The dataset's splits were settled together. */
        SETTLED
    }

    /**
     * An item that changed its split.
     *
     * @param from null where it was not part of the dataset
     * @param to null where it is not part of the dataset any more
     */
    public record Move(String item, Split from, Split to, MoveReason reason) {
        public Move {
            Objects.requireNonNull(item, "item");
            reason = reason == null ? MoveReason.JOINED : reason; // there was no other before it was said
        }

        /** Because units were joined. */
        public Move(String item, Split from, Split to) {
            this(item, from, to, MoveReason.JOINED);
        }
    }

    /**
     * Items that belong to another unit from now on; their splits stay unless a {@link Move} says otherwise.
     *
     * @param unit that they belong to now
     */
    public record Regrouping(String unit, List<String> items) {
        public Regrouping {
            Objects.requireNonNull(unit, "unit");
            items = List.copyOf(items);
        }
    }
}
