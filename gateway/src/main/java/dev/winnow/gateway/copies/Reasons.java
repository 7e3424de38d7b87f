package dev.winnow.gateway.copies;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import dev.winnow.dataset.duplicate.Explanation;
import dev.winnow.dataset.spec.Duplicates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why the images of a cluster are kept or not, as it is now: each was told so when it arrived, the first of a cluster not at all, and
 * another may stand for the cluster since.
 */
final class Reasons {
    /** An image tells of ten copies at most, so that in larger clusters a link may not be known here. */
    private static final int ALL_LINKED = 11;

    private final Clusters.Cluster cluster;
    private final Duplicates.Representative rule;
    private final Map<String, Clusters.Member> byItem = new HashMap<>();

    /** @param cluster with its images and links */
    Reasons(Clusters.Cluster cluster, Duplicates.Representative rule) {
        this.cluster = cluster;
        this.rule = rule;
        cluster.images().forEach(image -> byItem.put(image.item(), image));
    }

    /** @return what was told at its arrival where no more is known, which may be null */
    String of(Clusters.Member member) {
        if (member.item().equals(cluster.representative())) {
            return rule.why();
        }
        Clusters.Member representative = byItem.get(cluster.representative());
        if (representative == null || member.standing() == null) {
            return member.reason();
        }
        Standing standing = Standing.valueOf(member.standing());
        return tie(member, representative)
                .map(tie -> Explanation.ofCopy(standing, tie))
                .orElseGet(() -> cluster.size() <= ALL_LINKED
                        ? Explanation.ofCopy(standing, Explanation.BY_OTHERS)
                        : member.reason());
    }

    private Optional<String> tie(Clusters.Member member, Clusters.Member representative) {
        if (member.content().equals(representative.content())) {
            return Optional.of(Explanation.SAME_BYTES);
        }
        for (Clusters.Link link : cluster.links()) {
            List<String> contents = List.of(content(link.one()), content(link.other()));
            boolean forth = contents.equals(List.of(member.content(), representative.content()));
            if (forth || contents.equals(List.of(representative.content(), member.content()))) {
                return Optional.of(tie(link, forth));
            }
        }
        return Optional.empty();
    }

    /** Empty for an image of another cluster. */
    private String content(String item) {
        Clusters.Member image = byItem.get(item);
        return image == null ? "" : image.content();
    }

    private static String tie(Clusters.Link link, boolean forth) {
        if (link.exact() != null) {
            return link.exact().equals("PIXELS") ? Explanation.SAME_PIXELS : Explanation.SAME_BYTES;
        }
        if (link.distance() == null) {
            return Explanation.BY_HAND;
        }
        Evidence evidence = new Evidence(
                link.distance(),
                link.correlation(),
                link.pdqDistance(),
                link.turn() == null ? Dihedral.IDENTITY : Dihedral.valueOf(link.turn()),
                link.degrees(),
                link.agreement());
        return Explanation.tie(forth ? evidence : evidence.reversed(), link.byHand());
    }
}
