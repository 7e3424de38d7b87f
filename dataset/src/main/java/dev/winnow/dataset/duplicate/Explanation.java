package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Standing;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import dev.winnow.dataset.spec.Duplicates;
import java.util.Locale;

/** Why an image of a cluster is kept or not, in a sentence to be read. */
public final class Explanation {
    /** What ties a copy to its representative: the bytes. */
    public static final String SAME_BYTES = "the same bytes";

    public static final String SAME_PIXELS = "the same pixels in other bytes";

    /** Nothing is known of the two but that a person said so. */
    public static final String BY_HAND = "a person said so";

    /** The two hang together by copies of both. */
    public static final String BY_OTHERS = "by way of other copies";

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
        return ofCopy(member.standing, tie(member.content, cluster.representative.content));
    }

    /**
     * Of a copy that does not stand for its cluster.
     *
     * @param tie what ties it to the representative
     */
    public static String ofCopy(Standing standing, String tie) {
        String copy = "A copy of the representative (" + tie + "); the dataset ";
        return switch (standing) {
            case KEPT -> copy + "keeps all copies";
            case DUPLICATE -> copy + "keeps one image of each cluster, and the representative is it";
            case QUARANTINED -> copy + "sets copies aside until a person has looked";
        };
    }

    private static String tie(Content content, Content representative) {
        if (content == representative) {
            return SAME_BYTES;
        }
        if (content.hasPixelsOf(representative)) {
            return SAME_PIXELS;
        }
        for (Link link : content.links()) {
            if (link.otherThan(content) == representative) {
                return tie(link.seenFrom(content), link.byHand());
            }
        }
        return BY_OTHERS;
    }

    /**
     * Of near copies.
     *
     * @param evidence with the representative as the one to be turned
     * @param byHand whether a person said that the two are copies
     */
    public static String tie(Evidence evidence, boolean byHand) {
        String hashes = turned(evidence) + evidence.distance() + " of 64 bits differ";
        if (byHand) {
            return BY_HAND + "; " + hashes;
        }
        if (evidence.pdqDistance() != null) {
            return hashes + ", " + evidence.pdqDistance() + " of 256 in PDQ";
        }
        if (evidence.agreement() != null) {
            return hashes + String.format(Locale.ROOT, ", parts agree by %.2f", evidence.agreement());
        }
        if (evidence.degrees() != null) {
            return hashes + String.format(Locale.ROOT, ", disks correlate by %.2f", evidence.correlation());
        }
        return evidence.correlation() == null
                ? hashes
                : hashes + String.format(Locale.ROOT, ", thumbnails correlate by %.2f", evidence.correlation());
    }

    /** How the copy looks beside the representative, with a semicolon; nothing where it is upright. */
    private static String turned(Evidence evidence) {
        String turn = switch (evidence.turn()) {
            case IDENTITY -> "";
            case ROTATE_90 -> "rotated by 90° counter-clockwise";
            case ROTATE_180 -> "rotated by 180°";
            case ROTATE_270 -> "rotated by 90° clockwise";
            case FLIP_LEFT_RIGHT -> "mirrored";
            case FLIP_TOP_BOTTOM -> "mirrored top to bottom";
            case TRANSPOSE -> "mirrored along the main diagonal";
            case TRANSVERSE -> "mirrored along the other diagonal";
        };
        if (evidence.degrees() != null) {
            turn += (turn.isEmpty() ? "" : " and ") + rotated(evidence.degrees());
        }
        return turn.isEmpty() ? "" : turn + "; ";
    }

    private static String rotated(int degrees) {
        return degrees == 0
                ? "alike in the middle"
                : "rotated by " + Math.abs(degrees) + "° " + (degrees > 0 ? "counter-clockwise" : "clockwise");
    }
}
