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
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.duplicate.ClusteredItem.KeptLink;
import dev.winnow.dataset.duplicate.Content.Link;
import dev.winnow.dataset.duplicate.Content.Member;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import dev.winnow.dataset.duplicate.Remembered.Judged;
import dev.winnow.dataset.duplicate.Remembered.Progress;
import dev.winnow.dataset.duplicate.Remembered.Withdrawn;
import java.time.Instant;
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
import java.util.stream.Stream;

/**
 * The clusters of exact and near copies in one dataset, kept while images arrive and are decided about. A function of arrivals and
 * decisions and their one order alone: the same log gives the same clusters, names and representatives.
 *
 * <ul>
 *   <li>Items with the same content are exact copies. Contents of the same decoded pixels are linked, whatever their hashes.
 *   <li>Two contents are near copies, linked, where {@link CopyRule} says so under the spec of the later one. A link is judged
 *       once, when the later content arrives, and remembered with its evidence: a changed spec counts for what arrives under
 *       it. Of many copies of one picture the nearest {@value #MOST_LINKS} are remembered, and one in each cluster that is
 *       joined.
 *   <li>Copies of copies hang together. Two or more items that hang together are a cluster.
 *   <li>A cluster is named when it comes to be, after its first item and the arrival or decision that made it, and no name is ever
 *       given twice. When clusters become one the name of the largest remains, of equally large ones that whose first item
 *       arrived earlier.
 *   <li>A cluster is represented by its best item or by the one that arrived first, and what becomes of the others says the
 *       policy, both by the spec of the last image that touched the cluster. Decisions follow the newest spec that an image
 *       arrived under, {@link #specVersion}.
 *   <li>An item that is uploaded again with other content leaves its cluster. Content that nobody holds any more takes its
 *       links along; if the cluster falls apart, the largest part keeps the name, of equally large ones the one with the
 *       earliest item. So does an item that is withdrawn, and uploads of it that the withdrawal names are out whenever they come.
 *   <li>A person's word on two contents outranks the rule for these two, also when one of them leaves and comes back: they
 *       are linked, or they are not. Contents that are not linked may hang together by way of others all the same. When the
 *       word is taken back, what the rule said holds again.
 * </ul>
 */
public final class DuplicateClusters {
    private static final int MOST_MATCHES = 10;
    private static final int MOST_LINKS = 64;

    private final Map<String, Member> items;
    private final Map<ContentHash, Content> contents;

    /** The contents of each picture of which there is more than one file, or one file with known pixels. */
    private final Map<ContentHash, List<Content>> samePixels;

    /** The informative contents by their perceptual hashes, under their place in {@link #indexed}. */
    private final HammingIndex index = new HammingIndex();

    private final List<Content> indexed = new ArrayList<>();
    private final BitSet vacant = new BitSet();
    private final Looks looks;
    private final Words words = new Words();

    /** By item; also of items that came back later. */
    private final Map<String, Withdrawn> withdrawals = new HashMap<>();

    /** Arrivals and decisions so far. */
    private long steps;

    private int specVersion;

    /** @param looks where what the second look needs is kept and found again */
    public DuplicateClusters(Looks looks) {
        this(looks, 0);
    }

    /** @param expected items, for which the maps need not grow */
    private DuplicateClusters(Looks looks, int expected) {
        this.looks = looks;
        int capacity = Math.max(16, expected / 3 * 4 + 4);
        items = new HashMap<>(capacity);
        contents = new HashMap<>(capacity);
        samePixels = new HashMap<>(capacity);
    }

    /**
     * What an arrival or a decision changed.
     *
     * @param duplication what is new about an image that arrived; empty where nothing is: the arrival was known, or a later upload
     *     to the same item or its withdrawal came before it. Empty after a decision
     * @param revision what a decision changed; empty after an arrival
     * @param items all items whose kept facts are others now, an arrived one first. What is kept of the items that {@link
     *     Revision#left} names is to be dropped
     * @param remembered what else is to be kept now
     */
    public record Change(
            Optional<Duplication> duplication,
            Optional<Revision> revision,
            List<ClusteredItem> items,
            List<Remembered> remembered) {
        private static final Change NONE = new Change(Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    /** The clusters as they were when this, in any order, was all there was to keep. */
    public static DuplicateClusters of(Collection<ClusteredItem> kept, Collection<Remembered> remembered, Looks looks) {
        DuplicateClusters clusters = new DuplicateClusters(looks, kept.size());
        Map<String, Cluster> named = new HashMap<>();
        List<ClusteredItem> sorted = new ArrayList<>(kept);
        sorted.sort(Comparator.comparingLong(ClusteredItem::arrival));
        sorted.forEach(item -> clusters.restore(item, named));
        for (List<Content> same : clusters.samePixels.values()) {
            if (same.size() > 1) {
                same.sort(Comparator.comparingLong(content -> content.arrival));
            }
        }
        remembered.forEach(clusters::restore);
        Set<Content> tied = new HashSet<>();
        for (ClusteredItem item : sorted) {
            Content content = clusters.contents.get(item.content());
            if ((item.links() == null || !item.links().isEmpty()) && tied.add(content)) {
                clusters.restoreLinks(item, content);
            }
        }
        for (Remembered word : remembered) {
            if (word instanceof Judged judged) {
                clusters.restoreLink(judged);
            }
        }
        return clusters;
    }

    private void restore(Remembered remembered) {
        if (remembered instanceof Progress progress) {
            steps = Math.max(steps, progress.steps());
            specVersion = Math.max(specVersion, progress.specVersion());
        } else if (remembered instanceof Withdrawn withdrawn) {
            withdrawals.put(withdrawn.item(), withdrawn);
        } else if (remembered instanceof Judged judged) {
            words.say(judged.one(), judged.other(), judged.copies());
        }
    }

    /** The link that a person alone made. */
    private void restoreLink(Judged judged) {
        Content one = contents.get(judged.one());
        Content other = contents.get(judged.other());
        if (judged.copies() && one != null && other != null && one.linkTo(other) == null) {
            Link.byHand(one, other).tie();
        }
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
        steps = Math.max(steps, Math.max(kept.arrival(), kept.contentArrival()));
        specVersion = Math.max(specVersion, kept.specVersion());
    }

    private void restoreLinks(ClusteredItem kept, Content content) {
        if (kept.links() != null) {
            for (KeptLink link : kept.links()) {
                Content earlier = contents.get(link.content());
                // Where it is gone, or came back later, it took the link along.
                if (earlier != null && earlier.arrival < content.arrival) {
                    hold(byRule(
                            earlier,
                            content,
                            new Evidence(link.distance(), link.correlation(), link.pdqDistance(), link.turn())));
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
                hold(byRule(earlier, content, new Evidence(distance, null, null, Dihedral.IDENTITY)));
            }
        }
    }

    /** A link as the rule has it, with what a person said about the two. */
    private Link byRule(Content earlier, Content later, Evidence evidence) {
        return new Link(earlier, later, evidence, true, Boolean.TRUE.equals(words.on(earlier, later)));
    }

    private boolean isRefused(Link link) {
        return Boolean.FALSE.equals(words.on(link.earlier(), link.later()));
    }

    private void hold(Link link) {
        if (isRefused(link)) {
            link.refuse();
        } else {
            link.tie();
        }
    }

    /** The newest version of the spec that an image arrived under, 0 before the first. Decisions are to follow it. */
    public int specVersion() {
        return specVersion;
    }

    /** Takes an image in, under the spec it was uploaded under. */
    public Change add(Arrival arrival, Fingerprints fingerprints, Duplicates spec) {
        Withdrawn withdrawn = withdrawals.get(arrival.item());
        if (withdrawn != null && withdrawn.covers(arrival)) {
            return Change.NONE;
        }
        Member known = items.get(arrival.item());
        if (known == null) {
            steps++;
            return arrive(arrival, fingerprints, spec, List.of(), Set.of());
        }
        if (arrival.at().isBefore(known.at)) {
            return Change.NONE;
        }
        if (known.content.hash.equals(arrival.content())) {
            return again(known, arrival, spec);
        }
        steps++;
        Set<Member> changed = new LinkedHashSet<>();
        List<Part> parts = leave(known, spec, changed);
        return arrive(arrival, fingerprints, spec, parts, changed);
    }

    /**
     * Takes an item's uploads out up to one, also those that come later. An upload that is newer stays.
     *
     * @param upTo uploads taken later than this stay
     * @param upToVersion of uploads taken at {@code upTo} those under a later version of the spec stay
     * @param spec of version {@link #specVersion}
     * @param position where the decision stands in the dataset's order
     */
    public Change withdraw(String item, Instant upTo, int upToVersion, Duplicates spec, long position) {
        steps++;
        Withdrawn withdrawn = new Withdrawn(item, upTo, upToVersion);
        Withdrawn before = withdrawals.get(item);
        if (before == null || !before.covers(upTo, upToVersion)) {
            withdrawals.put(item, withdrawn);
        }
        Remembered kept = withdrawals.get(item);
        Member known = items.get(item);
        if (known == null || !withdrawn.covers(known.at, known.specVersion)) {
            return revised(List.of(), List.of(), List.of(), Set.of(), kept, position);
        }
        Set<Member> changed = new LinkedHashSet<>();
        List<Part> parts = leave(known, spec, changed);
        items.remove(item);
        return revised(List.of(item), parts, List.of(), changed, kept, position);
    }

    /**
     * Takes a person's word on two contents, held or not.
     *
     * @param copies whether they are copies of one picture
     * @param spec of version {@link #specVersion}
     * @param position where the decision stands in the dataset's order
     */
    public Change judge(ContentHash one, ContentHash other, boolean copies, Duplicates spec, long position) {
        return said(one, other, copies, spec, position);
    }

    /** Takes a person's word back, as {@link #judge} took it. */
    public Change takeBack(ContentHash one, ContentHash other, Duplicates spec, long position) {
        return said(one, other, null, spec, position);
    }

    private Change said(ContentHash one, ContentHash other, Boolean copies, Duplicates spec, long position) {
        steps++;
        if (one.equals(other)) {
            return revised(List.of(), List.of(), List.of(), Set.of(), null, position);
        }
        words.say(one, other, copies);
        List<Part> parts = new ArrayList<>();
        List<String> absorbed = new ArrayList<>();
        Set<Member> changed = new LinkedHashSet<>();
        Content first = contents.get(one);
        Content second = contents.get(other);
        if (first != null && second != null) {
            relink(first, second, copies);
            if (first.cluster != second.cluster
                    && first.linkTo(second) != null
                    && first.linkTo(second).holds()) {
                parts.add(join(Set.of(first.cluster, second.cluster), spec, absorbed, changed));
            } else if (first.cluster == second.cluster) {
                Cluster cluster = first.cluster;
                List<Cluster> divided = cluster.divide();
                if (divided.size() > 1) {
                    parts.addAll(settled(cluster, divided, spec, changed));
                }
            }
        }
        return revised(List.of(), parts, absorbed, changed, Judged.of(one, other, copies), position);
    }

    /** @param copies the word that counts from now on, null for none */
    private void relink(Content one, Content other, Boolean copies) {
        Link link = one.linkTo(other);
        if (link != null) {
            link.cut();
            if (link.byRule()) {
                hold(link.saidByHand(Boolean.TRUE.equals(copies)));
                return;
            }
        }
        if (Boolean.TRUE.equals(copies)) {
            Link.byHand(one, other).tie();
        }
    }

    private Part join(Set<Cluster> linked, Duplicates spec, List<String> absorbed, Set<Member> changed) {
        List<Member> relabelled = new ArrayList<>();
        Cluster cluster = merged(linked, relabelled, absorbed);
        if (cluster.name == null) {
            cluster.name = nameAfter(cluster.first);
            relabelled.clear();
            cluster.members().forEach(relabelled::add);
        }
        relabelled.sort(Cluster.BY_ARRIVAL);
        changed.addAll(relabelled);
        changed.addAll(cluster.settle(spec, null));
        return new Part(cluster.name, cluster.representative.item, ids(relabelled));
    }

    /** @param kept what else is to be kept, or null */
    private Change revised(
            List<String> left,
            List<Part> parts,
            List<String> absorbed,
            Set<Member> changed,
            Remembered kept,
            long position) {
        Revision revision = new Revision(left, parts, absorbed, announce(changed), position);
        Progress progress = new Progress(steps, specVersion);
        return new Change(
                Optional.empty(),
                Optional.of(revision),
                changed.stream().map(DuplicateClusters::kept).toList(),
                kept == null ? List.of(progress) : List.of(progress, kept));
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
        List<Remembered> remembered = follow(arrival);
        Set<Member> settled = known.content.cluster.settle(spec, null);
        return change(known, spec, List.of(), List.of(), List.of(), settled, settled, remembered);
    }

    private Change arrive(
            Arrival arrival, Fingerprints fingerprints, Duplicates spec, List<Part> parts, Set<Member> left) {
        List<Remembered> remembered = follow(arrival);
        double merit = arrival.traits() == null ? 0 : arrival.traits().merit();
        Member member = new Member(arrival.item(), steps, merit, arrival.specVersion(), arrival.at());
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
            List<Link> links = links(content, fingerprints, spec);
            register(content);
            looks.keep(content.hash, Looks.Look.at(fingerprints));
            links.forEach(this::hold);
            Set<Cluster> linked = new HashSet<>();
            content.links().forEach(link -> linked.add(link.earlier().cluster));
            merged(linked, relabelled, absorbed).take(content);
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
        return change(member, spec, relabelled, absorbed, parts, standing, written, remembered);
    }

    /** Notes the spec of an image that is taken in. */
    private List<Remembered> follow(Arrival arrival) {
        if (arrival.specVersion() <= specVersion) {
            return List.of();
        }
        specVersion = arrival.specVersion();
        return List.of(new Progress(steps, specVersion));
    }

    /** The links of a content that arrives: to exact copies by pixels, to near copies, and to what a person calls a copy. */
    private List<Link> links(Content content, Fingerprints prints, Duplicates spec) {
        List<Link> links = new ArrayList<>();
        Set<Cluster> joined = new HashSet<>();
        Set<Content> judged = new HashSet<>();
        for (Content other : samePixels.getOrDefault(content.pixels, List.of())) {
            if (links.size() < MOST_LINKS || !joined.contains(other.cluster)) {
                int distance = Fingerprints.hammingDistance(content.perceptualHash, other.perceptualHash);
                take(byRule(other, content, new Evidence(distance, null, null, Dihedral.IDENTITY)), links, joined);
            }
            judged.add(other);
        }
        for (Content candidate : near(prints, spec)) {
            if ((links.size() >= MOST_LINKS && joined.contains(candidate.cluster)) || !judged.add(candidate)) {
                continue;
            }
            CopyRule.compare(prints, candidate.seen(looks.of(candidate.hash)), spec)
                    .ifPresent(evidence -> take(byRule(candidate, content, evidence), links, joined));
        }
        Set<Content> linked = new HashSet<>();
        links.forEach(link -> linked.add(link.earlier()));
        words.about(content.hash).forEach((hash, copies) -> {
            Content other = contents.get(hash);
            if (copies && other != null && !linked.contains(other)) {
                links.add(Link.byHand(other, content));
            }
        });
        return links;
    }

    private void take(Link link, List<Link> links, Set<Cluster> joined) {
        links.add(link);
        if (!isRefused(link)) {
            joined.add(link.earlier().cluster);
        }
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

    /** The one cluster that these are from now on, a new one without any. */
    private static Cluster merged(Set<Cluster> linked, List<Member> relabelled, List<String> absorbed) {
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
        return settled(cluster, last ? cluster.divide() : List.of(cluster), spec, changed);
    }

    /** Names what is left of a cluster, its largest part first, and says who stands for it. */
    private List<Part> settled(Cluster cluster, List<Cluster> left, Duplicates spec, Set<Member> changed) {
        List<Part> parts = new ArrayList<>();
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
        List.copyOf(content.refused()).forEach(Link::cut);
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
        return first.item.substring(0, Math.min(12, first.item.length())) + "-" + steps;
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
            Set<Member> written,
            List<Remembered> remembered) {
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
                announce(standing),
                null);
        member.announced = member.standing;
        List<ClusteredItem> kept = new ArrayList<>();
        kept.add(kept(member));
        written.stream().filter(other -> other != member).forEach(other -> kept.add(kept(other)));
        return new Change(Optional.of(duplication), Optional.empty(), kept, remembered);
    }

    /** Those of the members that stand otherwise than events have told. */
    private static List<Standed> announce(Collection<Member> members) {
        List<Standed> standings = new ArrayList<>();
        for (Member member : members) {
            if (member.announced != member.standing) {
                standings.add(new Standed(member.item, member.standing));
                member.announced = member.standing;
            }
        }
        return standings;
    }

    private static List<Match> nearest(Content content) {
        return content.links().stream()
                .sorted(nearestFirst(content))
                .limit(MOST_MATCHES)
                .map(link -> link.match(content))
                .toList();
    }

    private static Comparator<Link> nearestFirst(Content content) {
        return Comparator.comparingInt(Link::distance).thenComparingLong(link -> link.otherThan(content).arrival);
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
                    ? "The best of its copies by size and sharpness"
                    : "The first of its copies to arrive";
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
                return evidence(link);
            }
        }
        return "by way of other copies";
    }

    private static String evidence(Link link) {
        Evidence evidence = link.evidence();
        String hashes = evidence.distance() + " of 64 bits differ";
        if (link.byHand()) {
            return "a person said so; " + hashes;
        }
        if (evidence.pdqDistance() != null) {
            return hashes + ", " + evidence.pdqDistance() + " of 256 in PDQ";
        }
        return evidence.correlation() == null
                ? hashes
                : hashes + String.format(Locale.ROOT, ", thumbnails correlate by %.2f", evidence.correlation());
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
                Stream.concat(content.links().stream(), content.refused().stream())
                        .filter(link -> link.byRule() && link.later() == content)
                        .sorted(nearestFirst(content))
                        .map(DuplicateClusters::kept)
                        .toList(),
                0);
    }

    private static KeptLink kept(Link link) {
        Evidence evidence = link.evidence();
        return new KeptLink(
                link.earlier().hash,
                evidence.distance(),
                evidence.correlation(),
                evidence.pdqDistance(),
                evidence.turn());
    }
}
