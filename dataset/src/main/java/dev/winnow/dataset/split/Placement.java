package dev.winnow.dataset.split;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Assignment.Reason;
import dev.winnow.dataset.GroupPattern;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Strategy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where units belong as a spec wishes it: their split by layout and strategy, their fold, and the group of an image. */
final class Placement {
    private final Units units;
    private final Map<String, Optional<GroupPattern>> patterns = new HashMap<>();

    Placement(Units units) {
        this.units = units;
    }

    /** What the upload says, else its metadata, else what the pattern finds; null for none. */
    String groupOf(Arrival arrival, Splits wish) {
        if (arrival.group() != null) {
            return arrival.group();
        }
        String field = wish.groupKey() == null ? null : arrival.metadata().get(wish.groupKey());
        if (field != null || wish.groupPattern() == null) {
            return field;
        }
        return patterns.computeIfAbsent(wish.groupPattern(), Placement::usable)
                .map(pattern -> pattern.groupOf(arrival.source()))
                .orElse(null);
    }

    /** Nothing for a pattern of before patterns were bounded that cannot be used: it names no group. */
    private static Optional<GroupPattern> usable(String pattern) {
        return GroupPattern.problem(pattern).isPresent() ? Optional.empty() : Optional.of(GroupPattern.of(pattern));
    }

    /** Makes a unit of its own for an image that hangs together with none. */
    Reason place(Member member, Splits wish) {
        units.bind(member, member.group, member.cluster);
        if (wish.keepLayout() && member.layout != null) {
            units.enter(member, new Unit(units.nameAfter(member), member.layout, null));
            return Reason.LAYOUT;
        }
        return switch (wish.strategy()) {
            case BALANCE -> {
                long[] lots = Lots.of(wish.seed(), member.item, Split.values().length);
                int most = RelatedUnits.splitFor(member, units, wish)
                        .map(Split::ordinal)
                        .orElseGet(() -> units.splits.mostWanting(List.of(member), shares(wish), lots));
                units.enter(member, new Unit(units.nameAfter(member), Split.values()[most], null));
                yield Reason.BALANCE;
            }
            case HASH -> {
                String key = member.group == null ? member.item : member.group;
                int part = Lots.part(wish.seed(), key, shares(wish));
                units.enter(member, new Unit(units.nameAfter(member), Split.values()[part], null));
                yield Reason.HASH;
            }
            case TIME -> {
                Split split = wish.testFrom() == null
                        ? units.timeline(wish).of(member.capturedAt)
                        : Timeline.cut(member.capturedAt, wish);
                units.enter(member, new Unit(units.nameAfter(member), split, null));
                yield Reason.TIME;
            }
        };
    }

    private static double[] shares(Splits wish) {
        return new double[] {wish.train(), wish.val(), wish.test()};
    }

    /** Moves units that are elsewhere than the strategy wants them, and gives and takes folds. */
    void settle(Step step, Splits wish) {
        switch (wish.strategy()) {
            case BALANCE -> {}
            case HASH ->
                List.copyOf(step.units).stream()
                        .filter(this::mayMove)
                        .forEach(unit -> units.move(unit, byHash(unit, wish), MoveReason.HASH, step));
            case TIME -> {
                if (wish.testFrom() == null) {
                    units.timeline(wish)
                            .rebalance(
                                    wish,
                                    units.splits.all(),
                                    (unit, to) -> units.move(unit, to, MoveReason.TIME, step));
                } else {
                    List.copyOf(step.units).stream()
                            .filter(unit -> mayMove(unit) && !isKeptByLayout(unit, wish))
                            .forEach(
                                    unit -> units.move(unit, Timeline.cut(unit.newest(), wish), MoveReason.TIME, step));
                }
            }
        }
        for (Unit unit : step.units) {
            if (!unit.isEmpty() && unit.split != null) {
                fold(unit, wish, step);
            }
        }
    }

    private boolean mayMove(Unit unit) {
        return unit.split != null && !unit.isEmpty() && !units.isFrozen(unit);
    }

    private static boolean isKeptByLayout(Unit unit, Splits wish) {
        return wish.keepLayout() && unit.layout() != null;
    }

    private static Split byHash(Unit unit, Splits wish) {
        return isKeptByLayout(unit, wish)
                ? unit.layout()
                : Split.values()[Lots.part(wish.seed(), unit.key(), shares(wish))];
    }

    private void fold(Unit unit, Splits wish, Step step) {
        Integer fold = unit.fold;
        if (unit.split != Split.TRAIN || wish.folds() == 0) {
            fold = unit.split != Split.TRAIN ? null : fold;
        } else if (wish.strategy() == Strategy.HASH) {
            fold = Lots.part(~wish.seed(), unit.key(), evenly(wish.folds()));
        } else if (fold == null) {
            long[] lots = Lots.of(~wish.seed(), unit.name, wish.folds());
            fold = units.folds.mostWanting(unit.members(), evenly(wish.folds()), lots);
        }
        if (fold == null ? unit.fold != null : !fold.equals(unit.fold)) {
            List<Member> members = List.copyOf(unit.members());
            members.forEach(step::touch);
            members.forEach(member -> units.count(member, -1));
            unit.fold = fold;
            members.forEach(member -> units.count(member, 1));
        }
    }

    private static double[] evenly(int parts) {
        double[] shares = new double[parts];
        Arrays.fill(shares, 1.0 / parts);
        return shares;
    }
}
