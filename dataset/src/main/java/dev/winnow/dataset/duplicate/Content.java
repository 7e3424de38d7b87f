package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Standing;
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

    /** Two contents that are copies of one picture: judged once, when the later arrived, and remembered from then on. */
    record Link(Content earlier, Content later, int distance, Double correlation, Integer pdqDistance, Dihedral turn) {

        void tie() {
            earlier.tied(this);
            later.tied(this);
        }

        void cut() {
            earlier.links.remove(this);
            later.links.remove(this);
        }

        Content otherThan(Content content) {
            return content == earlier ? later : earlier;
        }

        /** As it is told of this content. */
        Match match(Content content) {
            Dihedral seen = content == later ? turn : turn.inverse();
            return new Match(
                    otherThan(content).firstHolder().item,
                    distance,
                    correlation,
                    pdqDistance,
                    seen == Dihedral.IDENTITY ? null : seen,
                    false);
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

    private void tied(Link link) {
        if (links == null) {
            links = new ArrayList<>(2);
        }
        links.add(link);
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
