package dev.winnow.dataset.split;

import dev.winnow.dataset.spec.Splits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which units share a split although they are no copies of each other: their images are related, as neighbours in a video are.
 *
 * <ol>
 *   <li>Units hang together where an image of one is related to an image of the other, also by way of others.
 *   <li>Units that a given layout holds take no part.
 *   <li>What hangs together binds while it is smaller than half of the smallest wished split. Beyond that only copies and groups bind.
 * </ol>
 *
 * <p>A function of the units and of what is related, in no order.
 */
final class RelatedUnits {
    private final Map<Unit, Unit> parents = new HashMap<>();

    private RelatedUnits() {}

    /**
     * @param all units that have images
     * @return all of them, each once, in lists of those that go together; in the order of {@code all}
     */
    static Collection<List<Unit>> of(List<Unit> all, Units units, Splits wish) {
        RelatedUnits related = new RelatedUnits();
        long images = 0;
        for (Unit unit : all) {
            images += unit.in;
            if (isFree(unit, wish)) {
                for (Member member : unit.members()) {
                    related.take(member, units, wish);
                }
            }
        }
        Map<Unit, List<Unit>> together = new LinkedHashMap<>();
        all.forEach(unit -> together.computeIfAbsent(related.root(unit), root -> new ArrayList<>(1))
                .add(unit));
        double most = Notice.halfOfSmallest(wish, images);
        List<List<Unit>> bound = new ArrayList<>();
        for (List<Unit> one : together.values()) {
            if (one.size() == 1 || one.stream().mapToLong(unit -> unit.in).sum() < most) {
                bound.add(one);
            } else {
                one.forEach(unit -> bound.add(List.of(unit)));
            }
        }
        return bound;
    }

    private static boolean isFree(Unit unit, Splits wish) {
        return unit.split != null && !(wish.keepLayout() && unit.layout() != null);
    }

    private void take(Member member, Units units, Splits wish) {
        if (!member.in()) {
            return;
        }
        for (String item : member.related) {
            Member other = units.items.get(item);
            if (other != null && other.in() && other.unit != member.unit && isFree(other.unit, wish)) {
                parents.put(root(member.unit), root(other.unit));
            }
        }
    }

    private Unit root(Unit unit) {
        Unit root = unit;
        for (Unit parent = parents.get(root); parent != null && parent != root; parent = parents.get(root)) {
            root = parent;
        }
        if (root != unit) {
            parents.put(unit, root); // shorter the next time
        }
        return root;
    }
}
