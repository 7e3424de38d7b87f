package dev.winnow.dataset.split;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Assignment.Move;
import dev.winnow.dataset.Assignment.Reason;
import dev.winnow.dataset.Assignment.Regrouping;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shares the images of one dataset out over its splits while they arrive. A function of the arrivals and their order alone.
 *
 * <ul>
 *   <li>Images of one cluster of copies and images of one group hang together, also by way of others. What hangs together is
 *       a unit, and a unit is in one split.
 *   <li>A new unit stays in the split its folder stands for, if the spec keeps layouts; else it goes where the images of its
 *       label, and with half the weight all images, are furthest below their wished number. Labels alone would send every
 *       image of a rare label to the largest split; the sum keeps each label and the whole near their shares.
 *   <li>A unit stays where it is. When an image joins units, the largest takes the others in and moves them to its split;
 *       of equally large ones that whose first image arrived earlier.
 *   <li>An item uploaded again with other content leaves its unit, except where it is the only one in it. If a unit falls
 *       apart thereby, the largest part keeps its name, and all parts stay in their split.
 * </ul>
 */
public final class SplitAssigner {
    private static final double WEIGHT_OF_ALL = 0.5;

    /** Deficits that differ by less are equal, whatever the order in which they were added up. */
    private static final double EQUAL = 1e-9;

    private static final Comparator<Member> BY_ARRIVAL = Comparator.comparingLong(m -> m.arrival);
    private static final Comparator<Unit> LARGEST_FIRST =
            Comparator.<Unit>comparingInt(u -> -u.members.size()).thenComparingLong(Unit::firstArrival);

    private final Map<String, Member> items = new HashMap<>();
    private final Map<String, Set<Member>> clusters = new HashMap<>();
    private final Map<String, Set<Member>> groups = new HashMap<>();
    private final Map<String, int[]> labelCounts = new HashMap<>();
    private final int[] counts = new int[Split.values().length];
    private final Map<String, Pattern> patterns = new HashMap<>();
    private long arrivals;

    /**
     * What an arrival changed.
     *
     * @param assignment what is new, or empty where nothing is: the arrival was known, or a later upload to the same item came
     *     before it
     * @param items all items whose kept facts are others now, the arrived one first
     */
    public record Change(Optional<Assignment> assignment, List<AssignedItem> items) {
        private static final Change NONE = new Change(Optional.empty(), List.of());
    }

    /** The assigner as it was when these items, in any order, were all there was to keep. */
    public static SplitAssigner of(Collection<AssignedItem> kept) {
        SplitAssigner assigner = new SplitAssigner();
        Map<String, Unit> units = new HashMap<>();
        kept.stream()
                .sorted(Comparator.comparingLong(AssignedItem::arrival))
                .forEach(item -> assigner.restore(item, units));
        return assigner;
    }

    private void restore(AssignedItem kept, Map<String, Unit> units) {
        Member member = new Member(kept.item());
        member.content = kept.content();
        member.specVersion = kept.specVersion();
        member.at = kept.at();
        member.arrival = kept.arrival();
        member.label = kept.label();
        items.put(member.item, member);
        setGroup(member, kept.group());
        setCluster(member, kept.cluster());
        enter(member, units.computeIfAbsent(kept.unit(), name -> new Unit(name, kept.split())));
        arrivals = Math.max(arrivals, member.arrival);
    }

    /** Takes an image in, after {@code duplication} has told which cluster it belongs to. */
    public Change assign(Arrival arrival, Duplication duplication, DatasetSpec.Splits wish) {
        Member member = items.get(arrival.item());
        if (member != null && (arrival.at().isBefore(member.at) || member.isWhatArrived(arrival))) {
            return Change.NONE;
        }
        arrivals++;
        Map<Member, Place> before = new LinkedHashMap<>();
        Set<Member> changed = new LinkedHashSet<>();

        Unit left = null;
        if (member == null) {
            member = new Member(arrival.item());
            items.put(member.item, member);
        } else {
            left = member.unit;
            leave(member);
        }
        changed.add(member);
        for (Duplication.Part part : duplication.parts()) {
            relabel(part.relabelled(), part.cluster(), changed);
        }
        if (left != null) {
            divide(left, before);
        }

        String group = groupOf(arrival, wish);
        Set<Unit> joined = new HashSet<>();
        anyUnit(clusters.get(duplication.cluster())).ifPresent(joined::add);
        anyUnit(groups.get(group)).ifPresent(joined::add);
        for (Member relabelled : relabel(duplication.relabelled(), duplication.cluster(), changed)) {
            joined.add(relabelled.unit);
        }

        member.content = arrival.content();
        member.specVersion = arrival.specVersion();
        member.at = arrival.at();
        member.arrival = arrivals;
        member.label = arrival.label();
        setGroup(member, group);
        setCluster(member, duplication.cluster());

        Reason reason = Reason.UNIT;
        Unit unit;
        if (!joined.isEmpty()) {
            unit = united(joined, before);
        } else if (left != null && left.members.isEmpty()) {
            unit = left;
        } else {
            boolean keepsLayout = wish.keepLayout() && arrival.layout() != null;
            reason = keepsLayout ? Reason.LAYOUT : Reason.BALANCE;
            unit = new Unit(nameAfter(member), keepsLayout ? arrival.layout() : mostWanting(member, wish));
        }
        enter(member, unit);

        changed.addAll(before.keySet());
        Assignment assignment =
                new Assignment(unit.split, unit.name, group, null, reason, moves(before), regroupings(before), null);
        return new Change(
                Optional.of(assignment),
                changed.stream().map(SplitAssigner::kept).toList());
    }

    /** The split of each item. */
    public Map<String, Split> splits() {
        Map<String, Split> splits = new HashMap<>();
        items.forEach((item, member) -> splits.put(item, member.unit.split));
        return splits;
    }

    /** The unit of each item. */
    public Map<String, String> units() {
        Map<String, String> units = new HashMap<>();
        items.forEach((item, member) -> units.put(item, member.unit.name));
        return units;
    }

    private String groupOf(Arrival arrival, DatasetSpec.Splits wish) {
        if (arrival.group() != null || wish.groupPattern() == null) {
            return arrival.group();
        }
        Matcher matcher =
                patterns.computeIfAbsent(wish.groupPattern(), Pattern::compile).matcher(arrival.source());
        return matcher.find() ? matcher.group(1) : null;
    }

    /** The split that lacks most of this image's label and of all images, this one counted in. */
    private Split mostWanting(Member member, DatasetSpec.Splits wish) {
        int[] ofLabel = labelCounts.getOrDefault(member.label, new int[counts.length]);
        Split most = null;
        double mostDeficit = 0;
        for (Split split : Split.values()) {
            double share = wish.share(split);
            if (share <= 0) {
                continue;
            }
            double deficit = deficit(share, ofLabel, split) + WEIGHT_OF_ALL * deficit(share, counts, split);
            boolean more = most == null || deficit > mostDeficit + EQUAL;
            boolean equal = !more && deficit > mostDeficit - EQUAL;
            if (more || (equal && lot(wish, member, split) > lot(wish, member, most))) {
                most = split;
                mostDeficit = deficit;
            }
        }
        return most;
    }

    private static double deficit(double share, int[] counts, Split split) {
        int all = 1;
        for (int count : counts) {
            all += count;
        }
        return share * all - counts[split.ordinal()];
    }

    /** A number drawn by the seed for this item and split; the finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long lot(DatasetSpec.Splits wish, Member member, Split split) {
        long bits = wish.seed() + 0x9e3779b97f4a7c15L * (31L * member.item.hashCode() + split.ordinal() + 1);
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        return bits ^ (bits >>> 31);
    }

    private Unit united(Set<Unit> joined, Map<Member, Place> before) {
        List<Unit> units = new ArrayList<>(joined);
        units.sort(LARGEST_FIRST);
        Unit target = units.get(0);
        for (Unit smaller : units.subList(1, units.size())) {
            for (Member member : List.copyOf(smaller.members)) {
                shift(member, target, before);
            }
        }
        return target;
    }

    /** Makes units of the parts that no cluster or group holds together any more; the largest goes on as the unit itself. */
    private void divide(Unit unit, Map<Member, Place> before) {
        Set<Member> rest = new LinkedHashSet<>(unit.members);
        List<List<Member>> parts = new ArrayList<>();
        while (!rest.isEmpty()) {
            List<Member> part = new ArrayList<>();
            Set<Object> seen = new HashSet<>();
            gather(rest.iterator().next(), rest, part);
            for (int i = 0; i < part.size(); i++) {
                Member member = part.get(i);
                for (Set<Member> others : List.of(holders(clusters, member.cluster), holders(groups, member.group))) {
                    if (!others.isEmpty() && seen.add(new Same(others))) {
                        others.forEach(other -> gather(other, rest, part));
                    }
                }
            }
            part.sort(BY_ARRIVAL);
            parts.add(part);
        }
        parts.sort(Comparator.<List<Member>>comparingInt(part -> -part.size())
                .thenComparingLong(part -> part.get(0).arrival));
        for (List<Member> part : parts.subList(Math.min(1, parts.size()), parts.size())) {
            Unit own = new Unit(nameAfter(part.get(0)), unit.split);
            part.forEach(member -> shift(member, own, before));
        }
    }

    private static void gather(Member member, Set<Member> rest, List<Member> part) {
        if (rest.remove(member)) {
            part.add(member);
        }
    }

    private static Set<Member> holders(Map<String, Set<Member>> sets, String name) {
        return name == null ? Set.of() : sets.get(name);
    }

    /** A set as a thing of its own, whatever it holds. */
    private record Same(Set<Member> set) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.set == set;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(set);
        }
    }

    private void shift(Member member, Unit to, Map<Member, Place> before) {
        before.putIfAbsent(member, new Place(member.unit.name, member.unit.split));
        exit(member);
        enter(member, to);
    }

    private void leave(Member member) {
        exit(member);
        setGroup(member, null);
        setCluster(member, null);
    }

    private void enter(Member member, Unit unit) {
        member.unit = unit;
        unit.members.add(member);
        count(member, 1);
    }

    private void exit(Member member) {
        count(member, -1);
        member.unit.members.remove(member);
    }

    private void count(Member member, int by) {
        int split = member.unit.split.ordinal();
        counts[split] += by;
        labelCounts.computeIfAbsent(member.label, label -> new int[counts.length])[split] += by;
    }

    private static void setKey(Map<String, Set<Member>> sets, Member member, String from, String to) {
        if (from != null) {
            Set<Member> set = sets.get(from);
            set.remove(member);
            if (set.isEmpty()) {
                sets.remove(from);
            }
        }
        if (to != null) {
            sets.computeIfAbsent(to, name -> new LinkedHashSet<>()).add(member);
        }
    }

    private void setGroup(Member member, String group) {
        setKey(groups, member, member.group, group);
        member.group = group;
    }

    private void setCluster(Member member, String cluster) {
        setKey(clusters, member, member.cluster, cluster);
        member.cluster = cluster;
    }

    /** Those of the items that are known here; an item whose own event could not be read is not. */
    private List<Member> relabel(List<String> ids, String cluster, Set<Member> changed) {
        List<Member> members = new ArrayList<>();
        for (String id : ids) {
            Member member = items.get(id);
            if (member != null) {
                setCluster(member, cluster);
                members.add(member);
            }
        }
        changed.addAll(members);
        return members;
    }

    private static Optional<Unit> anyUnit(Set<Member> members) {
        return members == null
                ? Optional.empty()
                : Optional.of(members.iterator().next().unit);
    }

    private String nameAfter(Member first) {
        return first.item.substring(0, Math.min(12, first.item.length())) + "-" + arrivals;
    }

    private static List<Move> moves(Map<Member, Place> before) {
        return before.entrySet().stream()
                .filter(e -> e.getKey().unit.split != e.getValue().split)
                .sorted(Map.Entry.comparingByKey(BY_ARRIVAL))
                .map(e -> new Move(e.getKey().item, e.getValue().split, e.getKey().unit.split))
                .toList();
    }

    private static List<Regrouping> regroupings(Map<Member, Place> before) {
        Map<String, List<String>> regrouped = new LinkedHashMap<>();
        before.entrySet().stream()
                .filter(e -> !e.getKey().unit.name.equals(e.getValue().unit))
                .map(Map.Entry::getKey)
                .sorted(BY_ARRIVAL)
                .forEach(member -> regrouped
                        .computeIfAbsent(member.unit.name, name -> new ArrayList<>())
                        .add(member.item));
        return regrouped.entrySet().stream()
                .map(e -> new Regrouping(e.getKey(), e.getValue()))
                .toList();
    }

    private static AssignedItem kept(Member member) {
        return new AssignedItem(
                member.item,
                member.content,
                member.specVersion,
                member.at,
                member.arrival,
                member.label,
                member.group,
                member.cluster,
                member.unit.name,
                member.unit.split);
    }

    /** Where an item was before an arrival. */
    private record Place(String unit, Split split) {}

    private static final class Member {
        private final String item;
        private ContentHash content;
        private int specVersion;
        private Instant at;
        private long arrival;
        private String label;
        private String group;
        private String cluster;
        private Unit unit;

        private Member(String item) {
            this.item = item;
        }

        /** Under a later spec the same upload is news: it was taken in again. */
        private boolean isWhatArrived(Arrival arrival) {
            return content.equals(arrival.content()) && at.equals(arrival.at()) && arrival.specVersion() <= specVersion;
        }
    }

    private static final class Unit {
        private final String name;
        private final Split split;
        private final Set<Member> members = new LinkedHashSet<>();

        private Unit(String name, Split split) {
            this.name = name;
            this.split = split;
        }

        /** Of a unit with members. */
        private long firstArrival() {
            return members.stream().mapToLong(member -> member.arrival).min().orElse(Long.MAX_VALUE);
        }
    }
}
