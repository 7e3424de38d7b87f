package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.DatasetSpec.Duplicates;
import dev.winnow.dataset.DatasetSpec.Policy;
import dev.winnow.dataset.DatasetSpec.Representative;
import dev.winnow.dataset.Standing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Contents that hang together; a cluster in the sense of the dataset, and named, with two items or more. */
final class Cluster {
    static final Comparator<Member> BY_ARRIVAL = Comparator.comparingLong(m -> m.arrival);
    static final Comparator<Cluster> LARGEST_FIRST =
            Comparator.<Cluster>comparingInt(c -> -c.items).thenComparingLong(c -> c.first.arrival);
    private static final Comparator<Member> BEST_FIRST =
            Comparator.<Member>comparingDouble(m -> -m.merit).thenComparing(BY_ARRIVAL);

    String name;
    List<Content> contents = new ArrayList<>(1);
    int items;
    Member first;

    /** Null until it is settled. */
    Member representative;

    /** What the representative and the standings were settled under; null where they have to be settled anew. */
    private Rule settled;

    private record Rule(Policy policy, Representative representative) {}

    /** @param name null for a single item */
    Cluster(String name) {
        this.name = name;
    }

    void add(Content content) {
        content.become(this);
        contents.add(content);
        items += content.members().size();
        settled = null;
        if (!content.members().isEmpty() && (first == null || content.firstHolder().arrival < first.arrival)) {
            first = content.firstHolder();
        }
    }

    /** Adds a content that nobody holds yet. Who comes with it is a newcomer, which leaves what is settled so. */
    void take(Content content) {
        content.become(this);
        contents.add(content);
    }

    void joined(Member member) {
        items++;
        if (first == null || member.arrival < first.arrival) {
            first = member;
        }
    }

    void left(Member member) {
        items--;
        if (member == representative) {
            representative = null;
            settled = null;
        }
    }

    Stream<Member> members() {
        return contents.stream().flatMap(content -> content.members().stream());
    }

    void findFirst() {
        first = Collections.min(contents.stream().map(Content::firstHolder).toList(), BY_ARRIVAL);
    }

    /**
     * Chooses the representative and says who is part of the dataset. Where nothing but one newcomer is new since the last time, only
     * the newcomer is looked at.
     *
     * @param newcomer the only member that came since, or null where none did or all are to be looked at
     * @return the members, the newcomer aside, that stand otherwise than before or stand for the cluster now or no longer do
     */
    Set<Member> settle(Duplicates spec, Member newcomer) {
        Rule rule = new Rule(spec.policy(), spec.representative());
        Set<Member> changed = new LinkedHashSet<>();
        if (newcomer == null && rule.equals(settled)) {
            return changed;
        }
        Comparator<Member> order = rule.representative == Representative.BEST ? BEST_FIRST : BY_ARRIVAL;
        Member before = representative;
        if (newcomer != null && rule.equals(settled)) {
            representative = order.compare(newcomer, before) < 0 ? newcomer : before;
            stand(before, rule.policy, changed);
            stand(newcomer, rule.policy, changed);
        } else {
            representative = members().min(order).orElseThrow();
            members().sorted(BY_ARRIVAL).forEach(member -> stand(member, rule.policy, changed));
            settled = rule;
        }
        if (before != representative) {
            if (before != null && before.content.cluster() == this) {
                changed.add(before);
            }
            changed.add(representative);
        }
        changed.remove(newcomer);
        return changed;
    }

    private void stand(Member member, Policy policy, Set<Member> changed) {
        Standing standing = member == representative
                ? Standing.KEPT
                : switch (policy) {
                    case KEEP_ALL -> Standing.KEPT;
                    case KEEP_REPRESENTATIVE -> Standing.DUPLICATE;
                    case QUARANTINE -> Standing.QUARANTINED;
                };
        if (member.standing != standing) {
            member.standing = standing;
            changed.add(member);
        }
    }

    /** The parts that still hang together, largest first; the first is this cluster itself, reduced to it. */
    List<Cluster> divide() {
        Set<Content> rest = new LinkedHashSet<>(contents);
        List<Cluster> parts = new ArrayList<>();
        while (!rest.isEmpty()) {
            Cluster part = new Cluster(null);
            Content start = rest.iterator().next();
            rest.remove(start);
            part.contents.add(start);
            for (int i = 0; i < part.contents.size(); i++) {
                Content content = part.contents.get(i);
                for (Link link : content.links()) {
                    Content other = link.otherThan(content);
                    if (rest.remove(other)) {
                        part.contents.add(other);
                    }
                }
            }
            part.contents.forEach(content -> part.items += content.members().size());
            part.findFirst();
            parts.add(part);
        }
        parts.sort(LARGEST_FIRST);
        Cluster largest = parts.get(0);
        boolean whole = parts.size() == 1;
        contents = whole ? contents : largest.contents;
        items = largest.items;
        first = largest.first;
        settled = whole ? settled : null;
        parts.set(0, this);
        parts.subList(1, parts.size()).forEach(part -> part.contents.forEach(content -> content.become(part)));
        if (representative != null && representative.content.cluster() != this) {
            representative = null;
        }
        return parts;
    }
}
