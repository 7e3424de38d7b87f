package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.KeyedSet;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Traits;
import dev.winnow.dataset.duplicate.Remembered.Judged;
import dev.winnow.dataset.duplicate.Remembered.Progress;
import dev.winnow.dataset.duplicate.Remembered.Withdrawn;
import dev.winnow.dataset.spec.Duplicates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clusters of exact and near copies in one dataset, kept while images arrive and are decided about. A function of arrivals and
 * decisions and their one order alone: the same log gives the same clusters, names and representatives.
 *
 * <ul>
 *   <li>Items with the same content are exact copies. Contents of the same decoded pixels are linked, whatever their hashes.
 *   <li>Two contents are near copies, linked, where {@link CopyRule} says so under the spec of the later one. A link is judged
 *       once, when the later content arrives, and remembered with its evidence: a changed spec counts for what arrives under
 *       it. Of many copies of one picture the nearest {@value CopySearch#MOST_LINKS} are remembered, and one in each cluster that is
 *       joined.
 *   <li>A cluster is a star: all of its contents are linked to that of its representative, or bound to one that is, by the same
 *       pixels or a person's word. A newcomer joins the clusters of which every content is linked to it, or the one whose
 *       representative is, whichever the nearest of its links says. What is linked to it beside that is related, and no copy.
 *   <li>A cluster is named when it comes to be, after its first item and the arrival or decision that made it, and no name is ever
 *       given twice. When clusters become one the name of the largest remains, of equally large ones that whose first item
 *       arrived earlier.
 *   <li>A cluster is represented by the best of the items that all others are linked to or by the one that arrived first, and what becomes of the others says the
 *       policy, both by the spec of the last image that touched the cluster. Decisions follow the newest spec that an image
 *       arrived under, {@link #specVersion}.
 *   <li>An item that is uploaded again with other content leaves its cluster. Content that nobody holds any more takes its
 *       links along; if the cluster falls apart, the largest part keeps the name, of equally large ones the one with the
 *       earliest item. So does an item that is withdrawn, and uploads of it that the withdrawal names are out whenever they come.
 *   <li>Items with the same bytes or the same pixels and different labels contradict each other, whatever cluster they are in ({@link
 *       LabelConflicts}).
 *   <li>A person's word on two contents outranks the rule for these two, also when one of them leaves and comes back: they
 *       are linked, or they are not. Contents that are not linked may hang together by way of others all the same. When the
 *       word is taken back, what the rule said holds again.
 * </ul>
 */
public final class DuplicateClusters {
    private final KeyedSet<String, Member> items = new KeyedSet<>(member -> member.item);
    private final Contents contents = new Contents();
    private final LabelConflicts conflicts = new LabelConflicts(contents);
    private final Looks looks;
    private final Words words = new Words();
    private final CopySearch copies;

    /** By item; also of items that came back later. */
    private final Map<String, Withdrawn> withdrawals = new HashMap<>();

    /** Arrivals and decisions so far. */
    private long steps;

    private int specVersion;

    /** @param looks where what the second look needs is kept and found again */
    public DuplicateClusters(Looks looks) {
        this.looks = looks;
        this.copies = new CopySearch(contents, looks, words);
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

    /**
     * The clusters as they were when this was all there was to keep.
     *
     * @param kept each item once, in any order; read to its end, one by one
     * @param remembered in any order
     */
    public static DuplicateClusters of(Iterator<ClusteredItem> kept, Collection<Remembered> remembered, Looks looks) {
        DuplicateClusters clusters = new DuplicateClusters(looks);
        remembered.forEach(clusters::recall);
        ClusterRebuild rebuild =
                new ClusterRebuild(clusters.items, clusters.contents, clusters.conflicts, clusters.words);
        while (kept.hasNext()) {
            ClusteredItem item = kept.next();
            rebuild.add(item);
            clusters.recall(new Progress(Math.max(item.arrival(), item.contentArrival()), item.specVersion()));
        }
        rebuild.finish(remembered);
        return clusters;
    }

    private void recall(Remembered remembered) {
        if (remembered instanceof Progress progress) {
            steps = Math.max(steps, progress.steps());
            specVersion = Math.max(specVersion, progress.specVersion());
        } else if (remembered instanceof Withdrawn withdrawn) {
            withdrawals.put(withdrawn.item(), withdrawn);
        } else if (remembered instanceof Judged judged) {
            words.say(judged.one(), judged.other(), judged.copies());
        }
    }

    /** The newest version of the spec that an image arrived under, 0 before the first. Decisions are to follow it. */
    public int specVersion() {
        return specVersion;
    }

    /** Whether an upload to this item is known that nothing withdrew. */
    public boolean holds(String item) {
        return items.get(item) != null;
    }

    /** Takes an image in, under the spec it was uploaded under. */
    public Change add(Arrival arrival, Fingerprints fingerprints, Duplicates spec) {
        Withdrawn withdrawn = withdrawals.get(arrival.item());
        if (withdrawn != null && withdrawn.covers(arrival)) {
            return Change.NONE;
        }
        Member known = items.get(arrival.item());
        if (known == null) {
            return arrive(arrival, fingerprints, new Step(++steps, spec));
        }
        if (arrival.at().isBefore(known.at())) {
            return Change.NONE;
        }
        if (known.content.hash.equals(arrival.content())) {
            return again(known, arrival, spec);
        }
        Step step = new Step(++steps, spec);
        leave(known, step);
        return arrive(arrival, fingerprints, step);
    }

    /**
     * The same content in the same place. The upload itself is news unless it is the one that is known: whoever sent it waits for its
     * verdict. So is the known upload under a later spec, which took it in again; under an earlier one it is a record that was
     * read late.
     */
    private Change again(Member known, Arrival arrival, Duplicates spec) {
        if (known.at().equals(arrival.at()) && arrival.specVersion() <= known.specVersion) {
            return Change.NONE;
        }
        known.upload(arrival.at(), arrival.specVersion());
        List<Remembered> remembered = follow(arrival);
        Step step = new Step(steps, spec);
        Set<Member> settled = known.content.cluster().settle(spec, null);
        List<String> labels = conflicts.labels(arrival.labels());
        if (known.labels != labels) {
            known.labels = labels;
            conflicts.settle(known.content, step.conflicts);
        }
        return change(known, step, List.of(), settled, settled, remembered);
    }

    private Change arrive(Arrival arrival, Fingerprints fingerprints, Step step) {
        List<Remembered> remembered = follow(arrival);
        Member member =
                new Member(arrival.item(), steps, merit(arrival, fingerprints), arrival.specVersion(), arrival.at());
        member.labels = conflicts.labels(arrival.labels());
        items.put(member);
        List<Member> relabelled = new ArrayList<>();
        Content content = contents.of(arrival.content());
        if (content == null) {
            content = new Content(
                    arrival.content(),
                    fingerprints.perceptualHash(),
                    fingerprints.informative(),
                    rotationHash(fingerprints),
                    fingerprints.pixels(),
                    member.arrival);
            CopySearch.Found found = copies.of(content, fingerprints, step.spec);
            contents.add(content);
            looks.keep(content.hash, Looks.Look.at(fingerprints));
            found.links().forEach(words::hold);
            step.found(found);
            step.merged(Cluster.joinedBy(content), relabelled).take(content);
        }
        Cluster cluster = content.cluster();
        boolean alone = cluster.items == 0;
        content.add(member);
        conflicts.arrived(member, step.conflicts);
        if (cluster.name == null && cluster.items > 1) {
            cluster.name = step.nameAfter(cluster.first);
            cluster.members().filter(other -> other != member).forEach(relabelled::add);
        }
        relabelled.sort(Cluster.BY_ARRIVAL);
        Set<Member> settled = cluster.settle(step.spec, alone ? null : member);

        Set<Member> written = new LinkedHashSet<>(step.changed);
        written.addAll(relabelled);
        written.addAll(settled);
        Set<Member> standing = new LinkedHashSet<>(step.changed);
        standing.addAll(settled);
        return change(member, step, relabelled, standing, written, remembered);
    }

    /**
     * Of a picture with empty corners less than what was measured: their edges look sharp, and a copy that a rotation took corners
     * from is to stand for its original least of all. To the fourth power, because so much they add to {@link Traits#merit}.
     */
    private static double merit(Arrival arrival, Fingerprints prints) {
        double merit = arrival.traits() == null ? 0 : arrival.traits().merit();
        double picture = prints.rotation() == null ? 1 : 1 - prints.rotation().corners();
        return merit * picture * picture * picture * picture;
    }

    /** Null for none: a picture without information is nobody's copy, rotated or not. */
    private static Long rotationHash(Fingerprints prints) {
        return prints.rotation() == null || !prints.informative()
                ? null
                : prints.rotation().hash();
    }

    /** Notes the spec of an image that is taken in. */
    private List<Remembered> follow(Arrival arrival) {
        if (arrival.specVersion() <= specVersion) {
            return List.of();
        }
        specVersion = arrival.specVersion();
        return List.of(new Progress(steps, specVersion));
    }

    /** Takes an item out of its content, and the content out where nobody holds it any more. */
    private void leave(Member member, Step step) {
        Content content = member.content;
        Cluster cluster = content.cluster();
        content.remove(member);
        boolean last = content.members().isEmpty();
        if (last) {
            contents.remove(content);
            looks.drop(content.hash);
            content.cutLinks();
            cluster.contents.remove(content);
        }
        if (cluster.items > 0) {
            cluster.findFirst();
            step.settle(cluster, last ? cluster.divide(step.spec) : List.of(cluster));
        }
        conflicts.settle(content, step.conflicts);
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
        Step step = new Step(++steps, spec);
        Withdrawn withdrawn = new Withdrawn(item, upTo, upToVersion);
        Withdrawn before = withdrawals.get(item);
        if (before == null || !before.covers(upTo, upToVersion)) {
            withdrawals.put(item, withdrawn);
        }
        Remembered kept = withdrawals.get(item);
        Member known = items.get(item);
        if (known == null || !withdrawn.covers(known.at(), known.specVersion)) {
            return revised(List.of(), step, kept, position);
        }
        leave(known, step);
        items.remove(item);
        return revised(List.of(item), step, kept, position);
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
        Step step = new Step(++steps, spec);
        if (one.equals(other)) {
            return revised(List.of(), step, null, position);
        }
        words.say(one, other, copies);
        Content first = contents.of(one);
        Content second = contents.of(other);
        if (first != null && second != null) {
            relink(first, second, copies);
            Link link = first.linkTo(second);
            boolean linked = link != null && link.holds();
            first.cluster().unsettle();
            second.cluster().unsettle();
            if (first.cluster() != second.cluster()
                    && linked
                    && (link.byHand() || Cluster.wouldHang(first.cluster(), second.cluster()))) {
                step.join(Set.of(first.cluster(), second.cluster()));
            } else if (first.cluster() == second.cluster()) {
                List<Cluster> divided = first.cluster().divide(spec);
                if (divided.size() > 1) {
                    step.settle(divided.get(0), divided);
                }
            }
        }
        return revised(List.of(), step, Judged.of(one, other, copies), position);
    }

    /** @param copies the word that counts from now on, null for none */
    private void relink(Content one, Content other, Boolean copies) {
        Link link = one.linkTo(other);
        if (link != null) {
            link.cut();
            if (link.byRule()) {
                words.hold(link.saidByHand(Boolean.TRUE.equals(copies)));
                return;
            }
        }
        if (Boolean.TRUE.equals(copies)) {
            Link.byHand(one, other).tie();
        }
    }

    /** The name of each item's cluster; items that stand alone are left out. */
    public Map<String, String> clusters() {
        Map<String, String> clusters = new HashMap<>();
        items.forEach(member -> {
            if (member.content.clusterName() != null) {
                clusters.put(member.item, member.content.clusterName());
            }
        });
        return clusters;
    }

    /** The representative of each cluster, by the cluster's name. */
    public Map<String, String> representatives() {
        Map<String, String> representatives = new HashMap<>();
        contents.forEach(content -> {
            if (content.clusterName() != null) {
                representatives.put(content.clusterName(), content.cluster().representative.item);
            }
        });
        return representatives;
    }

    /**
     * @param standing others whose standing may have changed
     * @param written others whose kept facts may have changed
     */
    private static Change change(
            Member member,
            Step step,
            List<Member> relabelled,
            Set<Member> standing,
            Set<Member> written,
            List<Remembered> remembered) {
        Content content = member.content;
        Member firstHolder = content.firstHolder();
        Duplication duplication = new Duplication(
                firstHolder == member ? null : firstHolder.item,
                content.cluster().name,
                content.cluster().representative.item,
                content.nearest(),
                Step.ids(relabelled),
                step.absorbed,
                step.parts,
                content.samePixelsAs(),
                member.standing,
                Explanation.of(member, step.spec),
                Step.announce(standing),
                null,
                content.related(step.related),
                step.curtailed,
                step.conflicts.announced(member));
        member.announced = member.standing;
        List<ClusteredItem> kept = new ArrayList<>();
        kept.add(member.kept());
        written.stream().filter(other -> other != member).forEach(other -> kept.add(other.kept()));
        content.forgetClusterOfOne();
        return new Change(Optional.of(duplication), Optional.empty(), kept, remembered);
    }

    /** @param kept what else is to be kept, or null */
    private Change revised(List<String> left, Step step, Remembered kept, long position) {
        Revision revision = new Revision(
                left, step.parts, step.absorbed, Step.announce(step.changed), position, step.conflicts.announced(null));
        Progress progress = new Progress(steps, specVersion);
        return new Change(
                Optional.empty(),
                Optional.of(revision),
                step.changed.stream().map(Member::kept).toList(),
                kept == null ? List.of(progress) : List.of(progress, kept));
    }
}
