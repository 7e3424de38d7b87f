package dev.winnow.dataset.split;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The units that may move, of each split, from the oldest to the newest picture that is the newest of its unit: a unit is as new
 * as its newest picture, so that nothing taken after the cut is trained on.
 *
 * <p>Without cuts the newest share is tested on, the next validated on. A new unit goes where units of its age are. Only when a
 * split is off its wish by more than half an image and 0.2 % of all do the units at its border move, until it is near again: images
 * that come in the order of their capture move at most twice each, from test to val and from there to train.
 */
final class Timeline {
    private static final double SLACK = 0.002;

    private final TreeSet<Unit>[] bySplit;
    private final boolean keepsLayout;

    /** @param keepsLayout whether units with a layout stay where they are */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic sets
    Timeline(boolean keepsLayout) {
        this.keepsLayout = keepsLayout;
        bySplit = new TreeSet[Split.values().length];
        for (int split = 0; split < bySplit.length; split++) {
            bySplit[split] = new TreeSet<>(Comparator.comparing(Unit::newest).thenComparing(unit -> unit.name));
        }
    }

    boolean keepsLayout() {
        return keepsLayout;
    }

    void add(Unit unit) {
        if (!keepsLayout || unit.layout() == null) {
            bySplit[unit.split.ordinal()].add(unit);
        }
    }

    void remove(Unit unit) {
        bySplit[unit.split.ordinal()].remove(unit);
    }

    /** Where units of this age are. */
    Split of(Instant time) {
        if (isNoOlder(time, Split.TEST)) {
            return Split.TEST;
        }
        return isNoOlder(time, Split.VAL) ? Split.VAL : Split.TRAIN;
    }

    private boolean isNoOlder(Instant time, Split split) {
        TreeSet<Unit> units = bySplit[split.ordinal()];
        return !units.isEmpty() && !time.isBefore(units.first().newest());
    }

    /** Where the spec's cuts put a unit of this age. */
    static Split cut(Instant time, Splits wish) {
        if (!time.isBefore(wish.testFrom())) {
            return Split.TEST;
        }
        return time.isBefore(wish.valFrom()) ? Split.TRAIN : Split.VAL;
    }

    /** @param move puts a unit into another split, which changes the counts */
    void rebalance(Splits wish, int[] counts, BiConsumer<Unit, Split> move) {
        shrink(Split.TEST, Split.VAL, wish, counts, move);
        shrink(Split.VAL, Split.TRAIN, wish, counts, move);
        grow(Split.TEST, wish, counts, move);
        grow(Split.VAL, wish, counts, move);
    }

    private void shrink(Split split, Split to, Splits wish, int[] counts, BiConsumer<Unit, Split> move) {
        TreeSet<Unit> units = bySplit[split.ordinal()];
        while (excess(split, wish, counts) > slack(counts) && !units.isEmpty()) {
            Unit oldest = units.first();
            if (!isNearer(excess(split, wish, counts), oldest)) {
                return;
            }
            move.accept(oldest, to);
        }
    }

    private void grow(Split split, Splits wish, int[] counts, BiConsumer<Unit, Split> move) {
        while (excess(split, wish, counts) < -slack(counts)) {
            Unit newest = null;
            for (int older = split.ordinal() - 1; older >= 0 && newest == null; older--) {
                newest = bySplit[older].isEmpty() ? null : bySplit[older].last();
            }
            if (newest == null || !isNearer(-excess(split, wish, counts), newest)) {
                return;
            }
            move.accept(newest, split);
        }
    }

    private static boolean isNearer(double off, Unit unit) {
        return unit.in == 0 || Math.abs(off - unit.in) < off;
    }

    private static double excess(Split split, Splits wish, int[] counts) {
        return counts[split.ordinal()] - wish.share(split) * sum(counts);
    }

    private static double slack(int[] counts) {
        return Math.max(0.5, SLACK * sum(counts));
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }
}
