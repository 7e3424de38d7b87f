package dev.winnow.dataset;

import java.util.List;
import java.util.Objects;

/**
 * Where an image is used, and which others moved because it came.
 *
 * @param unit the indivisible unit the image belongs to: its cluster joined with its group
 * @param group the group the image was said to belong to, or null
 * @param fold of the training part for cross-validation, or null
 * @param reason why this split
 * @param moves items already there that changed their split because the image joined two units
 * @param regrouped items already there that belong to another unit than before, because the image joined units or left one
 */
public record Assignment(
        Split split,
        String unit,
        String group,
        Integer fold,
        Reason reason,
        List<Move> moves,
        List<Regrouping> regrouped) {

    public Assignment {
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(reason, "reason");
        moves = List.copyOf(moves);
        regrouped = regrouped == null ? List.of() : List.copyOf(regrouped);
    }

    /** The assignment of an image that left every other image where it was. */
    public Assignment(Split split, String unit, String group, Integer fold, Reason reason, List<Move> moves) {
        this(split, unit, group, fold, reason, moves, List.of());
    }

    /** Names are a contract. */
    public enum Reason {
        /** A new unit, put where its label and the whole are furthest below their wished shares. */
        BALANCE,
        /** A new unit, left in the split its folder stands for. */
        LAYOUT,
        /** The unit has its split already. */
        UNIT
    }

    /** An item that changed its split. */
    public record Move(String item, Split from, Split to) {
        public Move {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
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
