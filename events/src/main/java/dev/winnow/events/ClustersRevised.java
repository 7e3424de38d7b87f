package dev.winnow.events;

import dev.winnow.dataset.Revision;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a decision changed about clusters; it is passed on also where it changed nothing there, because splits depend on it too. On
 * {@code images.deduplicated}, keyed by dataset. Exactly one of the first five is given.
 */
public record ClustersRevised(
        ImageWithdrawn withdrawn,
        PairJudged judged,
        SplitsFrozen frozen,
        SplitsSettled settled,
        DatasetDeleted deleted,
        Revision revision,
        Instant at)
        implements Event {

    public ClustersRevised {
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(at, "at");
        if (Stream.of(withdrawn, judged, frozen, settled, deleted)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new IllegalArgumentException("Clusters are revised because of one decision, no more and no less");
        }
    }

    public static ClustersRevised of(Decision cause, Revision revision, Instant at) {
        return new ClustersRevised(
                cause instanceof ImageWithdrawn e ? e : null,
                cause instanceof PairJudged e ? e : null,
                cause instanceof SplitsFrozen e ? e : null,
                cause instanceof SplitsSettled e ? e : null,
                cause instanceof DatasetDeleted e ? e : null,
                revision,
                at);
    }

    public Decision cause() {
        return withdrawn != null
                ? withdrawn
                : judged != null ? judged : frozen != null ? frozen : settled != null ? settled : deleted;
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_DEDUPLICATED;
    }

    @Override
    public String key() {
        return cause().dataset();
    }

    @Override
    public String id() {
        return "revised:" + cause().id();
    }

    @Override
    public String subject() {
        return cause().subject();
    }
}
