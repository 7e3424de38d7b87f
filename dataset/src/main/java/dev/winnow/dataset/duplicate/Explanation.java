package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.DatasetSpec.Duplicates;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import java.util.Locale;

/** Why an item of a cluster is kept or not, in a sentence to be read. */
final class Explanation {
    private Explanation() {}

    /** Null where the item stands alone. */
    static String of(Member member, Duplicates spec) {
        Cluster cluster = member.content.cluster();
        if (cluster.name == null) {
            return null;
        }
        if (member == cluster.representative) {
            return spec.representative().why();
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
                return evidence(link, content);
            }
        }
        return "by way of other copies";
    }

    private static String evidence(Link link, Content content) {
        Evidence evidence = link.seenFrom(content);
        String hashes = evidence.distance() + " of 64 bits differ";
        if (link.byHand()) {
            return "a person said so; " + hashes;
        }
        if (evidence.pdqDistance() != null) {
            return hashes + ", " + evidence.pdqDistance() + " of 256 in PDQ";
        }
        if (evidence.degrees() != null) {
            return rotation(evidence) + "; " + hashes
                    + String.format(Locale.ROOT, ", disks correlate by %.2f", evidence.correlation());
        }
        return evidence.correlation() == null
                ? hashes
                : hashes + String.format(Locale.ROOT, ", thumbnails correlate by %.2f", evidence.correlation());
    }

    private static String rotation(Evidence evidence) {
        String mirrored = evidence.turn() == Dihedral.IDENTITY ? "" : "mirrored and ";
        int degrees = evidence.degrees();
        return degrees == 0
                ? mirrored + "alike in the middle"
                : mirrored + "rotated by " + Math.abs(degrees) + "° "
                        + (degrees > 0 ? "counter-clockwise" : "clockwise");
    }
}
