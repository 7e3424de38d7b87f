package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Duplication.Standed;
import dev.winnow.dataset.spec.Duplicates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One arrival or decision: joins and divides clusters, and collects what that changed. */
final class Step {
    private final long number;
    final Duplicates spec;

    /** The members that bear another name, stand otherwise or stand for their cluster now, an arrived one and its kin aside. */
    final Set<Member> changed = new LinkedHashSet<>();

    /** Names of clusters that have become part of others. */
    final List<String> absorbed = new ArrayList<>();

    final List<Part> parts = new ArrayList<>();

    /** Whose labels contradict another's now, or no longer do. */
    final LabelConflicts.Changes conflicts = new LabelConflicts.Changes();

    /** What is related to the newcomer without being a copy. */
    List<Link> related = List.of();

    /** Whether the newcomer was compared with fewer than it might have been. */
    boolean curtailed;

    /** @param number of arrivals and decisions up to this one */
    Step(long number, Duplicates spec) {
        this.number = number;
        this.spec = spec;
    }

    void found(CopySearch.Found found) {
        related = found.related();
        curtailed = found.curtailed();
    }

    String nameAfter(Member first) {
        return first.item.substring(0, Math.min(12, first.item.length())) + "-" + number;
    }

    /**
     * The one cluster that these are from now on, a new one without any. It has no name where they had none.
     *
     * @param relabelled takes the members that bear another name now
     */
    Cluster merged(Set<Cluster> linked, List<Member> relabelled) {
        if (linked.isEmpty()) {
            return new Cluster(null);
        }
        List<Cluster> clusters = new ArrayList<>(linked);
        clusters.sort(Cluster.LARGEST_FIRST);
        Cluster target = clusters.get(0);
        for (Cluster smaller : clusters.subList(1, clusters.size())) {
            if (smaller.name != null) {
                absorbed.add(smaller.name);
            }
            for (Content content : smaller.contents) {
                if (target.name != null) {
                    relabelled.addAll(content.members());
                }
                target.add(content);
            }
        }
        return target;
    }

    /** Makes one cluster of two or more between which a link came to be. */
    void join(Set<Cluster> linked) {
        List<Member> relabelled = new ArrayList<>();
        Cluster cluster = merged(linked, relabelled);
        if (cluster.name == null) {
            cluster.name = nameAfter(cluster.first);
            relabelled.clear();
            cluster.members().forEach(relabelled::add);
        }
        relabelled.sort(Cluster.BY_ARRIVAL);
        changed.addAll(relabelled);
        changed.addAll(cluster.settle(spec, null));
        parts.add(new Part(cluster.name, cluster.representative.item, ids(relabelled)));
    }

    /** Names what is left of a cluster, its largest part first, and says who stands for it. */
    void settle(Cluster cluster, List<Cluster> left) {
        for (Cluster part : left) {
            String name = part.items == 1 ? null : part == cluster ? part.name : nameAfter(part.first);
            List<Member> relabelled = new ArrayList<>();
            if (part != cluster || name == null) {
                part.members().sorted(Cluster.BY_ARRIVAL).forEach(relabelled::add);
            }
            part.name = name;
            changed.addAll(relabelled);
            if (part != cluster || name == null || part.representative == null) {
                changed.addAll(part.settle(spec, null));
            }
            parts.add(new Part(name, part.representative.item, ids(relabelled)));
            part.contents.forEach(Content::forgetClusterOfOne);
        }
    }

    /** Those of the members that stand otherwise than events have told; from now on they have. */
    static List<Standed> announce(Collection<Member> members) {
        List<Standed> standings = new ArrayList<>();
        for (Member member : members) {
            if (member.announced != member.standing) {
                standings.add(new Standed(member.item, member.standing));
                member.announced = member.standing;
            }
        }
        return standings;
    }

    static List<String> ids(Collection<Member> members) {
        return members.stream().map(member -> member.item).toList();
    }
}
