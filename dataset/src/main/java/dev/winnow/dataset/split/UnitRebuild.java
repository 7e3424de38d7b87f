package dev.winnow.dataset.split;

import dev.winnow.dataset.KeyedSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes items and units anew from what was kept of them, item by item in any order. */
final class UnitRebuild {
    private final Units units;
    private final KeyedSet<String, Unit> named = new KeyedSet<>(unit -> unit.name);

    /** Labels that were read, so that equal ones are held once. */
    private final Map<List<String>, List<String>> labels = new HashMap<>();

    /** Who may hang together with others. */
    private final List<Bound> bound = new ArrayList<>();

    private record Bound(Member member, String group, String cluster, Unit unit) {}

    /** @param units to be filled */
    UnitRebuild(Units units) {
        this.units = units;
    }

    void add(AssignedItem kept) {
        Member member = Member.of(kept);
        if (member.labels.size() < 2) { // of several there are many combinations
            member.labels = labels.computeIfAbsent(member.labels, same -> same);
        }
        units.items.put(member);
        units.relate(member, member.related);
        units.steps = Math.max(units.steps, member.arrival);
        Unit unit = named.get(kept.unit());
        if (unit == null) {
            unit = new Unit(kept.unit(), kept.split(), kept.fold());
            named.put(unit);
        }
        if (kept.group() == null && kept.cluster() == null && !member.bridge) {
            units.enter(member, unit);
        } else {
            bound.add(new Bound(member, kept.group(), kept.cluster(), unit));
        }
    }

    /** Puts those into their units who may hang together with others, in the order of their arrival. */
    void finish() {
        bound.sort(Comparator.comparingLong(one -> one.member.arrival));
        for (Bound one : bound) {
            units.bind(one.member, one.group, one.cluster);
            if (one.member.bridge) {
                units.bridges.add(one.member);
            }
            units.enter(one.member, one.unit);
        }
        units.clusters.checkAll();
        units.groups.checkAll();
    }
}
