package dev.winnow.dataset.split;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import java.time.Instant;
import java.util.List;

/** What {@link SplitAssigner} knows of one item. */
final class Member {
    /** As {@link #since}: not part of the dataset. */
    static final long OUT = Long.MAX_VALUE;

    final String item;
    ContentHash content;
    int specVersion;
    Instant at;
    long arrival;
    List<String> labels = List.of();
    /** Ids of items that were there before it, nearest first. */
    List<String> related = List.of();

    String group;
    String cluster;
    Split layout;
    Instant capturedAt;
    double aspectRatio;
    double merit;
    Standing standing = Standing.KEPT;
    String reason;
    /** Whether it hangs together with images that are frozen in different splits, and therefore with none. */
    boolean bridge;
    /** The step at which it became part of the dataset with this content, or {@link #OUT}. */
    long since = OUT;

    Unit unit;

    Member(String item) {
        this.item = item;
    }

    static Member of(AssignedItem kept) {
        Member member = new Member(kept.item());
        member.content = kept.content();
        member.specVersion = kept.specVersion();
        member.at = kept.at();
        member.arrival = kept.arrival();
        member.labels = kept.labels();
        member.related = kept.related();
        member.layout = kept.layout();
        member.capturedAt = kept.capturedAt().equals(kept.at()) ? kept.at() : kept.capturedAt();
        member.aspectRatio = kept.aspectRatio();
        member.merit = kept.merit();
        member.standing = kept.standing();
        member.reason = kept.reason();
        member.bridge = kept.bridge();
        member.since = kept.since() == null ? OUT : kept.since();
        return member;
    }

    AssignedItem kept() {
        return new AssignedItem(
                item,
                content,
                specVersion,
                at,
                arrival,
                labels,
                group,
                cluster,
                unit.name,
                unit.split,
                unit.fold,
                layout,
                capturedAt,
                aspectRatio,
                merit,
                standing,
                reason,
                bridge,
                in() ? since : null,
                related);
    }

    /** What an arrival says of the item itself; nothing of what it hangs together with. */
    void become(Arrival arrival) {
        content = arrival.content();
        specVersion = arrival.specVersion();
        at = arrival.at();
        labels = arrival.labels().stream().distinct().toList();
        layout = arrival.layout();
        capturedAt = arrival.capturedAt();
        aspectRatio = arrival.traits() == null ? 0 : arrival.traits().aspectRatio();
        merit = arrival.traits() == null ? 0 : arrival.traits().merit();
    }

    boolean in() {
        return since != OUT;
    }

    /** The split it is used in, or null. */
    Split split() {
        return in() ? unit.split : null;
    }

    /** Of the training part, or null. */
    Integer fold() {
        return in() ? unit.fold : null;
    }

    /** Why it is not part of the dataset, or null where it is. */
    Rejection outside() {
        return in() ? null : new Rejection(outsideReason(), reason);
    }

    /** The reason in {@link #outside}. */
    Rejection.Reason outsideReason() {
        if (in()) {
            return null;
        }
        if (bridge) {
            return Rejection.Reason.LEAK_BRIDGE;
        }
        return switch (standing) {
            case QUARANTINED -> Rejection.Reason.NEAR_DUPLICATE;
            case DUPLICATE -> Rejection.Reason.DUPLICATE;
            case KEPT -> Rejection.Reason.LAYOUT_LEAK;
        };
    }

    /** Under a later spec the same upload is news: it was taken in again. */
    boolean isWhatArrived(Arrival arrival) {
        return content.equals(arrival.content()) && at.equals(arrival.at()) && arrival.specVersion() <= specVersion;
    }
}
