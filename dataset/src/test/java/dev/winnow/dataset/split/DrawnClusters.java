package dev.winnow.dataset.split;

import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Duplication.Standed;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The simplest clusters there are: links drawn by a test, components looked up anew each time, the first of each kept. */
final class DrawnClusters {
    final Set<Set<String>> links = new HashSet<>();
    /** By arrival; the name of each item's cluster, or null. */
    final Map<String, String> clusters = new LinkedHashMap<>();

    final Map<String, Standing> standings = new HashMap<>();
    private final boolean keepsAll;
    private int names;

    DrawnClusters(boolean keepsAll) {
        this.keepsAll = keepsAll;
    }

    Duplication arrive(String item, Collection<String> linked) {
        Revision left = clusters.containsKey(item) ? leave(item) : null;
        clusters.put(item, null);
        linked.stream()
                .filter(clusters::containsKey)
                .filter(other -> !other.equals(item))
                .forEach(other -> links.add(Set.of(item, other)));
        Revision joined = renamed();
        Map<String, Standing> changed = new LinkedHashMap<>();
        if (left != null) {
            left.standings().forEach(standed -> changed.put(standed.item(), standed.standing()));
        }
        joined.standings().forEach(standed -> changed.put(standed.item(), standed.standing()));
        Standing own = standings.get(item);
        changed.remove(item);
        List<String> relabelled = joined.parts().stream()
                .flatMap(part -> part.relabelled().stream())
                .filter(other -> !other.equals(item))
                .toList();
        return new Duplication(
                null,
                clusters.get(item),
                item,
                List.of(),
                relabelled,
                joined.absorbed(),
                left == null ? List.of() : left.parts(),
                null,
                own,
                null,
                standeds(changed),
                null);
    }

    Revision withdraw(String item) {
        Revision left = leave(item);
        return new Revision(List.of(item), left.parts(), left.absorbed(), left.standings(), 0);
    }

    Revision judge(String one, String other, boolean copies) {
        if (copies) {
            links.add(Set.of(one, other));
        } else {
            links.remove(Set.of(one, other));
        }
        return renamed();
    }

    private Revision leave(String item) {
        links.removeIf(link -> link.contains(item));
        clusters.remove(item);
        standings.remove(item);
        return renamed();
    }

    /** Names follow the largest part of what bore them. */
    private Revision renamed() {
        List<Set<String>> components = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String item : clusters.keySet()) {
            if (seen.add(item)) {
                List<String> component = new ArrayList<>(List.of(item));
                for (int i = 0; i < component.size(); i++) {
                    for (String other : clusters.keySet()) {
                        if (links.contains(pair(component.get(i), other)) && seen.add(other)) {
                            component.add(other);
                        }
                    }
                }
                components.add(new LinkedHashSet<>(component));
            }
        }
        components.sort((one, other) -> other.size() - one.size());
        Set<String> before = new HashSet<>(clusters.values());
        Set<String> taken = new HashSet<>();
        Map<String, Standing> changed = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        for (Set<String> component : components) {
            String name = null;
            if (component.size() > 1) {
                Map<String, Integer> votes = new LinkedHashMap<>();
                component.stream()
                        .map(clusters::get)
                        .filter(Objects::nonNull)
                        .filter(bore -> !taken.contains(bore))
                        .forEach(bore -> votes.merge(bore, 1, Integer::sum));
                for (String bore : votes.keySet()) {
                    name = name == null || votes.get(bore) > votes.get(name) ? bore : name;
                }
                name = name == null ? "k" + ++names : name;
                taken.add(name);
            }
            List<String> relabelled = new ArrayList<>();
            for (String item : component) {
                if (!Objects.equals(clusters.get(item), name)) {
                    relabelled.add(item);
                }
            }
            for (String item : relabelled) {
                clusters.put(item, name);
            }
            String representative = clusters.keySet().stream()
                    .filter(component::contains)
                    .findFirst()
                    .orElseThrow();
            if (!relabelled.isEmpty()) {
                parts.add(new Part(name, representative, relabelled));
            }
            for (String item : component) {
                Standing standing = keepsAll || item.equals(representative) ? Standing.KEPT : Standing.DUPLICATE;
                if (standings.put(item, standing) != standing) {
                    changed.put(item, standing);
                }
            }
        }
        before.remove(null);
        before.removeAll(taken);
        return new Revision(List.of(), parts, List.copyOf(before), standeds(changed), 0);
    }

    private static Set<String> pair(String one, String other) {
        return one.equals(other) ? Set.of() : Set.of(one, other);
    }

    private static List<Standed> standeds(Map<String, Standing> changed) {
        return changed.entrySet().stream()
                .map(e -> new Standed(e.getKey(), e.getValue()))
                .toList();
    }
}
