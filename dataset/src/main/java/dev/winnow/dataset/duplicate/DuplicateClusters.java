package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DatasetSpec.Duplicates;
import dev.winnow.dataset.DatasetSpec.Representative;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Duplication.Standed;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.duplicate.ClusteredItem.KeptLink;
import dev.winnow.dataset.duplicate.Content.Link;
import dev.winnow.dataset.duplicate.Content.Member;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clusters of exact and near copies in one dataset, kept while images arrive. A function of the arrivals and their order
 * alone: the same log gives the same clusters, names and representatives.
 *
 * <ul>
 *   <li>Items with the same content are exact copies. Contents of the same decoded pixels are linked, whatever their hashes.
 *   <li>Two contents are near copies, linked, where {@link CopyRule} says so under the spec of the later one. A link is judged
 *       once, when the later content arrives, and remembered with its evidence: a changed spec counts for what arrives under
 *       it. Of many copies of one picture the nearest {@value #MOST_LINKS} are remembered, and one in each cluster that is
 *       joined.
 *   <li>Copies of copies hang together. Two or more items that hang together are a cluster.
 *   <li>A cluster is named when it comes to be, after its first item and the arrival that made it, and no name is ever
 *       given twice. When clusters become one the name of the largest remains, of equally large ones that whose first item
 *       arrived earlier.
 *   <li>A cluster is represented by its best item or by the one that arrived first, and what becomes of the others says the
 *       policy, both by the spec of the last image that touched the cluster.
 *   <li>An item that is uploaded again with other content leaves its cluster. Content that nobody holds any more takes its
 *       links along; if the cluster falls apart, the largest part keeps the name, of equally large ones the one with the
 *       earliest item.
 * </ul>
 */
public final class DuplicateClusters {
    private static final int MOST_MATCHES = 10;
    private static final int MOST_LINKS = 64;

    private final Map<String, Member> items = new HashMap<>();
    private final Map<ContentHash, Content> contents = new HashMap<>();

    /** The contents of each picture of which there is more than one file, or one file with known pixels. */
    private final Map<ContentHash, List<Content>> samePixels = new HashMap<>();

    /** The informative contents by their perceptual hashes, under their place in {@link #indexed}. */
    private final HammingIndex index = new HammingIndex();

    private final List<Content> indexed = new ArrayList<>();
    private final BitSet vacant = new BitSet();
    private final Looks looks;
    private long arrivals;

    /** @param looks where what the second look needs is kept and found again */
    public DuplicateClusters(Looks looks) {
        this.looks = looks;
    }

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
    public static DuplicateClusters of(Collection<ClusteredItem> kept, Looks looks) {
        DuplicateClusters clusters = new DuplicateClusters(looks);
        Map<String, Cluster> named = new HashMap<>();
        List<ClusteredItem> sorted = new ArrayList<>(kept);
        sorted.sort(Comparator.comparingLong(ClusteredItem::arrival));
        sorted.forEach(item -> clusters.restore(item, named));
        Set<Content> tied = new HashSet<>();
        for (ClusteredItem item : sorted) {
            Content content = clusters.contents.get(item.content());
            if ((item.links() == null || !item.links().isEmpty()) && tied.add(content)) {
                clusters.restoreLinks(item, content);
            }
        }
        return clusters;
    }

    private void restore(ClusteredItem kept, Map<String, Cluster> named) {
        Content content = contents.get(kept.content());
        if (content == null) {
            content = new Content(
                    kept.content(), kept.perceptualHash(), kept.informative(), kept.pixels(), kept.contentArrival());
            register(content);
            Cluster cluster =
                    kept.cluster() == null ? new Cluster() : named.computeIfAbsent(kept.cluster(), n -> new Cluster());
            cluster.name = kept.cluster();
            cluster.add(content);
        }
        Member member = new Member(kept.item(), kept.arrival(), kept.merit(), kept.specVersion(), kept.at());
        member.standing = kept.standing();
        member.announced = kept.standing();
        items.put(member.item, member);
        content.add(member);
        if (kept.representative() || content.cluster.representative == null) {
            content.cluster.representative = member;
        }
        arrivals = Math.max(arrivals, Math.max(kept.arrival(), kept.contentArrival()));
    }

    private void restoreLinks(ClusteredItem kept, Content content) {
        if (kept.links() != null) {
            for (KeptLink link : kept.links()) {
                Content earlier = contents.get(link.content());
                // Where it is gone, or came back later, it took the link along.
                if (earlier != null && earlier.arrival < content.arrival) {
                    new Link(earlier, content, link.distance(), link.correlation(), link.pdqDistance(), link.turn())
                            .tie();
                }
            }
            return;
        }
        // Kept before links were: the hashes alone decided then, and would again.
        for (Content earlier : content.cluster.contents) {
            int distance = Fingerprints.hammingDistance(content.perceptualHash, earlier.perceptualHash);
            if (earlier.arrival < content.arrival
                    && earlier.informative
                    && content.informative
                    && distance <= kept.maxDistance()) {
                new Link(earlier, content, distance, null, null, Dihedral.IDENTITY).tie();
            }
        }
    }

    /** Takes an image in, under the spec it was uploaded under. */
    public Change add(Arrival arrival, Fingerprints fingerprints, Duplicates spec) {
        Member known = items.get(arrival.item());
        if (known == null) {
            arrivals++;
            return arrive(arrival, fingerprints, spec, List.of(), Set.of());
        }
        if (arrival.at().isBefore(known.at)) {
            return Change.NONE;
        }
        if (known.content.hash.equals(arrival.content())) {
            return again(known, arrival, spec);
        }
        arrivals++;
        Set<Member> changed = new LinkedHashSet<>();
        List<Part> parts = leave(known, spec, changed);
        return arrive(arrival, fingerprints, spec, parts, changed);
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
                representatives.put(content.cluster.name, content.cluster.representative.item);
            }
        }
        return representatives;
    }

    /**
     * The same content in the same place. The upload itself is news unless it is the one that is known: whoever sent it waits for its
     * verdict. So is the known upload under a later spec, which took it in again; under an earlier one it is a record that was
     * read late.
     */
    private Change again(Member known, Arrival arrival, Duplicates spec) {
        if (known.at.equals(arrival.at()) && arrival.specVersion() <= known.specVersion) {
            return Change.NONE;
        }
        known.specVersion = arrival.specVersion();
        known.at = arrival.at();
        Set<Member> settled = known.content.cluster.settle(spec, null);
        return change(known, spec, List.of(), List.of(), List.of(), settled, settled);
    }

    private Change arrive(
            Arrival arrival, Fingerprints fingerprints, Duplicates spec, List<Part> parts, Set<Member> left) {
        double merit = arrival.traits() == null ? 0 : arrival.traits().merit();
        Member member = new Member(arrival.item(), arrivals, merit, arrival.specVersion(), arrival.at());
        items.put(member.item, member);
        List<Member> relabelled = new ArrayList<>();
        List<String> absorbed = new ArrayList<>();
        Content content = contents.get(arrival.content());
        if (content == null) {
            content = new Content(
                    arrival.content(),
                    fingerprints.perceptualHash(),
                    fingerprints.informative(),
                    fingerprints.pixels(),
                    member.arrival);
            List<Link> links = judge(content, fingerprints, spec);
            register(content);
            looks.keep(content.hash, Looks.Look.at(fingerprints));
            links.forEach(Link::tie);
            merged(links, relabelled, absorbed).take(content);
        }
        Cluster cluster = content.cluster;
        boolean alone = cluster.items == 0;
        content.add(member);
        if (cluster.name == null && cluster.items > 1) {
            cluster.name = nameAfter(cluster.first);
            cluster.members().filter(other -> other != member).forEach(relabelled::add);
        }
        relabelled.sort(Cluster.BY_ARRIVAL);
        Set<Member> settled = cluster.settle(spec, alone ? null : member);

        Set<Member> written = new LinkedHashSet<>(left);
        written.addAll(relabelled);
        written.addAll(settled);
        Set<Member> standing = new LinkedHashSet<>(left);
        standing.addAll(settled);
        return change(member, spec, relabelled, absorbed, parts, standing, written);
    }

    /** The links of a content that arrives, to exact copies by pixels and to near copies. */
    private List<Link> judge(Content content, Fingerprints prints, Duplicates spec) {
        List<Link> links = new ArrayList<>();
        Set<Cluster> joined = new HashSet<>();
        Set<Content> judged = new HashSet<>();
        for (Content other : samePixels.getOrDefault(content.pixels, List.of())) {
            if (links.size() < MOST_LINKS || !joined.contains(other.cluster)) {
                int distance = Fingerprints.hammingDistance(content.perceptualHash, other.perceptualHash);
                links.add(new Link(other, content, distance, null, null, Dihedral.IDENTITY));
                joined.add(other.cluster);
            }
            judged.add(other);
        }
        for (Content candidate : near(prints, spec)) {
            if ((links.size() >= MOST_LINKS && joined.contains(candidate.cluster)) || !judged.add(candidate)) {
                continue;
            }
            CopyRule.compare(prints, candidate.seen(looks.of(candidate.hash)), spec)
                    .ifPresent(evidence -> {
                        links.add(new Link(
                                candidate,
                                content,
                                evidence.distance(),
                                evidence.correlation(),
                                evidence.pdqDistance(),
                                evidence.turn()));
                        joined.add(candidate.cluster);
                    });
        }
        return links;
    }

    /** The contents whose hashes are near enough to be looked at, nearest first, of equally near ones the earlier first. */
    private List<Content> near(Fingerprints prints, Duplicates spec) {
        Map<Content, Integer> distances = new HashMap<>();
        for (long hash : CopyRule.hashesAround(prints, spec).values()) {
            index.search(
                    hash,
                    spec.maxDistance(),
                    (place, distance) -> distances.merge(indexed.get(place), distance, Math::min));
        }
        List<Content> near = new ArrayList<>(distances.keySet());
        near.sort(Comparator.<Content>comparingInt(distances::get).thenComparingLong(content -> content.arrival));
        return near;
    }

    /** The one cluster that all linked contents belong to from now on, a new one without any. */
    private static Cluster merged(List<Link> links, List<Member> relabelled, List<String> absorbed) {
        Set<Cluster> linked = new HashSet<>();
        links.forEach(link -> linked.add(link.earlier().cluster));
        if (linked.isEmpty()) {
            return new Cluster();
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
                    relabelled.addAll(content.members);
                }
                target.add(content);
            }
        }
        return target;
    }

    /** @param changed takes the members that bear another name, stand otherwise or stand for their cluster now */
    private List<Part> leave(Member member, Duplicates spec, Set<Member> changed) {
        Content content = member.content;
        Cluster cluster = content.cluster;
        Member stoodFor = cluster.representative;
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
        for (Cluster part : last ? cluster.divide() : List.of(cluster)) {
            String name = part.items == 1 ? null : part == cluster ? part.name : nameAfter(part.first);
            List<Member> relabelled = new ArrayList<>();
            if (part != cluster || name == null) {
                part.members().sorted(Cluster.BY_ARRIVAL).forEach(relabelled::add);
            }
            part.name = name;
            changed.addAll(relabelled);
            if (part != cluster || name == null || stoodFor == member || part.representative == null) {
                changed.addAll(part.settle(spec, null));
            }
            parts.add(new Part(name, part.representative.item, ids(relabelled)));
        }
        return parts;
    }

    private void register(Content content) {
        contents.put(content.hash, content);
        if (content.pixels != null) {
            samePixels
                    .computeIfAbsent(content.pixels, pixels -> new ArrayList<>(1))
                    .add(content);
        }
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
        looks.drop(content.hash);
        List.copyOf(content.links()).forEach(Link::cut);
        if (content.pixels != null) {
            List<Content> same = samePixels.get(content.pixels);
            same.remove(content);
            if (same.isEmpty()) {
                samePixels.remove(content.pixels);
            }
        }
        if (content.informative) {
            index.remove(content.place);
            indexed.set(content.place, null);
            vacant.set(content.place);
        }
    }

    private String nameAfter(Member first) {
        return first.item.substring(0, Math.min(12, first.item.length())) + "-" + arrivals;
    }

    /**
     * @param standing others whose standing may have changed
     * @param written others whose kept facts may have changed
     */
    private static Change change(
            Member member,
            Duplicates spec,
            List<Member> relabelled,
            List<String> absorbed,
            List<Part> parts,
            Set<Member> standing,
            Set<Member> written) {
        Content content = member.content;
        Member firstHolder = content.firstHolder();
        Duplication duplication = new Duplication(
                firstHolder == member ? null : firstHolder.item,
                content.cluster.name,
                content.cluster.representative.item,
                nearest(content),
                ids(relabelled),
                absorbed,
                parts,
                samePixelsAs(content),
                member.standing,
                reason(member, spec),
                standing.stream()
                        .filter(other -> other.announced != other.standing)
                        .map(other -> new Standed(other.item, other.standing))
                        .toList(),
                null);
        standing.forEach(other -> other.announced = other.standing);
        member.announced = member.standing;
        List<ClusteredItem> kept = new ArrayList<>();
        kept.add(kept(member));
        written.stream().filter(other -> other != member).forEach(other -> kept.add(kept(other)));
        return new Change(Optional.of(duplication), kept);
    }

    private static List<Match> nearest(Content content) {
        return content.links().stream()
                .sorted(Comparator.comparingInt(Link::distance)
                        .thenComparingLong(link -> link.otherThan(content).arrival))
                .limit(MOST_MATCHES)
                .map(link -> link.match(content))
                .toList();
    }

    private static String samePixelsAs(Content content) {
        return content.links().stream()
                .map(link -> link.otherThan(content))
                .filter(content::hasPixelsOf)
                .map(Content::firstHolder)
                .min(Cluster.BY_ARRIVAL)
                .map(holder -> holder.item)
                .orElse(null);
    }

    /** Why the item is kept or not, or null where it stands alone. */
    private static String reason(Member member, Duplicates spec) {
        Cluster cluster = member.content.cluster;
        if (cluster.name == null) {
            return null;
        }
        if (member == cluster.representative) {
            return spec.representative() == Representative.BEST
                    ? "The best of " + cluster.items + " copies by size and sharpness"
                    : "The first of " + cluster.items + " copies to arrive";
        }
        String evidence = evidence(member.content, cluster.representative.content);
        return switch (member.standing) {
            case KEPT -> "A copy of the representative (" + evidence + "); the dataset keeps all copies";
            case DUPLICATE ->
                "A copy of the representative (" + evidence
                        + "); the dataset keeps one image of each cluster, and the representative is it";
            case QUARANTINED ->
                "A copy of the representative (" + evidence
                        + "); the dataset sets copies aside until a person has looked";
        };
    }

    private static String evidence(Content content, Content representative) {
        if (content == representative) {
            return "the same bytes";
        }
        if (content.hasPixelsOf(representative)) {
            return "the same pixels in other bytes";
        }
        for (Link link : content.links()) {
            if (link.otherThan(content) == representative) {
                String hashes = link.distance() + " of 64 bits differ";
                if (link.pdqDistance() != null) {
                    return hashes + ", " + link.pdqDistance() + " of 256 in PDQ";
                }
                return link.correlation() == null
                        ? hashes
                        : hashes + String.format(Locale.ROOT, ", thumbnails correlate by %.2f", link.correlation());
            }
        }
        return "by way of other copies";
    }

    private static List<String> ids(Collection<Member> members) {
        return members.stream().map(member -> member.item).toList();
    }

    private static ClusteredItem kept(Member member) {
        Content content = member.content;
        return new ClusteredItem(
                member.item,
                content.hash,
                content.perceptualHash,
                content.informative,
                content.pixels,
                content.arrival,
                member.arrival,
                member.specVersion,
                member.at,
                member.merit,
                content.cluster.name,
                member == content.cluster.representative,
                member.standing,
                content.links().stream()
                        .filter(link -> link.later() == content)
                        .map(link -> new KeptLink(
                                link.earlier().hash,
                                link.distance(),
                                link.correlation(),
                                link.pdqDistance(),
                                link.turn()))
                        .toList(),
                0);
    }
}
