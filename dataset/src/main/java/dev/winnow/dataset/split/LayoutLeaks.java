package dev.winnow.dataset.split;

import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Leaks;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies across the splits that a given layout holds. Unless the spec moves them, their units stay apart:
 *
 * <ol>
 *   <li>A unit is <em>held</em> in its split by a release, or by the folder that one of its images came from.
 *   <li>Units that a cluster of copies joins become one unit for each split that holds some of them. Units that nothing holds join
 *       the split that is kept: that of a release, else the one furthest from training.
 *   <li>With {@code SET_ASIDE_TRAIN}, the cluster's images in the other splits are set aside, except those of a release. Where the
 *       policy on copies keeps none of the split that is kept, its best image is kept nevertheless.
 * </ol>
 *
 * <p>Example: {@code a} in the folder train and {@code b} in the folder test are copies. Both folders keep their units, and {@code a}
 * is set aside. When {@code b} is withdrawn, {@code a} is restored.
 */
final class LayoutLeaks {
    private static final Comparator<Member> BEST_FIRST =
            Comparator.<Member>comparingDouble(m -> -m.merit).thenComparingLong(m -> m.arrival);

    private static final String FROZEN = "a release has frozen a copy";

    private final Units units;

    LayoutLeaks(Units units) {
        this.units = units;
    }

    /** Whether the units of copies stay where a given layout holds them. */
    static boolean areKeptApart(Splits wish) {
        return wish.keepLayout() && wish.leaks() != Leaks.MOVE;
    }

    /**
     * Whether different splits hold these units, or one of them and the folder of a newcomer. Where releases alone do, the newcomer is a
     * bridge, and no leak of the layout.
     *
     * @param layout of the newcomer, or null
     */
    boolean clash(Set<Unit> joined, Split layout, Splits wish) {
        if (!areKeptApart(wish) || frozenIn(joined).size() > 1) {
            return false;
        }
        Set<Split> held = new LinkedHashSet<>();
        if (layout != null) {
            held.add(layout);
        }
        joined.stream().filter(this::isHeld).forEach(unit -> held.add(unit.split));
        return held.size() > 1;
    }

    /**
     * Makes one unit of these, or one in each split that holds some of them. What nothing holds goes where the others are held.
     *
     * @param layout the split of a newcomer's folder, or null
     * @return the unit in the split that is kept; none where releases hold them in different splits
     */
    Optional<Unit> unite(Set<Unit> joined, Split layout, Step step, Splits wish) {
        if (!clash(joined, null, wish)) {
            Split held = joined.stream()
                    .filter(this::isHeld)
                    .map(unit -> unit.split)
                    .findFirst()
                    .orElse(layout);
            Optional<Unit> unit = units.united(joined, step);
            if (areKeptApart(wish) && held != null) {
                unit.filter(one -> !units.isFrozen(one))
                        .ifPresent(one -> units.move(one, held, MoveReason.JOINED, step));
            }
            return unit;
        }
        Map<Split, Set<Unit>> bySplit = new EnumMap<>(Split.class);
        joined.stream()
                .filter(this::isHeld)
                .forEach(unit -> bySplit.computeIfAbsent(unit.split, split -> new LinkedHashSet<>())
                        .add(unit));
        Split kept = frozenIn(joined).stream().findFirst().orElse(last(bySplit.keySet()));
        joined.stream()
                .filter(unit -> !isHeld(unit))
                .forEach(unit -> bySplit.get(kept).add(unit));
        Unit result = null;
        for (Map.Entry<Split, Set<Unit>> part : bySplit.entrySet()) {
            Unit unit = units.united(part.getValue(), step).orElseThrow();
            units.move(unit, part.getKey(), MoveReason.JOINED, step);
            result = part.getKey() == kept ? unit : result;
        }
        return Optional.of(result);
    }

    private boolean isHeld(Unit unit) {
        return units.isFrozen(unit) || (unit.split != null && unit.hasLayout(unit.split));
    }

    private Set<Split> frozenIn(Set<Unit> joined) {
        Set<Split> splits = new LinkedHashSet<>();
        joined.stream().filter(units::isFrozen).forEach(unit -> splits.add(unit.split));
        return splits;
    }

    private static Split last(Collection<Split> splits) {
        return splits.stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    /** Sets aside and restores what this step changed, see the rules above. */
    void review(Step step, Splits wish) {
        Set<String> torn = new LinkedHashSet<>(units.clusters.takeChanged());
        for (Member member : List.copyOf(step.written())) {
            if (member.cluster != null && units.clusters.isTorn(member.cluster)) {
                units.clusters.check(member.cluster); // the unit of a member may be another
                torn.add(member.cluster);
            } else if (!member.bridge) {
                put(member, false, member.standing == Standing.KEPT, null, step);
            }
        }
        torn.forEach(cluster -> review(cluster, step, wish));
        units.clusters.takeChanged();
    }

    /** As {@link #review}, of all clusters that are torn: the spec may be another since. */
    void reviewAll(Step step, Splits wish) {
        List<String> torn = units.clusters.torn();
        for (String name : torn) {
            Set<Unit> joined = new LinkedHashSet<>();
            units.clusters.unitsInto(name, joined);
            unite(joined, null, step, wish);
            units.clusters.check(name);
        }
        torn.forEach(cluster -> review(cluster, step, wish));
        review(step, wish);
    }

    private void review(String cluster, Step step, Splits wish) {
        List<Member> members = List.copyOf(units.clusters.bearers(cluster));
        List<Split> frozen = members.stream()
                .filter(units::isFrozen)
                .map(member -> member.unit.split)
                .distinct()
                .toList();
        boolean setsAside =
                wish.keepLayout() && wish.leaks() == Leaks.SET_ASIDE_TRAIN && units.clusters.isTorn(cluster);
        if (!setsAside) {
            members.forEach(member -> put(member, false, member.standing == Standing.KEPT, null, step));
        } else if (frozen.size() > 1) {
            // Nothing that is free may join them, and what releases hold together stays so.
            members.stream()
                    .filter(member -> !units.isFrozen(member.unit))
                    .forEach(member -> put(member, true, false, setAside(member, FROZEN), step));
        } else {
            setAside(members, frozen, step);
        }
    }

    private void setAside(List<Member> members, List<Split> frozen, Step step) {
        Split kept = last(
                frozen.isEmpty()
                        ? members.stream().map(member -> member.unit.split).toList()
                        : frozen);
        Member best = members.stream()
                .filter(member -> member.unit.split == kept)
                .min(Comparator.<Member, Boolean>comparing(member -> member.standing != Standing.KEPT)
                        .thenComparing(BEST_FIRST))
                .orElseThrow();
        String why = (frozen.isEmpty() ? "the folders of the dataset have a copy in " : FROZEN + " in ") + kept.key();
        for (Member member : members) {
            boolean stays = member.unit.split == kept;
            boolean in = stays && (member.standing == Standing.KEPT || member == best);
            put(member, !stays, in, setAside(member, why), step);
        }
    }

    private static String setAside(Member member, String why) {
        return "It is in " + member.unit.split.key() + ", and " + why
                + ": 'split.leaks' of the spec sets this copy aside";
    }

    /** @param leaks whether another split keeps its copy */
    private void put(Member member, boolean leaks, boolean in, String why, Step step) {
        if (units.isFrozen(member) || member.in() == in) {
            return;
        }
        step.touch(member, leaks ? MoveReason.LAYOUT_LEAK : MoveReason.STANDING);
        Unit unit = member.unit;
        units.exit(member);
        member.since = in ? units.steps : Member.OUT;
        if (member.standing == Standing.KEPT) {
            member.reason = in ? null : why;
        }
        units.enter(member, unit);
        step.units.add(unit);
    }
}
