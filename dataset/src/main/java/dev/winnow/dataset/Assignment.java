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
 * @param moves items that changed their split because the image joined two units
 */
public record Assignment(Split split, String unit, String group, Integer fold, Reason reason, List<Move> moves) {

    public Assignment {
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(reason, "reason");
        moves = List.copyOf(moves);
    }

    /** Names are a contract. */
    public enum Reason {
        /** A new unit, put where its label is furthest below its wished share. */
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
}
