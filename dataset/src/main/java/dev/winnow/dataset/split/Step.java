package dev.winnow.dataset.split;

import dev.winnow.dataset.Assignment.Move;
import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Assignment.Regrouping;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.split.SplitAssigner.Moved;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What one arrival or revision changes: each item as it was before, and why it is another now. */
final class Step {
    private final Map<Member, Place> before = new LinkedHashMap<>();
    private final Map<Member, MoveReason> why = new HashMap<>();
    private final Set<Member> written = new LinkedHashSet<>();
    /** Units that may need a split or a fold. */
    final Set<Unit> units = new LinkedHashSet<>();

    private record Place(String unit, Split split, Integer fold, Rejection.Reason outside) {
        static Place of(Member member) {
            return new Place(member.unit.name, member.split(), member.fold(), member.outsideReason());
        }
    }

    /** Before a member that is there already is changed. */
    void touch(Member member) {
        before.putIfAbsent(member, Place.of(member));
        written.add(member);
    }

    void touch(Member member, MoveReason reason) {
        touch(member);
        why.put(member, reason);
    }

    /** A member whose facts changed without its place. */
    void write(Member member) {
        written.add(member);
    }

    void forget(Member member) {
        before.remove(member);
        written.remove(member);
    }

    /** The members whose facts or place changed. */
    Set<Member> written() {
        return written;
    }

    List<AssignedItem> items() {
        return written.stream().map(Member::kept).toList();
    }

    /** All that are in another split, fold or unit than before, or out for another reason, but for the newcomer. */
    List<Moved> moved(Member newcomer) {
        List<Moved> moved = new ArrayList<>();
        before.entrySet().stream()
                .filter(e -> e.getKey() != newcomer)
                .sorted(Map.Entry.comparingByKey(Comparator.comparingLong(member -> member.arrival)))
                .forEach(e -> {
                    Member member = e.getKey();
                    Place was = e.getValue();
                    if (was.split != member.split()
                            || !was.unit.equals(member.unit.name)
                            || !Objects.equals(was.fold, member.fold())
                            || was.outside != member.outsideReason()) {
                        moved.add(new Moved(
                                member.item,
                                was.split,
                                member.split(),
                                member.outside(),
                                was.unit,
                                member.unit.name,
                                member.group,
                                member.fold(),
                                why.getOrDefault(member, MoveReason.REGROUPED)));
                    }
                });
        return moved;
    }

    static List<Move> moves(List<Moved> moved) {
        return moved.stream()
                .filter(one -> one.from() != one.to())
                .map(one -> new Move(one.item(), one.from(), one.to(), one.reason()))
                .toList();
    }

    static List<Regrouping> regroupings(List<Moved> moved) {
        Map<String, List<String>> regrouped = new LinkedHashMap<>();
        moved.stream()
                .filter(one -> !one.unit().equals(one.unitBefore()))
                .forEach(one -> regrouped
                        .computeIfAbsent(one.unit(), name -> new ArrayList<>())
                        .add(one.item()));
        return regrouped.entrySet().stream()
                .map(e -> new Regrouping(e.getKey(), e.getValue()))
                .toList();
    }
}
