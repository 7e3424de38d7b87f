package dev.winnow.dataset.split;

import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what {@link Notice} is to be made of, in all units there are. */
final class Survey {
    private final Map<Split, Long> sizes = new EnumMap<>(Split.class);
    private final Map<Split, Map<Split, Long>> changed = new EnumMap<>(Split.class);
    private final Map<Split, Long> setAside = new EnumMap<>(Split.class);
    private final Map<String, Set<Split>> clusters = new HashMap<>();
    private final Set<Unit> seen = new LinkedHashSet<>();

    private Survey() {}

    static List<Notice> of(Units units, Splits wish) {
        Survey survey = new Survey();
        units.items.forEach(survey::take);
        long images = survey.sizes.values().stream().mapToLong(n -> n).sum();
        long large = Notice.large(wish, images);
        List<Notice.UnitSize> sizes = survey.seen.stream()
                .filter(unit -> unit.in >= large)
                .map(Survey::size)
                .toList();
        List<Notice.Elsewhere> elsewhere = new ArrayList<>();
        survey.changed.forEach((layout, counts) ->
                counts.forEach((split, n) -> elsewhere.add(new Notice.Elsewhere(layout, split, n))));
        survey.setAside.forEach((layout, n) -> elsewhere.add(new Notice.Elsewhere(layout, null, n)));
        long leaking = survey.clusters.values().stream()
                .filter(splits -> splits.size() > 1)
                .count();
        return Notice.of(wish, survey.sizes, sizes, elsewhere, leaking, survey.apart(units));
    }

    private void take(Member member) {
        Split split = member.split();
        if (split != null) {
            sizes.merge(split, 1L, Long::sum);
            seen.add(member.unit);
            if (member.cluster != null) {
                clusters.computeIfAbsent(member.cluster, name -> new HashSet<>(2))
                        .add(split);
            }
            if (member.layout != null && member.layout != split) {
                changed.computeIfAbsent(member.layout, layout -> new EnumMap<>(Split.class))
                        .merge(split, 1L, Long::sum);
            }
        } else if (member.layout != null && member.outsideReason() == Rejection.Reason.LAYOUT_LEAK) {
            setAside.merge(member.layout, 1L, Long::sum);
        }
    }

    private long apart(Units units) {
        Set<String> apart = new HashSet<>();
        units.items.forEach(member -> {
            for (String item : member.in() ? member.related : List.<String>of()) {
                Member other = units.items.get(item);
                if (other != null && other.in() && other.split() != member.split()) {
                    apart.add(member.item);
                    apart.add(other.item);
                }
            }
        });
        return apart.size();
    }

    private static Notice.UnitSize size(Unit unit) {
        Set<String> groups = new HashSet<>();
        Set<String> clusters = new HashSet<>();
        long fromFolders = 0;
        for (Member member : unit.members()) {
            if (member.in()) {
                groups.add(member.group);
                clusters.add(member.cluster);
                fromFolders += member.layout == null ? 0 : 1;
            }
        }
        groups.remove(null);
        clusters.remove(null);
        return new Notice.UnitSize(unit.name, unit.split, unit.in, fromFolders, groups.size(), clusters.size());
    }
}
