package dev.winnow.dataset.split;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Assignment.Reason;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.DatasetSpec.Strategy;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shares the images of one dataset out over its splits while they arrive. A function of the arrivals, revisions and freezes and
 * their order alone.
 *
 * <ul>
 *   <li>Images of one cluster of copies and images of one group hang together, also by way of others. What hangs together is
 *       a unit, and a unit is in one split. A group is what the upload says, else the field {@code groupKey} of its metadata,
 *       else what {@code groupPattern} finds.
 *   <li>A new unit stays in the split its folder stands for, if the spec keeps layouts; else the strategy says: where it is
 *       lacked most ({@link Balance}), where the hash of its first group or item falls, or where its age belongs ({@link
 *       Timeline}).
 *   <li>A unit stays where it is. When an image joins units, the largest takes the others in and moves them to its split;
 *       of equally large ones that whose first image arrived earlier. By hash and by time, a unit moves also when its name or
 *       its newest picture is another, or newer images take its place.
 *   <li>An item uploaded again with other content leaves its unit, except where it is the only one in it. If a unit falls
 *       apart, the largest part keeps its name, and all parts stay in their split.
 *   <li>An image that the policy on copies does not keep is in its unit, and in no split.
 *   <li>What is part of the dataset at a freeze never moves, nor does the unit that holds it, until it is withdrawn or its
 *       content replaced; the policy on copies does not take it out either. Of units that are joined, the one that is frozen
 *       takes the others in. An image that would join units that are frozen in different splits is a bridge: it joins none
 *       and is in no split. Whoever later joins any two of these over the same cluster is one too. Where a person's word
 *       joins frozen units, they stay apart, and of the images that hold one of the two contents those that no freeze holds become bridges. Bridges
 *       are looked at again with every revision.
 *   <li>With folds, each unit of the training part is in one of them, balanced as the splits are; it gets it with the first
 *       image that comes under a spec with folds, and keeps it while it stays in the training part.
 * </ul>
 *
 * <p>Used by one thread.
 */
public final class SplitAssigner {
    private static final int MOST_FOLDS = 20;

    private static final Comparator<Member> BY_ARRIVAL = Comparator.comparingLong(m -> m.arrival);
    private static final Comparator<Unit> LARGEST_FIRST = Comparator.<Unit>comparingInt(u -> -u.in)
            .thenComparingInt(u -> -u.members.size())
            .thenComparingLong(Unit::firstArrival);

    private final Map<String, Member> items = new HashMap<>();
    private final Bonds clusters = new Bonds();
    private final Bonds groups = new Bonds();
    private final Set<Member> bridges = new LinkedHashSet<>();
    private final Balance splits = new Balance(Split.values().length);
    private final Balance folds = new Balance(MOST_FOLDS);
    private final Map<String, Pattern> patterns = new HashMap<>();
    private Timeline timeline;
    private long steps;
    private long frozenUpTo;
    private int specVersion;

    /**
     * What the items do not tell of an assigner that is to go on from a store.
     *
     * @param steps arrivals, revisions and freezes so far
     * @param frozenUpTo the step of the last freeze, 0 without one
     * @param specVersion the latest that an image arrived under, 0 before the first
     */
    public record Ledger(long steps, long frozenUpTo, int specVersion) {
        public static final Ledger EMPTY = new Ledger(0, 0, 0);
    }

    /**
     * An item that is in another split, fold or unit than before.
     *
     * @param from null where it was not part of the dataset
     * @param to null where it is not part of the dataset any more
     * @param outside why it is not; null exactly where it has a split
     * @param unitBefore that it belonged to
     * @param unit that it belongs to now
     */
    public record Moved(
            String item,
            Split from,
            Split to,
            Rejection outside,
            String unitBefore,
            String unit,
            String group,
            Integer fold,
            MoveReason reason) {}

    /**
     * What an arrival, a revision or a freeze changed.
     *
     * @param assignment of an arrival that is news; empty where it was known, or a later upload to the same item came before it
     * @param moved items that were there already, by arrival
     * @param items all items whose kept facts are others now, the arrived one first
     * @param removed ids of items that are no more
     * @param ledger to be kept with them, or null where the items tell it
     */
    public record Change(
            Optional<Assignment> assignment,
            List<Moved> moved,
            List<AssignedItem> items,
            List<String> removed,
            Ledger ledger) {
        private static final Change NONE = new Change(Optional.empty(), List.of(), List.of(), List.of(), null);
    }

    /** The assigner as it was when these items, in any order, and this ledger were all there was to keep. */
    public static SplitAssigner of(Collection<AssignedItem> kept, Ledger ledger) {
        SplitAssigner assigner = new SplitAssigner();
        Map<String, Unit> units = new HashMap<>();
        assigner.steps = ledger.steps();
        assigner.frozenUpTo = ledger.frozenUpTo();
        assigner.specVersion = ledger.specVersion();
        kept.stream()
                .sorted(Comparator.comparingLong(AssignedItem::arrival))
                .forEach(item -> assigner.restore(item, units));
        assigner.clusters.checkAll();
        assigner.groups.checkAll();
        return assigner;
    }

    private void restore(AssignedItem kept, Map<String, Unit> units) {
        Member member = Member.of(kept);
        items.put(member.item, member);
        bind(member, kept.group(), kept.cluster());
        if (member.bridge) {
            bridges.add(member);
        }
        enter(member, units.computeIfAbsent(kept.unit(), name -> new Unit(name, kept.split(), kept.fold())));
        steps = Math.max(steps, member.arrival);
        specVersion = Math.max(specVersion, member.specVersion);
    }

    /** The latest version of the spec that an image arrived under, 0 before the first: what revisions are decided under. */
    public int specVersion() {
        return specVersion;
    }

    /** Takes an image in, after {@code duplication} has told which cluster it belongs to. */
    public Change assign(Arrival arrival, Duplication duplication, DatasetSpec.Splits wish) {
        Member member = items.get(arrival.item());
        if (member != null && (arrival.at().isBefore(member.at) || member.isWhatArrived(arrival))) {
            return Change.NONE;
        }
        steps++;
        specVersion = Math.max(specVersion, arrival.specVersion());
        Step step = new Step();
        boolean sameContent = member != null && member.content.equals(arrival.content());
        Unit left = null;
        if (member == null) {
            member = new Member(arrival.item());
            items.put(member.item, member);
        } else {
            left = member.unit;
            exit(member);
            unbind(member);
            step.units.add(left);
        }
        boolean held = sameContent && isFrozen(member);
        Split heldIn = held ? left.split : null;
        step.write(member);
        for (Part part : duplication.parts()) {
            relabel(part.relabelled(), part.cluster(), step);
        }
        List<Member> relabelled = relabel(duplication.relabelled(), duplication.cluster(), step);
        member.become(arrival);
        member.arrival = steps;
        member.group = groupOf(arrival, wish);
        member.cluster = duplication.cluster();
        member.standing = duplication.standing();
        member.reason = duplication.reason() == null ? sentence(member.standing) : duplication.reason();
        member.bridge = false;
        if (!held) {
            member.since =
                    member.standing == Standing.KEPT ? (sameContent && member.in() ? member.since : steps) : Member.OUT;
        }
        if (left != null) {
            boolean stays = sameContent && (left.isEmpty() || hangsOn(member, left));
            if (stays && left.split != null) {
                bind(member, member.group, member.cluster);
                enter(member, left);
            }
            divide(left, step);
        }
        Set<Unit> joined = new LinkedHashSet<>();
        if (member.unit == null && held) {
            member.unit = new Unit(nameAfter(member), heldIn, null); // alone, where it was
            bind(member, member.group, member.cluster);
            enter(member, member.unit);
        }
        if (member.unit != null) {
            joined.add(member.unit);
        }
        clusters.unitsInto(member.cluster, joined);
        groups.unitsInto(member.group, joined);
        relabelled.stream().filter(one -> !one.bridge).forEach(one -> joined.add(one.unit));

        Reason reason = Reason.UNIT;
        if (!joined.isEmpty()) {
            Optional<Unit> unit = united(joined, step);
            if (unit.isEmpty()) {
                clusters.check(member.cluster);
                groups.check(member.group);
                if (member.unit == null) {
                    isolate(member, joined);
                }
            } else if (member.unit == null) {
                bind(member, member.group, member.cluster);
                enter(member, unit.get());
            }
        } else if (left != null && left.isEmpty() && left.split != null) {
            bind(member, member.group, member.cluster);
            enter(member, left);
        } else {
            reason = place(member, wish);
        }
        step.units.add(member.unit);
        for (Duplication.Standed standed : duplication.standings()) {
            stand(standed, step);
        }
        settle(step, wish);
        List<Moved> moved = step.moved(member);
        Assignment assignment = new Assignment(
                member.split(),
                member.unit.name,
                member.group,
                member.fold(),
                member.in() ? reason : Reason.OUTSIDE,
                Step.moves(moved),
                Step.regroupings(moved),
                member.outside());
        return new Change(Optional.of(assignment), moved, step.items(), List.of(), null);
    }

    /**
     * Takes in what a withdrawal or a person's word changed about clusters.
     *
     * @param judged the ids of the two items that a person judged, or none
     */
    public Change revise(Revision revision, List<String> judged, DatasetSpec.Splits wish) {
        steps++;
        Step step = new Step();
        List<String> removed = new ArrayList<>();
        for (String id : revision.left()) {
            Member member = items.remove(id);
            if (member != null) {
                step.units.add(member.unit);
                exit(member);
                unbind(member);
                removed.add(id);
            }
        }
        for (Part part : revision.parts()) {
            relabel(part.relabelled(), part.cluster(), step);
        }
        List.copyOf(step.units).forEach(unit -> divide(unit, step));
        List<Member> pair = judged.stream()
                .map(items::get)
                .filter(member -> member != null && !member.bridge)
                .toList();
        if (pair.size() == 2
                && pair.get(0).cluster != null
                && pair.get(0).cluster.equals(pair.get(1).cluster)) {
            Set<Unit> joined = new LinkedHashSet<>(List.of(pair.get(0).unit, pair.get(1).unit));
            if (united(joined, step).isEmpty()) {
                List<Member> same = clusters.bearers(pair.get(0).cluster).stream()
                        .filter(member -> !isFrozen(member)
                                && (member.content.equals(pair.get(0).content)
                                        || member.content.equals(pair.get(1).content)))
                        .toList();
                same.forEach(member -> setAside(member, joined, step));
            }
        }
        for (Part part : revision.parts()) {
            Set<Unit> joined = new LinkedHashSet<>();
            clusters.bearers(part.cluster()).forEach(member -> joined.add(member.unit));
            if (!joined.isEmpty()) {
                united(joined, step);
                clusters.check(part.cluster());
            }
        }
        for (Member bridge : List.copyOf(bridges)) {
            admit(bridge, step, wish);
        }
        revision.standings().forEach(standed -> stand(standed, step));
        settle(step, wish);
        return new Change(Optional.empty(), step.moved(null), step.items(), removed, ledger());
    }

    /** Holds every image that is part of the dataset now in its split from now on. */
    public Change freeze() {
        frozenUpTo = steps;
        steps++;
        timeline = null; // units that are frozen now are not on it
        return new Change(Optional.empty(), List.of(), List.of(), List.of(), ledger());
    }

    private Ledger ledger() {
        return new Ledger(steps, frozenUpTo, specVersion);
    }

    /** The split of each item that is part of the dataset. */
    public Map<String, Split> splits() {
        Map<String, Split> bySplit = new HashMap<>();
        items.forEach((item, member) -> {
            if (member.in()) {
                bySplit.put(item, member.unit.split);
            }
        });
        return bySplit;
    }

    /** The fold of each item that has one. */
    public Map<String, Integer> folds() {
        Map<String, Integer> byFold = new HashMap<>();
        items.forEach((item, member) -> {
            if (member.fold() != null) {
                byFold.put(item, member.fold());
            }
        });
        return byFold;
    }

    /** The unit of each item. */
    public Map<String, String> units() {
        Map<String, String> units = new HashMap<>();
        items.forEach((item, member) -> units.put(item, member.unit.name));
        return units;
    }

    private String groupOf(Arrival arrival, DatasetSpec.Splits wish) {
        if (arrival.group() != null) {
            return arrival.group();
        }
        String field = wish.groupKey() == null ? null : arrival.metadata().get(wish.groupKey());
        if (field != null || wish.groupPattern() == null) {
            return field;
        }
        Matcher matcher =
                patterns.computeIfAbsent(wish.groupPattern(), Pattern::compile).matcher(arrival.source());
        return matcher.find() ? matcher.group(1) : null;
    }

    private boolean hangsOn(Member member, Unit unit) {
        Set<Unit> units = new HashSet<>();
        clusters.unitsInto(member.cluster, units);
        groups.unitsInto(member.group, units);
        return units.contains(unit);
    }

    /** Makes a unit of its own for an image that hangs together with none. */
    private Reason place(Member member, DatasetSpec.Splits wish) {
        bind(member, member.group, member.cluster);
        if (wish.keepLayout() && member.layout != null) {
            enter(member, new Unit(nameAfter(member), member.layout, null));
            return Reason.LAYOUT;
        }
        return switch (wish.strategy()) {
            case BALANCE -> {
                long[] lots = Lots.of(wish.seed(), member.item, Split.values().length);
                int most = splits.mostWanting(List.of(member), shares(wish), lots);
                enter(member, new Unit(nameAfter(member), Split.values()[most], null));
                yield Reason.BALANCE;
            }
            case HASH -> {
                String key = member.group == null ? member.item : member.group;
                int part = Lots.part(wish.seed(), key, shares(wish));
                enter(member, new Unit(nameAfter(member), Split.values()[part], null));
                yield Reason.HASH;
            }
            case TIME -> {
                Split split = wish.testFrom() == null
                        ? timeline(wish).of(member.capturedAt)
                        : Timeline.cut(member.capturedAt, wish);
                enter(member, new Unit(nameAfter(member), split, null));
                yield Reason.TIME;
            }
        };
    }

    private static double[] shares(DatasetSpec.Splits wish) {
        return new double[] {wish.train(), wish.val(), wish.test()};
    }

    /** Moves units that are elsewhere than the strategy wants them, and gives and takes folds. */
    private void settle(Step step, DatasetSpec.Splits wish) {
        switch (wish.strategy()) {
            case BALANCE -> {}
            case HASH ->
                List.copyOf(step.units).stream()
                        .filter(this::mayMove)
                        .forEach(unit -> move(unit, byHash(unit, wish), MoveReason.HASH, step));
            case TIME -> {
                if (wish.testFrom() == null) {
                    timeline(wish).rebalance(wish, splits.all(), (unit, to) -> move(unit, to, MoveReason.TIME, step));
                } else {
                    List.copyOf(step.units).stream()
                            .filter(unit -> mayMove(unit) && !isKeptByLayout(unit, wish))
                            .forEach(unit -> move(unit, Timeline.cut(unit.newest(), wish), MoveReason.TIME, step));
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
        return unit.split != null && !unit.isEmpty() && !isFrozen(unit);
    }

    private static boolean isKeptByLayout(Unit unit, DatasetSpec.Splits wish) {
        return wish.keepLayout() && unit.layout() != null;
    }

    private static Split byHash(Unit unit, DatasetSpec.Splits wish) {
        return isKeptByLayout(unit, wish)
                ? unit.layout()
                : Split.values()[Lots.part(wish.seed(), unit.key(), shares(wish))];
    }

    private void fold(Unit unit, DatasetSpec.Splits wish, Step step) {
        Integer fold = unit.fold;
        if (unit.split != Split.TRAIN || wish.folds() == 0) {
            fold = unit.split != Split.TRAIN ? null : fold;
        } else if (wish.strategy() == Strategy.HASH) {
            fold = Lots.part(~wish.seed(), unit.key(), evenly(wish.folds()));
        } else if (fold == null) {
            long[] lots = Lots.of(~wish.seed(), unit.name, wish.folds());
            fold = folds.mostWanting(unit.members, evenly(wish.folds()), lots);
        }
        if (fold == null ? unit.fold != null : !fold.equals(unit.fold)) {
            List<Member> members = List.copyOf(unit.members);
            members.forEach(step::touch);
            members.forEach(member -> count(member, -1));
            unit.fold = fold;
            members.forEach(member -> count(member, 1));
        }
    }

    private static double[] evenly(int parts) {
        double[] shares = new double[parts];
        Arrays.fill(shares, 1.0 / parts);
        return shares;
    }

    private void move(Unit unit, Split to, MoveReason reason, Step step) {
        if (unit.split == to) {
            return;
        }
        step.units.add(unit);
        hide(unit);
        for (Member member : unit.members) {
            step.touch(member, reason);
            count(member, -1);
        }
        unit.split = to;
        unit.fold = null;
        unit.members.forEach(member -> count(member, 1));
        show(unit);
    }

    /** The unit that all these are from now on, or none where they are frozen in different splits. */
    private Optional<Unit> united(Set<Unit> joined, Step step) {
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

    /** Makes a bridge of an image that is in no unit. */
    private void isolate(Member member, Collection<Unit> between) {
        List<String> names = between.stream()
                .filter(this::isFrozen)
                .map(unit -> unit.split)
                .distinct()
                .sorted()
                .map(Split::key)
                .toList();
        member.bridge = true;
        member.since = Member.OUT;
        member.reason = "It hangs together with images that a release has frozen in " + String.join(" and in ", names)
                + ": look whether they are copies, and say so of the pair that is none, or remove one of them";
        bridges.add(member);
        enter(member, new Unit(nameAfter(member), null, null));
    }

    private void setAside(Member member, Set<Unit> between, Step step) {
        step.touch(member, MoveReason.JOINED);
        Unit left = member.unit;
        exit(member);
        unbind(member);
        isolate(member, between);
        divide(left, step);
    }

    /** Lets a bridge join what it hangs together with, if that has become possible. */
    private void admit(Member bridge, Step step, DatasetSpec.Splits wish) {
        Set<Unit> joined = new LinkedHashSet<>();
        clusters.unitsInto(bridge.cluster, joined);
        groups.unitsInto(bridge.group, joined);
        Optional<Unit> unit = joined.isEmpty() ? Optional.empty() : united(joined, step);
        if (!joined.isEmpty() && unit.isEmpty()) {
            return;
        }
        step.touch(bridge, MoveReason.STANDING);
        exit(bridge);
        bridges.remove(bridge);
        bridge.bridge = false;
        bridge.since = bridge.standing == Standing.KEPT ? steps : Member.OUT;
        bridge.reason = bridge.standing == Standing.KEPT ? null : sentence(bridge.standing);
        if (unit.isPresent()) {
            bind(bridge, bridge.group, bridge.cluster);
            enter(bridge, unit.get());
        } else {
            place(bridge, wish);
        }
        step.units.add(bridge.unit);
    }

    private void stand(Duplication.Standed standed, Step step) {
        Member member = items.get(standed.item());
        if (member == null || member.standing == standed.standing()) {
            return;
        }
        step.touch(member, MoveReason.STANDING);
        Unit unit = member.unit;
        exit(member);
        member.standing = standed.standing();
        if (!member.bridge) {
            member.reason = sentence(member.standing);
            if (member.standing == Standing.KEPT) {
                member.since = member.in() ? member.since : steps;
            } else if (!isFrozen(member)) {
                member.since = Member.OUT;
            }
        }
        enter(member, unit);
        step.units.add(unit);
    }

    private static String sentence(Standing standing) {
        return switch (standing) {
            case KEPT -> null;
            case DUPLICATE -> "Another image of its cluster of copies is kept instead";
            case QUARANTINED ->
                "Another image of its cluster of copies is kept; whether this one stays, a person has to say";
        };
    }

    private boolean isFrozen(Member member) {
        return member.since <= frozenUpTo;
    }

    private boolean isFrozen(Unit unit) {
        return unit.oldest() <= frozenUpTo;
    }

    /** Makes units of the parts that no cluster or group holds together any more; the largest goes on as the unit itself. */
    private void divide(Unit unit, Step step) {
        Set<Member> rest = new LinkedHashSet<>(unit.members);
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

    private void absorb(Unit smaller, Unit target, MoveReason reason, Step step) {
        List<Member> members = List.copyOf(smaller.members);
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

    private void bind(Member member, String group, String cluster) {
        member.group = group;
        member.cluster = cluster;
        if (!member.bridge) {
            groups.put(group, member);
            clusters.put(cluster, member);
        }
    }

    /** A bridge bears names, but hangs together with nobody by them. */
    private void unbind(Member member) {
        if (!member.bridge) {
            groups.remove(member.group, member);
            clusters.remove(member.cluster, member);
        }
        bridges.remove(member);
    }

    private void enter(Member member, Unit unit) {
        hide(unit);
        unit.add(member);
        count(member, 1);
        show(unit);
    }

    private void exit(Member member) {
        Unit unit = member.unit;
        hide(unit);
        count(member, -1);
        unit.remove(member);
        show(unit);
        member.unit = null;
    }

    private void count(Member member, int by) {
        if (member.in()) {
            splits.count(member, member.unit.split.ordinal(), by);
            if (member.unit.fold != null) {
                folds.count(member, member.unit.fold, by);
            }
        }
    }

    private Timeline timeline(DatasetSpec.Splits wish) {
        if (timeline == null || timeline.keepsLayout() != wish.keepLayout()) {
            timeline = new Timeline(wish.keepLayout());
            items.values().stream()
                    .map(member -> member.unit)
                    .filter(Objects::nonNull) // a newcomer has none yet
                    .forEach(this::show);
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

    private List<Member> relabel(List<String> ids, String cluster, Step step) {
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

    private String nameAfter(Member first) {
        return first.item.substring(0, Math.min(12, first.item.length())) + "-" + steps;
    }
}
