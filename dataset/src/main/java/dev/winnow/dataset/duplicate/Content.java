package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Bytes that one or more items hold, and what links them to others. */
final class Content {
    final ContentHash hash;
    final long perceptualHash;
    final boolean informative;

    /** Of the decoded pixels, or null. */
    final ContentHash pixels;

    final long arrival;

    /** By arrival. */
    final List<Member> members = new ArrayList<>(1);

    Cluster cluster;

    /** Place in the index, where the content is informative. */
    int place;

    /** Null for none: most contents have no copies. */
    private List<Link> links;

    /** Null for none. */
    private List<Link> refused;

    Content(ContentHash hash, long perceptualHash, boolean informative, ContentHash pixels, long arrival) {
        this.hash = hash;
        this.perceptualHash = perceptualHash;
        this.informative = informative;
        this.pixels = pixels;
        this.arrival = arrival;
    }

    List<Link> links() {
        return links == null ? List.of() : links;
    }

    /** Where the rule sees copies and a person does not. */
    List<Link> refused() {
        return refused == null ? List.of() : refused;
    }

    /** Adds the latest of all members. */
    void add(Member member) {
        member.content = this;
        members.add(member);
        cluster.joined(member);
    }

    void remove(Member member) {
        members.remove(member);
        cluster.left(member);
    }

    Member firstHolder() {
        return members.get(0);
    }

    boolean hasPixelsOf(Content other) {
        return pixels != null && pixels.equals(other.pixels);
    }

    /** What verifying needs to know of this content. */
    Fingerprints seen(Looks.Look look) {
        return new Fingerprints(
                0, 0, perceptualHash, informative, pixels, null, List.of(), look.pdq(), List.of(), look.thumbnail());
    }

    /** The link to another content, whether it holds or a person refused it; null where there is none. */
    Link linkTo(Content other) {
        for (Link link : links()) {
            if (link.otherThan(this) == other) {
                return link;
            }
        }
        for (Link link : refused()) {
            if (link.otherThan(this) == other) {
                return link;
            }
        }
        return null;
    }

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

        int distance() {
            return evidence.distance();
        }

        void tie() {
            earlier.links = with(this, earlier.links);
            later.links = with(this, later.links);
        }

        /** What the rule says and a person refused: remembered, in case they take it back, and no link. */
        void refuse() {
            earlier.refused = with(this, earlier.refused);
            later.refused = with(this, later.refused);
        }

        /** Takes the link away, whether it held or was refused. */
        void cut() {
            for (Content content : List.of(earlier, later)) {
                if (content.links != null) {
                    content.links.remove(this);
                }
                if (content.refused != null) {
                    content.refused.remove(this);
                }
            }
        }

        boolean holds() {
            return later.links().contains(this);
        }

        Content otherThan(Content content) {
            return content == earlier ? later : earlier;
        }

        /** As it is told of this content. */
        Match match(Content content) {
            Dihedral seen = content == later ? evidence.turn() : evidence.turn().inverse();
            return new Match(
                    otherThan(content).firstHolder().item,
                    evidence.distance(),
                    evidence.correlation(),
                    evidence.pdqDistance(),
                    seen == Dihedral.IDENTITY ? null : seen,
                    byHand);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        private static List<Link> with(Link link, List<Link> links) {
            List<Link> grown = links == null ? new ArrayList<>(2) : links;
            grown.add(link);
            return grown;
        }
    }

    /** An item with the content it holds. */
    static final class Member {
        final String item;
        final long arrival;
        final double merit;
        int specVersion;
        Instant at;
        Content content;
        Standing standing = Standing.KEPT;

        /** The standing that events have told of. */
        Standing announced = Standing.KEPT;

        Member(String item, long arrival, double merit, int specVersion, Instant at) {
            this.item = item;
            this.arrival = arrival;
            this.merit = merit;
            this.specVersion = specVersion;
            this.at = at;
        }
    }
}
