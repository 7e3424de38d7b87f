package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import dev.winnow.dataset.duplicate.CopyRule.Likeness;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Verification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what an arriving content is a copy of: exact copies by pixels, near copies, and what a person calls one. Of many copies of
 * one picture the nearest {@value #MOST_LINKS}, and one in each cluster.
 *
 * <p>Where pictures are laid on each other, an arrival takes bounded work however many look alike: what stands for a cluster or
 * alone comes first, of those the nearest.
 */
final class CopySearch {
    static final int MOST_LINKS = 64;

    /** Contents that a newcomer is compared with part by part. */
    static final int MOST_COMPARED = 64;

    /** Contents that a newcomer is laid on. */
    static final int MOST_REGISTERED = 8;

    private static final int MOST_RELATED = 10;

    private final Contents contents;
    private final Looks looks;
    private final Words words;

    CopySearch(Contents contents, Looks looks, Words words) {
        this.contents = contents;
        this.looks = looks;
        this.words = words;
    }

    /**
     * What a content that is not held yet hangs together with.
     *
     * @param links to copies, as yet none of them tied
     * @param related to what is merely related, the nearest
     * @param curtailed whether more would have been compared without the bound
     */
    record Found(List<Link> links, List<Link> related, boolean curtailed) {}

    Found of(Content content, Fingerprints prints, Duplicates spec) {
        List<Link> links = new ArrayList<>();
        List<Link> related = new ArrayList<>();
        boolean bounded = spec.verification() == Verification.REGISTERED;
        Comparison comparison = new Comparison(prints, spec, bounded ? MOST_REGISTERED : Integer.MAX_VALUE);
        int compared = 0;
        boolean curtailed = false;
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
        for (Content candidate : near(prints, spec)) {
            if ((links.size() >= MOST_LINKS && joined.contains(candidate.cluster())) || !judged.add(candidate)) {
                continue;
            }
            if (bounded && compared++ == MOST_COMPARED) {
                curtailed = true;
                break;
            }
            Optional<Likeness> likeness = comparison.with(candidate.seen(looks.of(candidate.hash)));
            if (likeness.isPresent()) {
                Link link = words.linkByRule(candidate, content, likeness.get().evidence());
                if (likeness.get().copies()) {
                    take(link, links, joined);
                } else if (related.size() < MOST_RELATED) {
                    related.add(link);
                }
            }
        }
        Set<Content> linked = new HashSet<>();
        links.forEach(link -> linked.add(link.earlier()));
        words.about(content.hash).forEach((hash, copies) -> {
            Content other = contents.of(hash);
            if (copies && other != null && !linked.contains(other)) {
                links.add(Link.byHand(other, content));
            }
        });
        return new Found(links, related, curtailed || comparison.isCurtailed());
    }

    /** What clusters hang on before what hangs on it. */
    private List<Content> near(Fingerprints prints, Duplicates spec) {
        List<Content> near = contents.near(prints, spec);
        List<Content> ordered = new ArrayList<>(near.size());
        near.stream().filter(Content::isCentre).forEach(ordered::add);
        near.stream().filter(one -> !one.isCentre()).forEach(ordered::add);
        return ordered;
    }

    private void take(Link link, List<Link> links, Set<Cluster> joined) {
        links.add(link);
        if (!words.refuse(link)) {
            joined.add(link.earlier().cluster());
        }
    }
}
