package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.DatasetSpec.Duplicates;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what an arriving content is a copy of: exact copies by pixels, near copies, and what a person calls one. Of many copies of
 * one picture the nearest {@value #MOST_LINKS}, and one in each cluster.
 */
final class CopySearch {
    static final int MOST_LINKS = 64;

    private final Contents contents;
    private final Looks looks;
    private final Words words;

    CopySearch(Contents contents, Looks looks, Words words) {
        this.contents = contents;
        this.looks = looks;
        this.words = words;
    }

    /** The links of a content that is not held yet; none of them is tied. */
    List<Link> of(Content content, Fingerprints prints, Duplicates spec) {
        List<Link> links = new ArrayList<>();
        Set<Cluster> joined = new HashSet<>();
        Set<Content> judged = new HashSet<>();
        for (Content other : contents.withPixels(content.pixels)) {
            if (links.size() < MOST_LINKS || !joined.contains(other.cluster())) {
                int distance = Fingerprints.hammingDistance(content.perceptualHash, other.perceptualHash);
                Evidence evidence = new Evidence(distance, null, null, Dihedral.IDENTITY);
                take(words.linkByRule(other, content, evidence), links, joined);
            }
            judged.add(other);
        }
        for (Content candidate : contents.near(prints, spec)) {
            if ((links.size() >= MOST_LINKS && joined.contains(candidate.cluster())) || !judged.add(candidate)) {
                continue;
            }
            CopyRule.compare(prints, candidate.seen(looks.of(candidate.hash)), spec)
                    .ifPresent(evidence -> take(words.linkByRule(candidate, content, evidence), links, joined));
        }
        Set<Content> linked = new HashSet<>();
        links.forEach(link -> linked.add(link.earlier()));
        words.about(content.hash).forEach((hash, copies) -> {
            Content other = contents.of(hash);
            if (copies && other != null && !linked.contains(other)) {
                links.add(Link.byHand(other, content));
            }
        });
        return links;
    }

    private void take(Link link, List<Link> links, Set<Cluster> joined) {
        links.add(link);
        if (!words.refuse(link)) {
            joined.add(link.earlier().cluster());
        }
    }
}
