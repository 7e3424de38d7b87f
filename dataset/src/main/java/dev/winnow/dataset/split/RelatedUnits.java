package dev.winnow.dataset.split;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    /** So that an image of an endless film costs as little as one of a short film. */
    private static final int MOST_WALKED = 5_000;

    private static final Comparator<Member> BY_ARRIVAL = Comparator.comparingLong(member -> member.arrival);

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

    /**
     * The split of the nearest unit that an arriving image is related to, while all that hangs together with it, the image included,
     * stays smaller than half of the smallest wished split and than {@link #MOST_WALKED} images.
     *
     * @return empty where there is none, or a folder holds the image
     */
    static Optional<Split> splitFor(Member newcomer, Units units, Splits wish) {
        if (!newcomer.in() || (wish.keepLayout() && newcomer.layout != null)) {
            return Optional.empty();
        }
        List<Unit> together = new ArrayList<>();
        Set<Unit> seen = new HashSet<>();
        addRelated(newcomer, units, wish, seen, together);
        long all = Arrays.stream(units.splits.all()).asLongStream().sum() + 1;
        double most = Math.min(Notice.halfOfSmallest(wish, all), MOST_WALKED);
        long images = 1;
        for (int i = 0; i < together.size(); i++) {
            images += together.get(i).in;
            if (images >= most) {
                return Optional.empty();
            }
            for (Member member : together.get(i).members()) {
                addRelated(member, units, wish, seen, together);
            }
        }
        return together.stream().findFirst().map(unit -> unit.split);
    }

    private static void addRelated(Member member, Units units, Splits wish, Set<Unit> seen, List<Unit> together) {
        if (!member.in()) {
            return;
        }
        List<Member> related = new ArrayList<>();
        for (String item : member.related) {
            Member other = units.items.get(item);
            if (other != null) {
                related.add(other);
            }
        }
        units.relatedTo(member.item).stream().sorted(BY_ARRIVAL).forEach(related::add); // the same after a restart
        for (Member other : related) {
            if (other.unit != null && other.in() && isFree(other.unit, wish) && seen.add(other.unit)) {
                together.add(other.unit);
            }
        }
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
