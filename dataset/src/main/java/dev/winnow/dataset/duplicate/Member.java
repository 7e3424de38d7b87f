package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Standing;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** An item with the content it holds. */
final class Member {
    final String item;
    final long arrival;
    final double merit;
    int specVersion;
    private long atSecond;
    private int atNano;
    Content content;

    /** As {@link LabelConflicts#labels} makes them: equal ones are one list. */
    List<String> labels = List.of();

    /** The id of the first item with the same picture and other labels, or null. */
    String conflict;

    Standing standing = Standing.KEPT;

    /** The standing that events have told of. */
    Standing announced = Standing.KEPT;

    Member(String item, long arrival, double merit, int specVersion, Instant at) {
        this.item = item;
        this.arrival = arrival;
        this.merit = merit;
        upload(at, specVersion);
    }

    /** When the newest upload was taken. */
    Instant at() {
        return Instant.ofEpochSecond(atSecond, atNano);
    }

    /** Notes the newest upload. */
    void upload(Instant at, int specVersion) {
        this.specVersion = specVersion;
        atSecond = at.getEpochSecond();
        atNano = at.getNano();
    }

    boolean isRepresentative() {
        return content.isRepresentedBy(this);
    }

    ClusteredItem kept() {
        return new ClusteredItem(
                item,
                content.hash,
                content.perceptualHash,
                content.informative,
                content.rotationHash,
                content.pixels,
                content.arrival,
                arrival,
                specVersion,
                at(),
                merit,
                content.clusterName(),
                isRepresentative(),
                standing,
                Stream.concat(content.links().stream(), content.refused().stream())
                        .filter(link -> link.byRule() && link.later() == content)
                        .sorted(content.nearestFirst())
                        .map(Link::kept)
                        .toList(),
                0,
                labels);
    }
}
