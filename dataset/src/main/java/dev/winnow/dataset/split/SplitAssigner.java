package dev.winnow.dataset.split;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Assignment.Reason;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.Splits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shares the images of one dataset out over its splits while they arrive. A function of the arrivals, revisions, freezes and settlements and
 * their order alone.
 *
 * <ul>
 *   <li>Images of one cluster of copies and images of one group hang together, also by way of others. What hangs together is
 *       a unit, and a unit is in one split. A group is what the upload says, else the field {@code groupKey} of its metadata,
 *       else what {@code groupPattern} finds.
 *   <li>A new unit stays in the split its folder stands for, if the spec keeps layouts; else the strategy says: where it is
 *       lacked most ({@link Balance}), where the hash of its first group or item falls, or where its age belongs ({@link
 *       Timeline}).
 *   <li>Copies that a given layout has in different splits do not join their units, unless the spec says so ({@link LayoutLeaks}).
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
 *   <li>When a dataset is settled, units that no freeze and no layout holds are shared out anew, all together ({@link
 *       Settlement}). Units of related images go together then, as long as they are few ({@link RelatedUnits}). Afterwards they stay. An
 *       image that arrives later joins the split of what it is related to, under the same bound and where the strategy is to balance.
 *   <li>With folds, each unit of the training part is in one of them, balanced as the splits are; it gets it with the first
 *       image that comes under a spec with folds, and keeps it while it stays in the training part.
 * </ul>
 *
 * <p>Used by one thread.
 */
public final class SplitAssigner {
    private final Units units = new Units();
    private final Placement placement = new Placement(units);
    private final LayoutLeaks leaks = new LayoutLeaks(units);
    private int specVersion;
    private long settledUpTo;

    /**
     * What the items do not tell of an assigner that is to go on from a store.
     *
     * @param steps arrivals, revisions and freezes so far
     * @param frozenUpTo the step of the last freeze, 0 without one
     * @param specVersion the latest that an image arrived under, 0 before the first
     * @param settledUpTo the step of the last settlement, 0 without one
     */
    public record Ledger(long steps, long frozenUpTo, int specVersion, long settledUpTo) {
        public static final Ledger EMPTY = new Ledger(0, 0, 0);

        /** Of a dataset that was never settled. */
        public Ledger(long steps, long frozenUpTo, int specVersion) {
            this(steps, frozenUpTo, specVersion, 0);
        }
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

    /**
     * The assigner as it was when this was all there was to keep.
     *
     * @param kept each item once, in any order; read to its end, one by one
     */
    public static SplitAssigner of(Iterator<AssignedItem> kept, Ledger ledger) {
        SplitAssigner assigner = new SplitAssigner();
        assigner.units.steps = ledger.steps();
        assigner.units.freeze(ledger.frozenUpTo());
        assigner.settledUpTo = ledger.settledUpTo();
        assigner.specVersion = ledger.specVersion();
        UnitRebuild rebuild = new UnitRebuild(assigner.units);
        while (kept.hasNext()) {
            AssignedItem item = kept.next();
            rebuild.add(item);
            assigner.specVersion = Math.max(assigner.specVersion, item.specVersion());
        }
        rebuild.finish();
        return assigner;
    }

    /** The latest version of the spec that an image arrived under, 0 before the first: what revisions are decided under. */
    public int specVersion() {
        return specVersion;
    }

    /** Takes an image in, after {@code duplication} has told which cluster it belongs to. */
    public Change assign(Arrival arrival, Duplication duplication, Splits wish) {
        Member member = units.items.get(arrival.item());
        if (member != null && (arrival.at().isBefore(member.at) || member.isWhatArrived(arrival))) {
            return Change.NONE;
        }
        units.steps++;
        specVersion = Math.max(specVersion, arrival.specVersion());
        Step step = new Step();
        boolean sameContent = member != null && member.content.equals(arrival.content());
        Unit left = null;
        if (member == null) {
            member = new Member(arrival.item());
            units.items.put(member);
        } else {
            left = member.unit;
            units.exit(member);
            units.unbind(member);
            step.units.add(left);
        }
        boolean held = sameContent && units.isFrozen(member);
        Split heldIn = held ? left.split : null;
        step.write(member);
        for (Part part : duplication.parts()) {
            units.relabel(part.relabelled(), part.cluster(), step);
        }
        List<Member> relabelled = units.relabel(duplication.relabelled(), duplication.cluster(), step);
        member.become(arrival);
        if (!sameContent || !duplication.related().isEmpty()) {
            units.relate(
                    member,
                    duplication.related().stream().map(Duplication.Match::item).toList());
        }
        member.arrival = units.steps;
        member.group = placement.groupOf(arrival, wish);
        member.cluster = duplication.cluster();
        member.standing = duplication.standing();
        member.reason = duplication.reason() == null ? sentence(member.standing) : duplication.reason();
        member.bridge = false;
        if (!held) {
            member.since = member.standing == Standing.KEPT
                    ? (sameContent && member.in() ? member.since : units.steps)
                    : Member.OUT;
        }
        if (left != null) {
            boolean stays = sameContent && (left.isEmpty() || units.hangsOn(member, left));
            if (stays && left.split != null) {
                units.bind(member, member.group, member.cluster);
                units.enter(member, left);
            }
            units.divide(left, step);
        }
        if (member.unit == null && held) {
            member.unit = new Unit(units.nameAfter(member), heldIn, null); // alone, where it was
            enter(member, member.unit);
        }
        Set<Unit> joined = new LinkedHashSet<>();
        if (member.unit != null) {
            joined.add(member.unit);
        }
        units.groups.unitsInto(member.group, joined);
        Set<Unit> ofGroup = new LinkedHashSet<>(joined);
        units.clusters.unitsInto(member.cluster, joined);
        relabelled.stream().filter(one -> !one.bridge).forEach(one -> joined.add(one.unit));

        Reason reason = Reason.UNIT;
        Split layout = wish.keepLayout() && member.unit == null ? member.layout : null;
        boolean clash = leaks.clash(joined, layout, wish);
        if (clash) {
            if (!ofGroup.isEmpty()) {
                Unit unit = units.united(ofGroup, step).orElseThrow();
                if (member.unit == null) {
                    enter(member, unit);
                }
            } else if (layout != null) {
                reason = placement.place(member, wish);
            }
            if (member.unit != null) {
                joined.removeIf(Unit::isEmpty);
                joined.add(member.unit);
            }
        }
        if (!joined.isEmpty()) {
            Optional<Unit> unit = leaks.unite(joined, layout, step, wish);
            if (member.unit == null && unit.isEmpty()) {
                isolate(member, joined);
            } else if (member.unit == null) {
                enter(member, unit.get());
            }
            if (clash || unit.isEmpty()) {
                units.clusters.check(member.cluster);
                units.groups.check(member.group);
            }
        } else if (left != null && left.isEmpty() && left.split != null) {
            enter(member, left);
        } else {
            reason = placement.place(member, wish);
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
     * Takes in what a withdrawal or a person's word changed about units.clusters.
     *
     * @param judged the ids of the two items that a person judged, or none
     */
    public Change revise(Revision revision, List<String> judged, Splits wish) {
        units.steps++;
        Step step = new Step();
        List<String> removed = new ArrayList<>();
        for (String id : revision.left()) {
            Member member = units.items.remove(id);
            if (member != null) {
                step.units.add(member.unit);
                units.exit(member);
                units.unbind(member);
                units.relate(member, List.of());
                removed.add(id);
            }
        }
        for (Part part : revision.parts()) {
            units.relabel(part.relabelled(), part.cluster(), step);
        }
        List.copyOf(step.units).forEach(unit -> units.divide(unit, step));
        List<Member> pair = judged.stream()
                .map(units.items::get)
                .filter(member -> member != null && !member.bridge)
                .toList();
        if (pair.size() == 2
                && pair.get(0).cluster != null
                && pair.get(0).cluster.equals(pair.get(1).cluster)) {
            Set<Unit> joined = new LinkedHashSet<>(List.of(pair.get(0).unit, pair.get(1).unit));
            if (leaks.unite(joined, null, step, wish).isEmpty()) {
                List<Member> same = units.clusters.bearers(pair.get(0).cluster).stream()
                        .filter(member -> !units.isFrozen(member)
                                && (member.content.equals(pair.get(0).content)
                                        || member.content.equals(pair.get(1).content)))
                        .toList();
                same.forEach(member -> setAside(member, joined, step));
            }
        }
        for (Part part : revision.parts()) {
            Set<Unit> joined = new LinkedHashSet<>();
            units.clusters.bearers(part.cluster()).forEach(member -> joined.add(member.unit));
            if (!joined.isEmpty()) {
                leaks.unite(joined, null, step, wish);
                units.clusters.check(part.cluster());
            }
        }
        for (Member bridge : List.copyOf(units.bridges)) {
            admit(bridge, step, wish);
        }
        revision.standings().forEach(standed -> stand(standed, step));
        settle(step, wish);
        return new Change(Optional.empty(), step.moved(null), step.items(), removed, ledger());
    }

    /**
     * Holds every image that is part of the dataset now in its split from now on. Before the first time, units that were not
     * settled are, unless the spec says never.
     *
     * @param wish null where no image has arrived
     */
    public Change freeze(Splits wish) {
        Step step = new Step();
        if (wish != null && wish.settle() != Splits.Settle.NEVER && units.frozenUpTo() == 0) {
            units.steps++;
            new Settlement(units).settle(Settlement.Extent.NEW, settledUpTo, wish, step);
            settledUpTo = units.steps;
        }
        units.freeze(units.steps);
        units.steps++;
        return new Change(Optional.empty(), step.moved(null), step.items(), List.of(), ledger());
    }

    /** What is part of the dataset now, ordered by item: what a release that is cut here holds. */
    public Iterator<AssignedItem> members() {
        List<Member> members = new ArrayList<>();
        units.items.forEach(member -> {
            if (member.in()) {
                members.add(member);
            }
        });
        members.sort(Comparator.comparing(member -> member.item));
        return members.stream().map(Member::kept).iterator();
    }

    /** What settling changed, and how far labels were and are from their shares: {@link GroupedStratification#classError}. */
    public record Settled(Change change, double errorBefore, double errorAfter) {}

    /**
     * Shares units out over splits and folds together, in an order that depends on the images alone. Units that are frozen, that a
     * given layout holds, or that an earlier settlement put where they are stay, unless the extent says otherwise of the last.
     */
    public Settled settle(Settlement.Extent extent, Splits wish) {
        units.steps++;
        Step step = new Step();
        leaks.reviewAll(step, wish);
        Settlement.Errors errors = new Settlement(units).settle(extent, settledUpTo, wish, step);
        if (wish.strategy() == Splits.Strategy.HASH) {
            settle(step, wish); // a settlement leaves hashes alone, but units that the review joined have others
        }
        settledUpTo = units.steps;
        Change change = new Change(Optional.empty(), step.moved(null), step.items(), List.of(), ledger());
        return new Settled(change, errors.before(), errors.after());
    }

    /** What a person may not expect of the splits as they are. Goes through all items. */
    public List<Notice> notices(Splits wish) {
        return Survey.of(units, wish);
    }

    /**
     * Moves as few images as bring labels nearer to their shares. Units that are frozen or that a given layout holds stay.
     *
     * @param most images that may move, 0 or more
     */
    public Settled rebalance(int most, Splits wish) {
        units.steps++;
        Step step = new Step();
        Settlement.Errors errors =
                new Settlement(units).rebalance(most, wish, step).errors();
        Change change = new Change(Optional.empty(), step.moved(null), step.items(), List.of(), ledger());
        return new Settled(change, errors.before(), errors.after());
    }

    /** What {@link #rebalance} would do. */
    public record Forecast(int moved, double errorBefore, double errorAfter) {}

    /** What {@link #rebalance} would do now; nothing moves. */
    public Forecast forecast(int most, Splits wish) {
        Settlement.Forecast forecast = new Settlement(units).rebalance(most, wish, null);
        return new Forecast(
                forecast.moved(), forecast.errors().before(), forecast.errors().after());
    }

    private Ledger ledger() {
        return new Ledger(units.steps, units.frozenUpTo(), specVersion, settledUpTo);
    }

    /** The split of each item that is part of the dataset. */
    public Map<String, Split> splits() {
        Map<String, Split> bySplit = new HashMap<>();
        units.items.forEach(member -> {
            if (member.in()) {
                bySplit.put(member.item, member.unit.split);
            }
        });
        return bySplit;
    }

    /** The fold of each item that has one. */
    public Map<String, Integer> folds() {
        Map<String, Integer> byFold = new HashMap<>();
        units.items.forEach(member -> {
            if (member.fold() != null) {
                byFold.put(member.item, member.fold());
            }
        });
        return byFold;
    }

    /** The unit of each item. */
    public Map<String, String> units() {
        Map<String, String> byItem = new HashMap<>();
        units.items.forEach(member -> byItem.put(member.item, member.unit.name));
        return byItem;
    }

    private void enter(Member member, Unit unit) {
        units.bind(member, member.group, member.cluster);
        units.enter(member, unit);
    }

    /** Brings splits, folds and copies across given splits in line with what a step changed. */
    private void settle(Step step, Splits wish) {
        leaks.review(step, wish);
        placement.settle(step, wish);
        leaks.review(step, wish); // a unit that moved may be with its copies, or without
    }

    /** Makes a bridge of an image that is in no unit. */
    private void isolate(Member member, Collection<Unit> between) {
        List<String> names = between.stream()
                .filter(units::isFrozen)
                .map(unit -> unit.split)
                .distinct()
                .sorted()
                .map(Split::key)
                .toList();
        member.bridge = true;
        member.since = Member.OUT;
        member.reason = "It hangs together with images that a release has frozen in " + String.join(" and in ", names)
                + ": look whether they are copies, and say so of the pair that is none, or remove one of them";
        units.bridges.add(member);
        units.enter(member, new Unit(units.nameAfter(member), null, null));
    }

    private void setAside(Member member, Set<Unit> between, Step step) {
        step.touch(member, MoveReason.JOINED);
        Unit left = member.unit;
        units.exit(member);
        units.unbind(member);
        isolate(member, between);
        units.divide(left, step);
    }

    /** Lets a bridge join what it hangs together with, if that has become possible. */
    private void admit(Member bridge, Step step, Splits wish) {
        Set<Unit> joined = new LinkedHashSet<>();
        units.clusters.unitsInto(bridge.cluster, joined);
        units.groups.unitsInto(bridge.group, joined);
        Optional<Unit> unit = joined.isEmpty() ? Optional.empty() : leaks.unite(joined, null, step, wish);
        if (!joined.isEmpty() && unit.isEmpty()) {
            return;
        }
        step.touch(bridge, MoveReason.STANDING);
        units.exit(bridge);
        units.bridges.remove(bridge);
        bridge.bridge = false;
        bridge.since = bridge.standing == Standing.KEPT ? units.steps : Member.OUT;
        bridge.reason = bridge.standing == Standing.KEPT ? null : sentence(bridge.standing);
        if (unit.isPresent()) {
            enter(bridge, unit.get());
        } else {
            placement.place(bridge, wish);
        }
        step.units.add(bridge.unit);
    }

    private void stand(Duplication.Standed standed, Step step) {
        Member member = units.items.get(standed.item());
        if (member == null || member.standing == standed.standing()) {
            return;
        }
        step.touch(member, MoveReason.STANDING);
        Unit unit = member.unit;
        units.exit(member);
        member.standing = standed.standing();
        if (!member.bridge) {
            member.reason = sentence(member.standing);
            if (member.standing == Standing.KEPT) {
                member.since = member.in() ? member.since : units.steps;
            } else if (!units.isFrozen(member)) {
                member.since = Member.OUT;
            }
        }
        units.enter(member, unit);
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
}
