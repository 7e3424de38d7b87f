package dev.winnow.dataset.split;

import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.KeyedSet;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The items of a dataset and the units they make up: who hangs together with whom, where each unit is, what is frozen, and how
 * many each split and fold holds. Joins and divides units; where one ought to be is not its business.
 */
final class Units {
    private static final int MOST_FOLDS = 20;

    private static final Comparator<Member> BY_ARRIVAL = Comparator.comparingLong(m -> m.arrival);
    private static final Comparator<Unit> LARGEST_FIRST = Comparator.<Unit>comparingInt(u -> -u.in)
            .thenComparingInt(u -> -u.members().size())
            .thenComparingLong(Unit::firstArrival);

    final KeyedSet<String, Member> items = new KeyedSet<>(member -> member.item);
    final Bonds clusters = new Bonds();
    final Bonds groups = new Bonds();
    final Set<Member> bridges = new LinkedHashSet<>();
    final Balance splits = new Balance(Split.values().length);
    final Balance folds = new Balance(MOST_FOLDS);
    /** By item, the images that are related to it. */
    private final Map<String, Set<Member>> relatedTo = new HashMap<>();

    private Timeline timeline;

    /** Arrivals, revisions and freezes so far. */
    long steps;

    /** The step of the last freeze, 0 without one. */
    private long frozenUpTo;

    /** Holds what is part of the dataset at a step. */
    void freeze(long upTo) {
        frozenUpTo = upTo;
        timeline = null; // units that are frozen now are not on it
    }

    long frozenUpTo() {
        return frozenUpTo;
    }

    boolean isFrozen(Member member) {
        return member.since <= frozenUpTo;
    }

    boolean isFrozen(Unit unit) {
        return unit.oldest() <= frozenUpTo;
    }

    String nameAfter(Member first) {
        return first.item.substring(0, Math.min(12, first.item.length())) + "-" + steps;
    }

    boolean hangsOn(Member member, Unit unit) {
        Set<Unit> units = new HashSet<>();
        clusters.unitsInto(member.cluster, units);
        groups.unitsInto(member.group, units);
        return units.contains(unit);
    }

    void bind(Member member, String group, String cluster) {
        member.group = group;
        member.cluster = cluster;
        if (!member.bridge) {
            groups.put(group, member);
            clusters.put(cluster, member);
        }
    }

    /** Replaces the items that an image is related to. */
    void relate(Member member, List<String> related) {
        for (String item : member.related) {
            Set<Member> members = relatedTo.get(item);
            if (members != null && members.remove(member) && members.isEmpty()) {
                relatedTo.remove(item);
            }
        }
        member.related = related;
        for (String item : related) {
            relatedTo.computeIfAbsent(item, one -> new LinkedHashSet<>(2)).add(member);
        }
    }

    /** Images that named an item as related when they arrived. */
    Set<Member> relatedTo(String item) {
        return relatedTo.getOrDefault(item, Set.of());
    }

    /** A bridge bears names, but hangs together with nobody by them. */
    void unbind(Member member) {
        if (!member.bridge) {
            groups.remove(member.group, member);
            clusters.remove(member.cluster, member);
        }
        bridges.remove(member);
    }

    void enter(Member member, Unit unit) {
        hide(unit);
        unit.add(member);
        count(member, 1);
        show(unit);
    }

    void exit(Member member) {
        Unit unit = member.unit;
        hide(unit);
        count(member, -1);
        unit.remove(member);
        show(unit);
        member.unit = null;
    }

    void count(Member member, int by) {
        if (member.in()) {
            splits.count(member, member.unit.split.ordinal(), by);
            if (member.unit.fold != null) {
                folds.count(member, member.unit.fold, by);
            }
        }
    }

    Timeline timeline(Splits wish) {
        if (timeline == null || timeline.keepsLayout() != wish.keepLayout()) {
            timeline = new Timeline(wish.keepLayout());
            items.forEach(member -> {
                if (member.unit != null) { // a newcomer has none yet
                    show(member.unit);
                }
            });
        }
        return timeline;
    }

    private void hide(Unit unit) {
        if (timeline != null && unit.split != null && !unit.isEmpty()) {
            timeline.remove(unit);
        }
    }

    private void show(Unit unit) {
        if (timeline != null && unit.split != null && !unit.isEmpty() && !isFrozen(unit)) {
            timeline.add(unit);
        }
    }

    void move(Unit unit, Split to, MoveReason reason, Step step) {
        if (unit.split == to) {
            return;
        }
        step.units.add(unit);
        hide(unit);
        for (Member member : unit.members()) {
            step.touch(member, reason);
            count(member, -1);
        }
        unit.split = to;
        unit.fold = null;
        unit.members().forEach(member -> count(member, 1));
        show(unit);
    }

    void fold(Unit unit, int fold, MoveReason reason, Step step) {
        if (unit.fold != null && unit.fold == fold) {
            return;
        }
        for (Member member : unit.members()) {
            step.touch(member, reason);
            count(member, -1);
        }
        unit.fold = fold;
        unit.members().forEach(member -> count(member, 1));
    }

    /** The unit that all these are from now on, or none where they are frozen in different splits. */
    Optional<Unit> united(Set<Unit> joined, Step step) {
        List<Unit> units = new ArrayList<>(joined);
        if (units.size() == 1) {
            return Optional.of(units.get(0));
        }
        List<Unit> frozen = units.stream().filter(this::isFrozen).toList();
        if (frozen.stream().map(unit -> unit.split).distinct().count() > 1) {
            return Optional.empty();
        }
        units.sort(Comparator.<Unit, Boolean>comparing(unit -> !frozen.contains(unit))
                .thenComparing(LARGEST_FIRST));
        Unit target = units.get(0);
        for (Unit smaller : units.subList(1, units.size())) {
            boolean byLayout = smaller.layout() == smaller.split && target.layout() == target.split;
            MoveReason reason = smaller.split == target.split
                    ? MoveReason.REGROUPED
                    : byLayout ? MoveReason.LAYOUT_LEAK : MoveReason.JOINED;
            absorb(smaller, target, reason, step);
        }
        step.units.add(target);
        return Optional.of(target);
    }

    private void absorb(Unit smaller, Unit target, MoveReason reason, Step step) {
        List<Member> members = List.copyOf(smaller.members());
        hide(smaller);
        hide(target);
        for (Member member : members) {
            step.touch(member, reason);
            count(member, -1);
        }
        smaller.clear();
        for (Member member : members) {
            target.add(member);
            count(member, 1);
        }
        show(target);
    }

    /** Makes units of the parts that no cluster or group holds together any more; the largest goes on as the unit itself. */
    void divide(Unit unit, Step step) {
        Set<Member> rest = new LinkedHashSet<>(unit.members());
        List<List<Member>> parts = new ArrayList<>();
        while (!rest.isEmpty()) {
            List<Member> part = new ArrayList<>();
            Set<Object> seen = new HashSet<>();
            gather(rest.iterator().next(), rest, part);
            for (int i = 0; i < part.size(); i++) {
                Member member = part.get(i);
                if (member.cluster != null && seen.add(List.of("cluster", member.cluster))) {
                    clusters.bearers(member.cluster).forEach(other -> gather(other, rest, part));
                }
                if (member.group != null && seen.add(List.of("group", member.group))) {
                    groups.bearers(member.group).forEach(other -> gather(other, rest, part));
                }
            }
            part.sort(BY_ARRIVAL);
            parts.add(part);
        }
        if (parts.size() < 2) {
            return;
        }
        parts.sort(Comparator.<List<Member>>comparingInt(part -> -part.size())
                .thenComparingLong(part -> part.get(0).arrival));
        for (List<Member> part : parts.subList(1, parts.size())) {
            Unit own = new Unit(nameAfter(part.get(0)), unit.split, unit.fold);
            part.forEach(member -> shift(member, own, MoveReason.DIVIDED, step));
            step.units.add(own);
        }
    }

    private static void gather(Member member, Set<Member> rest, List<Member> part) {
        if (rest.remove(member)) {
            part.add(member);
        }
    }

    private void shift(Member member, Unit to, MoveReason reason, Step step) {
        step.touch(member, reason);
        exit(member);
        enter(member, to);
    }

    /**
     * Gives items of this dataset another cluster.
     *
     * @return those of them that are known, and are in a unit
     */
    List<Member> relabel(List<String> ids, String cluster, Step step) {
        List<Member> members = new ArrayList<>();
        Set<String> suspects = new HashSet<>();
        for (String id : ids) {
            Member member = items.get(id); // an item whose own event could not be read is not known here
            if (member != null && member.unit != null) {
                if (clusters.isTorn(member.cluster) && cluster != null) {
                    suspects.add(cluster);
                }
                if (!member.bridge) {
                    clusters.remove(member.cluster, member);
                    clusters.put(cluster, member);
                }
                member.cluster = cluster;
                members.add(member);
                step.write(member);
                step.units.add(member.unit);
            }
        }
        suspects.forEach(clusters::check);
        return members;
    }
}
