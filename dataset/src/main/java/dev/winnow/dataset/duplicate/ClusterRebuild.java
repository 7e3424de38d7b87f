package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.KeyedSet;
import dev.winnow.dataset.duplicate.ClusteredItem.KeptLink;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import dev.winnow.dataset.duplicate.Remembered.Judged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes items, contents and clusters anew from what was kept of them, item by item in any order. Only items with links are held
 * until all are there.
 */
final class ClusterRebuild {
    private final KeyedSet<String, Member> items;
    private final Contents contents;
    private final LabelConflicts conflicts;
    private final Words words;
    private final Map<String, Cluster> named = new HashMap<>();

    /** Clusters whose representative said so itself. */
    private final Set<Cluster> represented = new HashSet<>();

    private final List<ClusteredItem> linked = new ArrayList<>();

    /**
     * @param items to be filled
     * @param contents to be filled
     * @param conflicts of the same contents
     * @param words what people said, all of it
     */
    ClusterRebuild(KeyedSet<String, Member> items, Contents contents, LabelConflicts conflicts, Words words) {
        this.items = items;
        this.contents = contents;
        this.conflicts = conflicts;
        this.words = words;
    }

    void add(ClusteredItem kept) {
        Content content = contents.of(kept.content());
        if (content == null) {
            content = new Content(
                    kept.content(),
                    kept.perceptualHash(),
                    kept.informative(),
                    kept.rotationHash(),
                    kept.pixels(),
                    kept.contentArrival());
            contents.add(content);
            if (kept.cluster() != null) {
                named.computeIfAbsent(kept.cluster(), Cluster::new).add(content);
            }
        }
        Member member = new Member(kept.item(), kept.arrival(), kept.merit(), kept.specVersion(), kept.at());
        member.labels = conflicts.labels(kept.labels());
        member.standing = kept.standing();
        member.announced = kept.standing();
        items.put(member);
        content.add(member);
        if (kept.cluster() != null && kept.representative()) {
            Cluster cluster = content.cluster();
            if (represented.add(cluster) || member.arrival > cluster.representative.arrival) {
                cluster.representative = member;
            }
        }
        if (kept.links() == null ? kept.cluster() != null : !kept.links().isEmpty()) {
            linked.add(kept);
        }
    }

    /**
     * Ties what hangs together, after all items were added.
     *
     * @param remembered of which what people judged is tied
     */
    void finish(Iterable<Remembered> remembered) {
        contents.inOrder();
        contents.forEach(Content::inOrder);
        conflicts.rebuild();
        for (Cluster cluster : named.values()) {
            if (!represented.contains(cluster)) { // kept before there was one
                cluster.representative = cluster.first;
            }
        }
        linked.sort(Comparator.comparingLong(ClusteredItem::arrival));
        Set<Content> tied = new HashSet<>();
        for (ClusteredItem item : linked) {
            Content content = contents.of(item.content());
            if (tied.add(content)) {
                tie(item, content);
            }
        }
        for (Remembered one : remembered) {
            if (one instanceof Judged judged) {
                tie(judged);
            }
        }
    }

    private void tie(ClusteredItem kept, Content content) {
        if (kept.links() == null) {
            tieByHashes(kept, content);
            return;
        }
        for (KeptLink link : kept.links()) {
            Content earlier = contents.of(link.content());
            // Where it is gone, or came back later, it took the link along.
            if (earlier != null && earlier.arrival < content.arrival) {
                Evidence evidence = new Evidence(
                        link.distance(),
                        link.correlation(),
                        link.pdqDistance(),
                        link.turn(),
                        link.degrees(),
                        link.agreement());
                words.hold(words.linkByRule(earlier, content, evidence));
            }
        }
    }

    /** Kept before links were: the hashes alone decided then, and would again. */
    private void tieByHashes(ClusteredItem kept, Content content) {
        for (Content earlier : content.cluster().contents) {
            int distance = Fingerprints.hammingDistance(content.perceptualHash, earlier.perceptualHash);
            if (earlier.arrival < content.arrival
                    && earlier.informative
                    && content.informative
                    && distance <= kept.maxDistance()) {
                words.hold(words.linkByRule(earlier, content, new Evidence(distance, null, null, Dihedral.IDENTITY)));
            }
        }
    }

    /** The link that a person alone made. */
    private void tie(Judged judged) {
        Content one = contents.of(judged.one());
        Content other = contents.of(judged.other());
        if (judged.copies() && one != null && other != null && one.linkTo(other) == null) {
            Link.byHand(one, other).tie();
        }
    }
}
