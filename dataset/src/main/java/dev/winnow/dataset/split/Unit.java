package dev.winnow.dataset.split;

import dev.winnow.dataset.Split;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Images that hang together by clusters and groups and so share a split. One of a bridge alone has none. */
final class Unit {
    /** Groups before items, each by name: the first is what a unit's hash is taken of, whatever the order of arrival. */
    private static final Comparator<Member> BY_KEY = Comparator.<Member, Boolean>comparing(m -> m.group == null)
            .thenComparing(m -> m.group == null ? m.item : m.group)
            .thenComparing(m -> m.item);

    private static final Split[] NONE = {};

    final String name;
    private Set<Member> members = Set.of();

    /** How many members' folders stand for each split; null where none does. */
    private int[] layouts;

    Split split;
    Integer fold;
    /** How many of the members are part of the dataset. */
    int in;

    /** Null where it has to be looked for. */
    private Member first;

    private Instant newest;
    private long oldest;
    private boolean aged;

    Unit(String name, Split split, Integer fold) {
        this.name = name;
        this.split = split;
        this.fold = fold;
    }

    void add(Member member) {
        boolean alone = members.isEmpty();
        member.unit = this;
        if (alone) {
            members = Set.of(member); // most units have one, and a set that can grow takes 170 bytes more
        } else {
            members = members.size() == 1 ? new LinkedHashSet<>(members) : members;
            members.add(member);
        }
        in += member.in() ? 1 : 0;
        if (member.layout != null) {
            layouts = layouts == null ? new int[Split.values().length] : layouts;
            layouts[member.layout.ordinal()]++;
        }
        if (alone || (first != null && BY_KEY.compare(member, first) < 0)) {
            first = member;
        }
        if (alone) {
            newest = member.capturedAt;
            oldest = member.since;
            aged = true;
        } else if (aged) {
            newest = member.capturedAt.isAfter(newest) ? member.capturedAt : newest;
            oldest = Math.min(oldest, member.since);
        }
    }

    void remove(Member member) {
        if (members.size() > 1) {
            members.remove(member);
        } else {
            members = Set.of();
        }
        in -= member.in() ? 1 : 0;
        if (member.layout != null) {
            layouts[member.layout.ordinal()]--;
        }
        first = member == first ? null : first;
        aged = aged && member.since > oldest && member.capturedAt.isBefore(newest);
    }

    /** Forgets all members, which other units have taken. */
    void clear() {
        members = Set.of();
        layouts = null;
        in = 0;
        first = null;
        aged = false;
    }

    /** What its hash is taken of: the first of its groups, or of its items. */
    String key() {
        if (first == null) {
            first = members.stream().min(BY_KEY).orElseThrow();
        }
        return first.group == null ? first.item : first.group;
    }

    /** When its newest picture was taken. */
    Instant newest() {
        age();
        return newest;
    }

    /** The step at which the first of its members that are part of the dataset became so, or {@link Member#OUT}. */
    long oldest() {
        age();
        return oldest;
    }

    private void age() {
        if (!aged) {
            newest = Instant.MIN;
            oldest = Member.OUT;
            for (Member member : members) {
                newest = member.capturedAt.isAfter(newest) ? member.capturedAt : newest;
                oldest = Math.min(oldest, member.since);
            }
            aged = true;
        }
    }

    /** The split that most of its images' folders stand for, of equally many the first; null without any. */
    Split layout() {
        Split most = null;
        for (Split one : layouts == null ? NONE : Split.values()) {
            if (layouts[one.ordinal()] > (most == null ? 0 : layouts[most.ordinal()])) {
                most = one;
            }
        }
        return most;
    }

    /** Whether the folder of one of its images stands for a split. */
    boolean hasLayout(Split split) {
        return layouts != null && layouts[split.ordinal()] > 0;
    }

    /** In no particular order. */
    Set<Member> members() {
        return members;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Of a unit with members. */
    long firstArrival() {
        return members.stream().mapToLong(member -> member.arrival).min().orElse(Long.MAX_VALUE);
    }
}
