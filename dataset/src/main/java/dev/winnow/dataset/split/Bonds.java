package dev.winnow.dataset.split;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names that items bear in common, of clusters or of groups. All who bear a name are in one unit, except where units that are
 * held in different splits, by a release or a given layout, came to bear it: then it is torn.
 */
final class Bonds {
    private final Map<String, Set<Member>> bearers = new HashMap<>();
    private final Set<String> torn = new HashSet<>();

    /** Names that are or were torn, and changed since somebody asked. */
    private final Set<String> changed = new LinkedHashSet<>();

    void put(String name, Member member) {
        if (name != null) {
            bearers.computeIfAbsent(name, n -> new LinkedHashSet<>(2)).add(member);
            if (torn.contains(name)) {
                changed.add(name);
            }
        }
    }

    void remove(String name, Member member) {
        if (name != null) {
            Set<Member> set = bearers.get(name);
            set.remove(member);
            if (set.isEmpty()) {
                bearers.remove(name);
                torn.remove(name);
                changed.remove(name);
            } else if (torn.contains(name)) {
                changed.add(name);
                check(name);
            }
        }
    }

    Set<Member> bearers(String name) {
        return name == null ? Set.of() : bearers.getOrDefault(name, Set.of());
    }

    /** The units of all who bear a name: looked up at one of them, unless the name is torn. */
    void unitsInto(String name, Set<Unit> units) {
        Set<Member> members = bearers(name);
        if (members.isEmpty()) {
            return;
        }
        if (torn.contains(name)) {
            members.forEach(member -> units.add(member.unit));
        } else {
            units.add(members.iterator().next().unit);
        }
    }

    boolean isTorn(String name) {
        return torn.contains(name);
    }

    /** Looks whether one unit holds all who bear the name. */
    void check(String name) {
        Set<Member> members = bearers(name);
        if (members.size() > 1
                && members.stream()
                                .map(member -> member.unit)
                                .distinct()
                                .limit(2)
                                .count()
                        > 1) {
            if (torn.add(name)) {
                changed.add(name);
            }
        } else if (torn.remove(name)) {
            changed.add(name);
        }
    }

    /** The names that are or were torn, and changed since this was asked last. */
    List<String> takeChanged() {
        List<String> names = List.copyOf(changed);
        changed.clear();
        return names;
    }

    /** In the order of the names. */
    List<String> torn() {
        return torn.stream().sorted().toList();
    }

    /** After every member was put: the same for all names. */
    void checkAll() {
        bearers.keySet().forEach(this::check);
        changed.clear();
    }
}
