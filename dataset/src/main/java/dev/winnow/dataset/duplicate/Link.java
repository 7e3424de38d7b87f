package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.duplicate.ClusteredItem.KeptLink;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;

/**
 * Two contents that are copies of one picture: judged once, when the later arrived, and remembered from then on.
 *
 * @param byRule whether pixels or hashes make them copies, not a person alone
 * @param byHand whether a person said that they are copies
 */
record Link(Content earlier, Content later, Evidence evidence, boolean byRule, boolean byHand) {

    /** As a person alone has it. */
    static Link byHand(Content one, Content other) {
        boolean inOrder = one.arrival < other.arrival;
        int distance = Fingerprints.hammingDistance(one.perceptualHash, other.perceptualHash);
        return new Link(
                inOrder ? one : other,
                inOrder ? other : one,
                new Evidence(distance, null, null, Dihedral.IDENTITY),
                false,
                true);
    }

    Link saidByHand(boolean said) {
        return new Link(earlier, later, evidence, byRule, said);
    }

    /** Whether the two are in one cluster whatever else they are linked to: by the same pixels, or by a person's word. */
    boolean binds() {
        return byHand || earlier.hasPixelsOf(later);
    }

    int distance() {
        return evidence.distance();
    }

    void tie() {
        earlier.tie(this);
        later.tie(this);
    }

    /** What the rule says and a person refused: remembered, in case they take it back, and no link. */
    void refuse() {
        earlier.refuse(this);
        later.refuse(this);
    }

    /** Takes the link away, whether it held or was refused. */
    void cut() {
        earlier.cut(this);
        later.cut(this);
    }

    boolean holds() {
        return later.links().contains(this);
    }

    Content otherThan(Content content) {
        return content == earlier ? later : earlier;
    }

    KeptLink kept() {
        return new KeptLink(
                earlier.hash,
                evidence.distance(),
                evidence.correlation(),
                evidence.pdqDistance(),
                evidence.turn(),
                evidence.degrees(),
                evidence.agreement());
    }

    /** With the other picture as the one to be turned. */
    Evidence seenFrom(Content content) {
        return content == later ? evidence : evidence.reversed();
    }

    /** As it is told of this content. */
    Match match(Content content) {
        Evidence seen = seenFrom(content);
        return new Match(
                otherThan(content).firstHolder().item,
                seen.distance(),
                seen.correlation(),
                seen.pdqDistance(),
                seen.turn() == Dihedral.IDENTITY ? null : seen.turn(),
                byHand,
                seen.degrees(),
                seen.agreement());
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
