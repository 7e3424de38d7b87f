package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.RotationHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Bytes that one or more items hold, and what links them to others. */
final class Content {
    private static final int MOST_MATCHES = 10;

    final ContentHash hash;
    final long perceptualHash;
    final boolean informative;

    /** Of the disk in the picture's middle, or null. */
    final Long rotationHash;

    /** Of the decoded pixels, or null. */
    final ContentHash pixels;

    final long arrival;

    /** By arrival; most contents have one. */
    private List<Member> members = List.of();

    /** Null where one item holds the content, which is linked to no other, and nobody asked. */
    private Cluster cluster;

    /** Place in the index, where the content is informative. */
    int place;

    /** Null for none: most contents have no copies. */
    private List<Link> links;

    /** Null for none. */
    private List<Link> refused;

    Content(
            ContentHash hash,
            long perceptualHash,
            boolean informative,
            Long rotationHash,
            ContentHash pixels,
            long arrival) {
        this.hash = hash;
        this.perceptualHash = perceptualHash;
        this.informative = informative;
        this.rotationHash = rotationHash;
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

    /** The items that hold the content, by arrival. */
    List<Member> members() {
        return members;
    }

    /** Adds the latest of all members. */
    void add(Member member) {
        boolean first = members.isEmpty() && cluster == null;
        if (!first) {
            cluster().joined(member);
        }
        member.content = this;
        if (members.isEmpty()) {
            members = List.of(member);
        } else {
            List<Member> grown = members.size() == 1 ? new ArrayList<>(members) : members;
            grown.add(member);
            members = grown;
        }
    }

    void remove(Member member) {
        cluster().left(member);
        if (members.size() > 1) {
            members.remove(member);
        } else {
            members = List.of();
        }
    }

    /** After members were added in another order than they arrived in. */
    void inOrder() {
        if (members.size() > 1) {
            members.sort(Cluster.BY_ARRIVAL);
        }
    }

    /** Whatever hangs together with this content. One of a single item is made when it is asked for: it says nothing new. */
    Cluster cluster() {
        if (cluster == null) {
            Cluster alone = new Cluster(null);
            alone.add(this);
            alone.representative = alone.first;
        }
        return cluster;
    }

    void become(Cluster part) {
        cluster = part;
    }

    boolean isRepresentedBy(Member member) {
        return cluster == null || member == cluster.representative;
    }

    /** Whether it is alone, or its cluster hangs on it. */
    boolean isCentre() {
        return cluster == null || cluster.representative == null || cluster.representative.content == this;
    }

    boolean isIn(Cluster one) {
        return cluster == one;
    }

    /** Null where a single item holds the content and it is linked to no other. */
    String clusterName() {
        return cluster == null ? null : cluster.name;
    }

    /** Lets go of a cluster that consists of a single item, which most do. */
    void forgetClusterOfOne() {
        if (cluster != null && cluster.name == null) {
            cluster = null;
        }
    }

    Member firstHolder() {
        return members.get(0);
    }

    boolean hasPixelsOf(Content other) {
        return pixels != null && pixels.equals(other.pixels);
    }

    /** Takes all links away, also those that a person refused. */
    void cutLinks() {
        List.copyOf(links()).forEach(Link::cut);
        List.copyOf(refused()).forEach(Link::cut);
    }

    /** The copies in the cluster to be told of: what stands for it, then the nearest. */
    List<Match> nearest() {
        return links().stream()
                .filter(link -> link.otherThan(this).isIn(cluster))
                .sorted(Comparator.<Link, Boolean>comparing(
                                link -> !link.otherThan(this).isCentre())
                        .thenComparing(nearestFirst()))
                .limit(MOST_MATCHES)
                .map(link -> link.match(this))
                .toList();
    }

    /**
     * What hangs together with this and is in another cluster, nearest first: copies of it that are none of what stands for its
     * cluster, and what is merely related.
     */
    List<Match> related(List<Link> related) {
        return Stream.concat(
                        links().stream().filter(link -> !link.otherThan(this).isIn(cluster)), related.stream())
                .filter(link -> !link.otherThan(this).members().isEmpty())
                .sorted(nearestFirst())
                .limit(MOST_MATCHES)
                .map(link -> link.match(this))
                .toList();
    }

    /** The first item with other bytes and the same pixels, or null. */
    String samePixelsAs() {
        return links().stream()
                .map(link -> link.otherThan(this))
                .filter(this::hasPixelsOf)
                .map(Content::firstHolder)
                .min(Cluster.BY_ARRIVAL)
                .map(holder -> holder.item)
                .orElse(null);
    }

    Comparator<Link> nearestFirst() {
        return Comparator.comparingInt(Link::distance).thenComparingLong(link -> link.otherThan(this).arrival);
    }

    /** What verifying needs to know of this content. */
    Fingerprints seen(Looks.Look look) {
        boolean rotation = rotationHash != null && look.polar() != null;
        return new Fingerprints(
                0,
                0,
                perceptualHash,
                informative,
                pixels,
                null,
                List.of(),
                look.pdq(),
                List.of(),
                look.thumbnail(),
                rotation ? new RotationHash(rotationHash, look.polar()) : null,
                look.detail());
    }

    void tie(Link link) {
        links = with(link, links);
    }

    void refuse(Link link) {
        refused = with(link, refused);
    }

    void cut(Link link) {
        if (links != null) {
            links.remove(link);
        }
        if (refused != null) {
            refused.remove(link);
        }
    }

    private static List<Link> with(Link link, List<Link> links) {
        List<Link> grown = links == null ? new ArrayList<>(2) : links;
        grown.add(link);
        return grown;
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
}
