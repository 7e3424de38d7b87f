package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Fingerprints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clusters of exact and near copies in one dataset, kept while images arrive. A function of the arrivals and their order
 * alone: the same log gives the same clusters, names and representatives.
 *
 * <ul>
 *   <li>Items with the same content are exact copies.
 *   <li>Two contents are near copies, linked, when both are informative and their perceptual hashes differ in at most the
 *       {@code maxDistance} given with the later of the two. A link is judged once, so a changed spec counts for what arrives
 *       under it.
 *   <li>Copies of copies hang together. Two or more items that hang together are a cluster; it is represented by the one
 *       that arrived first.
 *   <li>A cluster is named when it comes to be, after its first item and the arrival that made it, and no name is ever
 *       given twice. When clusters become one the name of the largest remains, of equally large ones that whose first item
 *       arrived earlier.
 *   <li>An item that is uploaded again with other content leaves its cluster. Content that nobody holds any more takes its
 *       links along; if the cluster falls apart, the largest part keeps the name, of equally large ones the one with the
 *       earliest item.
 * </ul>
 */
public final class DuplicateClusters {
    private static final int MOST_MATCHES = 10;
    private static final Comparator<Member> BY_ARRIVAL = Comparator.comparingLong(m -> m.arrival);
    private static final Comparator<Cluster> LARGEST_FIRST =
            Comparator.<Cluster>comparingInt(c -> -c.items).thenComparingLong(c -> c.first.arrival);

    private final Map<String, Member> items = new HashMap<>();
    private final Map<ContentHash, Content> contents = new HashMap<>();

    /** The informative contents by their perceptual hashes, under their place in {@link #indexed}. */
    private final HammingIndex index = new HammingIndex();

    private final List<Content> indexed = new ArrayList<>();
    private final BitSet vacant = new BitSet();
    private long arrivals;

    /**
     * What an arrival changed.
     *
     * @param duplication what is new, or empty where nothing is: the arrival was known, or a later upload to the same item
     *     came before it
     * @param items all items whose kept facts are others now, the arrived one first
     */
    public record Change(Optional<Duplication> duplication, List<ClusteredItem> items) {
        private static final Change NONE = new Change(Optional.empty(), List.of());
    }

    /** The clusters as they were when these items, in any order, were all there was to keep. */
    public static DuplicateClusters of(Collection<ClusteredItem> kept) {
        DuplicateClusters clusters = new DuplicateClusters();
        Map<String, Cluster> named = new HashMap<>();
        kept.stream()
                .sorted(Comparator.comparingLong(ClusteredItem::arrival))
                .forEach(item -> clusters.restore(item, named));
        return clusters;
    }

    private void restore(ClusteredItem kept, Map<String, Cluster> named) {
        Content content = contents.get(kept.content());
        if (content == null) {
            content = new Content(
                    kept.content(),
                    kept.perceptualHash(),
                    kept.informative(),
                    kept.maxDistance(),
                    kept.contentArrival());
            register(content);
            Cluster cluster =
                    kept.cluster() == null ? new Cluster() : named.computeIfAbsent(kept.cluster(), n -> new Cluster());
            cluster.name = kept.cluster();
            cluster.add(content);
        }
        Member member = new Member(kept.item(), kept.arrival(), kept.specVersion(), kept.at());
        items.put(member.item, member);
        content.add(member);
        arrivals = Math.max(arrivals, Math.max(kept.arrival(), kept.contentArrival()));
    }

    /**
     * Takes an image in.
     *
     * @param maxDistance most bits between the perceptual hashes of near copies, 0 to 64
     */
    public Change add(Arrival arrival, Fingerprints fingerprints, int maxDistance) {
        Member known = items.get(arrival.item());
        if (known == null) {
            arrivals++;
            return arrive(arrival, fingerprints, maxDistance, List.of(), List.of());
        }
        if (arrival.at().isBefore(known.at)) {
            return Change.NONE;
        }
        if (known.content.hash.equals(arrival.content())) {
            return again(known, arrival);
        }
        arrivals++;
        List<Member> changed = new ArrayList<>();
        List<Part> parts = leave(known, changed);
        return arrive(arrival, fingerprints, maxDistance, parts, changed);
    }

    /** The name of each item's cluster; items that stand alone are left out. */
    public Map<String, String> clusters() {
        Map<String, String> clusters = new HashMap<>();
        items.forEach((item, member) -> {
            if (member.content.cluster.name != null) {
                clusters.put(item, member.content.cluster.name);
            }
        });
        return clusters;
    }

    /** The representative of each cluster, by the cluster's name. */
    public Map<String, String> representatives() {
        Map<String, String> representatives = new HashMap<>();
        for (Content content : contents.values()) {
            if (content.cluster.name != null) {
                representatives.put(content.cluster.name, content.cluster.first.item);
            }
        }
        return representatives;
    }

    /**
     * The same content in the same place. Nothing is others' news, but the upload itself is news unless it is the one that is
     * known: whoever sent it waits for its verdict. So is the known upload under a later spec, which took it in again; under an
     * earlier one it is a record that was read late.
     */
    private Change again(Member known, Arrival arrival) {
        if (known.at.equals(arrival.at()) && arrival.specVersion() <= known.specVersion) {
            return Change.NONE;
        }
        known.specVersion = arrival.specVersion();
        known.at = arrival.at();
        return new Change(
                Optional.of(duplication(known, linksOf(known.content), List.of(), List.of(), List.of())),
                List.of(kept(known)));
    }

    private Change arrive(
            Arrival arrival, Fingerprints fingerprints, int maxDistance, List<Part> parts, List<Member> changed) {
        Member member = new Member(arrival.item(), arrivals, arrival.specVersion(), arrival.at());
        items.put(member.item, member);
        List<Member> relabelled = new ArrayList<>();
        List<String> absorbed = new ArrayList<>();
        List<Link> links;
        Content content = contents.get(arrival.content());
        if (content == null) {
            content = new Content(
                    arrival.content(),
                    fingerprints.perceptualHash(),
                    fingerprints.informative(),
                    maxDistance,
                    member.arrival);
            links = search(content);
            register(content);
            merged(links, relabelled, absorbed).add(content);
        } else {
            links = linksOf(content);
        }
        content.add(member);
        Cluster cluster = content.cluster;
        if (cluster.name == null && cluster.items > 1) {
            cluster.name = nameAfter(cluster.first);
            cluster.contents.forEach(c -> relabelled.addAll(c.members));
            relabelled.remove(member);
        }
        relabelled.sort(BY_ARRIVAL);

        Set<Member> written = new LinkedHashSet<>();
        written.add(member);
        written.addAll(changed);
        written.addAll(relabelled);
        return new Change(
                Optional.of(duplication(member, links, relabelled, absorbed, parts)),
                written.stream().map(DuplicateClusters::kept).toList());
    }

    /** The one cluster that all linked contents belong to from now on, a new one without any. */
    private static Cluster merged(List<Link> links, List<Member> relabelled, List<String> absorbed) {
        Set<Cluster> linked = new HashSet<>();
        links.forEach(link -> linked.add(link.content.cluster));
        if (linked.isEmpty()) {
            return new Cluster();
        }
        List<Cluster> clusters = new ArrayList<>(linked);
        clusters.sort(LARGEST_FIRST);
        Cluster target = clusters.get(0);
        for (Cluster smaller : clusters.subList(1, clusters.size())) {
            if (smaller.name != null) {
                absorbed.add(smaller.name);
            }
            for (Content content : smaller.contents) {
                if (target.name != null) {
                    relabelled.addAll(content.members);
                }
                target.add(content);
            }
        }
        return target;
    }

    private List<Part> leave(Member member, List<Member> changed) {
        Content content = member.content;
        Cluster cluster = content.cluster;
        content.remove(member);
        boolean last = content.members.isEmpty();
        if (last) {
            unregister(content);
            cluster.contents.remove(content);
        }
        if (cluster.items == 0) {
            return List.of();
        }
        cluster.findFirst();
        List<Part> parts = new ArrayList<>();
        for (Cluster part : last ? divided(cluster) : List.of(cluster)) {
            String name = part.items == 1 ? null : part == cluster ? part.name : nameAfter(part.first);
            List<Member> relabelled = new ArrayList<>();
            if (part != cluster || name == null) {
                part.contents.forEach(c -> relabelled.addAll(c.members));
                relabelled.sort(BY_ARRIVAL);
            }
            part.name = name;
            changed.addAll(relabelled);
            parts.add(new Part(name, part.first.item, ids(relabelled)));
        }
        return parts;
    }

    /** The parts that still hang together, largest first; the first is the given cluster itself, reduced to it. */
    private static List<Cluster> divided(Cluster cluster) {
        List<Content> rest = new ArrayList<>(cluster.contents);
        List<Cluster> parts = new ArrayList<>();
        while (!rest.isEmpty()) {
            List<Content> together = new ArrayList<>();
            together.add(rest.remove(rest.size() - 1));
            for (int i = 0; i < together.size(); i++) {
                Content content = together.get(i);
                List<Content> apart = new ArrayList<>();
                for (Content other : rest) {
                    (content.linkedTo(other) ? together : apart).add(other);
                }
                rest = apart;
            }
            Cluster part = new Cluster();
            part.contents = together;
            together.forEach(content -> part.items += content.members.size());
            part.findFirst();
            parts.add(part);
        }
        parts.sort(LARGEST_FIRST);
        cluster.become(parts.get(0));
        parts.set(0, cluster);
        parts.subList(1, parts.size()).forEach(part -> part.contents.forEach(content -> content.cluster = part));
        return parts;
    }

    private List<Link> search(Content content) {
        if (!content.informative) {
            return List.of();
        }
        List<Link> links = new ArrayList<>();
        index.search(
                content.perceptualHash,
                content.maxDistance,
                (place, distance) -> links.add(new Link(indexed.get(place), distance)));
        return links;
    }

    private static List<Link> linksOf(Content content) {
        List<Link> links = new ArrayList<>();
        for (Content other : content.cluster.contents) {
            if (other != content && content.linkedTo(other)) {
                links.add(new Link(other, content.distanceTo(other)));
            }
        }
        return links;
    }

    private void register(Content content) {
        contents.put(content.hash, content);
        if (content.informative) {
            content.place = vacant.isEmpty() ? indexed.size() : vacant.nextSetBit(0);
            if (content.place == indexed.size()) {
                indexed.add(content);
            } else {
                indexed.set(content.place, content);
                vacant.clear(content.place);
            }
            index.insert(content.place, content.perceptualHash);
        }
    }

    private void unregister(Content content) {
        contents.remove(content.hash);
        if (content.informative) {
            index.remove(content.place);
            indexed.set(content.place, null);
            vacant.set(content.place);
        }
    }

    private String nameAfter(Member first) {
        return first.item.substring(0, Math.min(12, first.item.length())) + "-" + arrivals;
    }

    private static Duplication duplication(
            Member member, List<Link> links, List<Member> relabelled, List<String> absorbed, List<Part> parts) {
        Content content = member.content;
        Member firstHolder = content.members.get(0);
        return new Duplication(
                firstHolder == member ? null : firstHolder.item,
                content.cluster.name,
                content.cluster.first.item,
                nearest(links),
                ids(relabelled),
                absorbed,
                parts);
    }

    private static List<Match> nearest(List<Link> links) {
        return links.stream()
                .sorted(Comparator.comparingInt(Link::distance).thenComparingLong(link -> link.content.arrival))
                .limit(MOST_MATCHES)
                .map(link -> new Match(link.content.members.get(0).item, link.distance))
                .toList();
    }

    private static List<String> ids(List<Member> members) {
        return members.stream().map(member -> member.item).toList();
    }

    private static ClusteredItem kept(Member member) {
        Content content = member.content;
        return new ClusteredItem(
                member.item,
                content.hash,
                content.perceptualHash,
                content.informative,
                content.maxDistance,
                content.arrival,
                member.arrival,
                member.specVersion,
                member.at,
                content.cluster.name);
    }

    private record Link(Content content, int distance) {}

    /** An item with the content it holds. */
    private static final class Member {
        private final String item;
        private final long arrival;
        private int specVersion;
        private Instant at;
        private Content content;

        private Member(String item, long arrival, int specVersion, Instant at) {
            this.item = item;
            this.arrival = arrival;
            this.specVersion = specVersion;
            this.at = at;
        }
    }

    /** Bytes that one or more items hold. */
    private static final class Content {
        private final ContentHash hash;
        private final long perceptualHash;
        private final boolean informative;
        private final int maxDistance;
        private final long arrival;
        /** By arrival. */
        private final List<Member> members = new ArrayList<>(1);

        private Cluster cluster;
        private int place;

        private Content(ContentHash hash, long perceptualHash, boolean informative, int maxDistance, long arrival) {
            this.hash = hash;
            this.perceptualHash = perceptualHash;
            this.informative = informative;
            this.maxDistance = maxDistance;
            this.arrival = arrival;
        }

        /** Adds the latest of all members. */
        private void add(Member member) {
            member.content = this;
            members.add(member);
            cluster.items++;
            if (cluster.first == null || member.arrival < cluster.first.arrival) {
                cluster.first = member;
            }
        }

        private void remove(Member member) {
            members.remove(member);
            cluster.items--;
        }

        private int distanceTo(Content other) {
            return Fingerprints.hammingDistance(perceptualHash, other.perceptualHash);
        }

        private boolean linkedTo(Content other) {
            int allowed = arrival > other.arrival ? maxDistance : other.maxDistance;
            return informative && other.informative && distanceTo(other) <= allowed;
        }
    }

    /** Contents that hang together; a cluster in the sense of the dataset, and named, with two items or more. */
    private static final class Cluster {
        private String name;
        private List<Content> contents = new ArrayList<>(1);
        private int items;
        private Member first;

        private void add(Content content) {
            content.cluster = this;
            contents.add(content);
            items += content.members.size();
            if (!content.members.isEmpty() && (first == null || content.members.get(0).arrival < first.arrival)) {
                first = content.members.get(0);
            }
        }

        private void findFirst() {
            first = Collections.min(
                    contents.stream().map(content -> content.members.get(0)).toList(), BY_ARRIVAL);
        }

        private void become(Cluster part) {
            contents = part.contents;
            items = part.items;
            first = part.first;
        }
    }
}
