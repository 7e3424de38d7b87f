package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Policy;
import dev.winnow.dataset.spec.Duplicates.Representative;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Contents that hang on one of them; a cluster in the sense of the dataset, and named, with two items or more. It is a star and no
 * chain: what stands for it has all others as copies, but for what pixels or people bind.
 */
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
        if (newcomer != null && rule.equals(settled) && !isBound() && isCentre(before.content, false)) {
            boolean better = order.compare(newcomer, before) < 0 && isCentre(newcomer.content, false);
            representative = better ? newcomer : before;
            stand(before, rule.policy, changed);
            stand(newcomer, rule.policy, changed);
        } else {
            representative = centres().min(order).or(() -> members().min(order)).orElseThrow();
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

    /** The members of which any may stand for the cluster: all others are copies of them. */
    private Stream<Member> centres() {
        boolean bound =
                contents.stream().anyMatch(content -> content.links().stream().anyMatch(Link::binds));
        return contents.stream()
                .filter(content -> isCentre(content, bound))
                .flatMap(content -> content.members().stream());
    }

    /** Whether pixels or people bind some: then a newcomer may make another the centre. */
    private boolean isBound() {
        return contents.stream().anyMatch(content -> content.links().stream().anyMatch(Link::binds));
    }

    /**
     * Whether a content may stand for the cluster in place of what stands for it, because all others are copies of it too. Of two
     * contents each is, which says nothing.
     */
    private boolean couldHangOn(Content content) {
        return contents.size() > 2 && isCentre(content, false);
    }

    /** Whether all others are linked to this one, or, if any are bound, bound to one that is. */
    private boolean isCentre(Content content, boolean bound) {
        int linked = 0;
        for (Link link : content.links()) {
            linked += link.otherThan(content).isIn(this) ? 1 : 0;
        }
        return linked == contents.size() - 1
                || (bound && star(content, new HashSet<>(contents)).size() == contents.size());
    }

    /**
     * What hangs on a content: its copies, and what pixels or people bind to them. Where a person's word leads on, all that hangs
     * together there comes along, as the person saw it.
     *
     * @param rest that may be taken
     */
    private static List<Content> star(Content centre, Set<Content> rest) {
        Set<Content> star = new LinkedHashSet<>();
        Set<Content> led = new HashSet<>();
        Deque<Content> open = new ArrayDeque<>();
        rest.remove(centre);
        star.add(centre);
        for (Link link : centre.links()) {
            Content other = link.otherThan(centre);
            if (rest.remove(other)) {
                star.add(other);
                open.add(other);
                if (link.byHand()) {
                    led.add(other);
                }
            }
        }
        while (!open.isEmpty()) {
            Content content = open.remove();
            for (Link link : content.links()) {
                Content other = link.otherThan(content);
                boolean leads = link.byHand() || led.contains(content);
                boolean taken = (leads || link.binds()) && rest.remove(other);
                boolean newlyLed = leads && other != centre && (taken || star.contains(other)) && led.add(other);
                if (taken) {
                    star.add(other);
                }
                if (taken || newlyLed) {
                    open.add(other);
                }
            }
        }
        return new ArrayList<>(star);
    }

    /** Whether one content of two clusters has all others of both as copies. */
    static boolean wouldHang(Cluster one, Cluster other) {
        Set<Content> both = new LinkedHashSet<>(one.contents);
        both.addAll(other.contents);
        return both.stream()
                .anyMatch(content -> star(content, new HashSet<>(both)).size() == both.size());
    }

    /**
     * The clusters that a content which nobody holds yet becomes part of, by its links: those it is bound to; else, by the nearest of
     * its copies, all clusters of which every content is a copy of it, or the one cluster of whose representative it is one, or of a
     * content that may stand in the representative's place.
     */
    static Set<Cluster> joinedBy(Content newcomer) {
        List<Link> nearest =
                newcomer.links().stream().sorted(newcomer.nearestFirst()).toList();
        Map<Cluster, Integer> linked = new LinkedHashMap<>();
        Set<Cluster> bound = new LinkedHashSet<>();
        for (Link link : nearest) {
            Cluster cluster = link.otherThan(newcomer).cluster();
            linked.merge(cluster, 1, Integer::sum);
            if (link.binds()) {
                bound.add(cluster);
            }
        }
        Set<Cluster> whole = new LinkedHashSet<>();
        linked.forEach((cluster, contents) -> {
            if (contents == cluster.contents.size()) {
                whole.add(cluster);
            }
        });
        if (!bound.isEmpty()) {
            if (whole.containsAll(bound)) {
                bound.addAll(whole);
            }
            return bound;
        }
        for (Link link : nearest) {
            Content other = link.otherThan(newcomer);
            if (whole.contains(other.cluster())) {
                return whole;
            }
            if (other.isCentre() || other.cluster().couldHangOn(other)) {
                return Set.of(other.cluster());
            }
        }
        return Set.of();
    }

    /** To be settled anew, because another may stand for it now. */
    void unsettle() {
        settled = null;
    }

    /**
     * The parts that are stars, largest first; the first is this cluster itself, reduced to it. What stands for the cluster keeps what
     * hangs on it; of the rest those with most copies are the next.
     */
    List<Cluster> divide(Duplicates spec) {
        Comparator<Member> order = spec.representative() == Representative.BEST ? BEST_FIRST : BY_ARRIVAL;
        Set<Content> rest = new LinkedHashSet<>(contents);
        List<Cluster> parts = new ArrayList<>();
        Content standing =
                representative == null || !contents.contains(representative.content) ? null : representative.content;
        while (!rest.isEmpty()) {
            Content centre = standing != null && parts.isEmpty() ? standing : centre(rest, order);
            Cluster part = new Cluster(null);
            part.contents.addAll(star(centre, rest));
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
        settled = null;
        parts.set(0, this);
        parts.subList(1, parts.size()).forEach(part -> part.contents.forEach(content -> content.become(part)));
        if (representative != null && !representative.content.isIn(this)) {
            representative = null;
        }
        return parts;
    }

    private static Content centre(Set<Content> rest, Comparator<Member> order) {
        Comparator<Content> mostCopies = Comparator.comparingLong(content -> -content.links().stream()
                .filter(link -> rest.contains(link.otherThan(content)))
                .count());
        Comparator<Content> best = Comparator.comparing(
                content -> content.members().stream().min(order).orElseThrow(), order);
        return rest.stream().min(mostCopies.thenComparing(best)).orElseThrow();
    }
}
