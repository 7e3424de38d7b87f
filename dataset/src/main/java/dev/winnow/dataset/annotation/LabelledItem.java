package dev.winnow.dataset.annotation;

import dev.winnow.dataset.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What labels of one item depend on: the newest upload to its place, whether that was withdrawn, and the newest revision of each source.
 * Facts may come in any order and any number of times, and lead to the same value: an upload replaces earlier ones, a withdrawal takes
 * out those up to its time, a revision replaces those of smaller number. Immutable.
 *
 * <p>The labels themselves stand elsewhere; whoever keeps them does so for each revision that is {@link #isNewest}.
 *
 * @param upload the newest, or null where none is known
 * @param withdrawnUpTo uploads taken until then have left the dataset; null where none has
 * @param revisions the newest of each source
 */
public record LabelledItem(Upload upload, Instant withdrawnUpTo, SortedMap<LabelSource, LabelRevision> revisions) {
    /** Nothing is known. */
    public static final LabelledItem UNKNOWN = new LabelledItem(null, null, Collections.emptySortedMap());

    /** How long labels wait for the upload of their image. */
    public static final Duration PATIENCE = Duration.ofDays(7);

    public LabelledItem {
        revisions = Collections.unmodifiableSortedMap(new TreeMap<>(revisions));
    }

    /**
     * Bytes in the item's place.
     *
     * @param at when they were uploaded
     * @param specVersion under which they were
     * @param picture what they show, or null where they are no picture or nobody has looked yet
     */
    public record Upload(Instant at, int specVersion, ContentHash content, PictureSize picture) {
        private static final Comparator<Upload> ORDER = Comparator.comparing(Upload::at)
                .thenComparing(upload -> upload.content().hex())
                .thenComparing(upload -> upload.picture() != null);

        public Upload {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(content, "content");
        }

        private static Upload later(Upload one, Upload other) {
            return one == null || ORDER.compare(one, other) < 0 ? other : one;
        }
    }

    public LabelledItem uploaded(Upload other) {
        return new LabelledItem(Upload.later(upload, other), withdrawnUpTo, revisions);
    }

    /** @param upTo uploads taken later stay */
    public LabelledItem withdrawn(Instant upTo) {
        boolean later = withdrawnUpTo == null || withdrawnUpTo.isBefore(upTo);
        return new LabelledItem(upload, later ? upTo : withdrawnUpTo, revisions);
    }

    public LabelledItem submitted(LabelSource source, LabelRevision revision) {
        if (!isNewest(source, revision)) {
            return this;
        }
        SortedMap<LabelSource, LabelRevision> more = new TreeMap<>(revisions);
        more.put(source, revision);
        return new LabelledItem(upload, withdrawnUpTo, more);
    }

    /**
     * What is left where the dataset was deleted: uploads and revisions of its later versions.
     *
     * @param upTo the last version of the dataset's spec that the deletion covers
     */
    public LabelledItem afterDeletion(int upTo) {
        SortedMap<LabelSource, LabelRevision> later = new TreeMap<>(revisions);
        later.values().removeIf(revision -> revision.specVersion() <= upTo);
        boolean stays = upload != null && upload.specVersion() > upTo;
        return new LabelledItem(stays ? upload : null, stays ? withdrawnUpTo : null, later);
    }

    /** Whether a revision would replace what is known of its source. */
    public boolean isNewest(LabelSource source, LabelRevision revision) {
        LabelRevision known = revisions.get(source);
        return known == null || known.compareTo(revision) < 0;
    }

    /** The upload that labels are checked against: a picture that is in the dataset or on its way. */
    public Optional<Upload> present() {
        boolean present = upload != null
                && upload.picture() != null
                && (withdrawnUpTo == null || upload.at().isAfter(withdrawnUpTo));
        return present ? Optional.of(upload) : Optional.empty();
    }

    /** Until when the labels wait for their image; nothing where they do not wait. */
    public Optional<Instant> waitsUntil() {
        if (upload != null) {
            return Optional.empty();
        }
        return revisions.values().stream()
                .filter(revision -> !revision.deleted())
                .map(revision -> revision.at().plus(PATIENCE))
                .max(Comparator.naturalOrder());
    }

    /** The source whose labels are the item's: the one that submitted last. */
    public Optional<LabelSource> chosen() {
        return revisions.entrySet().stream()
                .filter(entry -> !entry.getValue().deleted())
                .max(Comparator.<Map.Entry<LabelSource, LabelRevision>, Instant>comparing(
                                entry -> entry.getValue().at())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }

    /**
     * What the item's labels are.
     *
     * @param labels reads what a source submitted last
     * @param checks judges labels against the picture
     * @param now ends the wait of labels without an image
     */
    public ItemLabels decide(
            Function<LabelSource, ImageLabels> labels,
            BiFunction<ImageLabels, Optional<PictureSize>, CheckedLabels> checks,
            Instant now) {
        Optional<Upload> present = present();
        Optional<LabelSource> chosen = chosen();
        if (chosen.isEmpty()) {
            return ItemLabels.none(present);
        }
        if (present.isPresent()) {
            CheckedLabels checked = checks.apply(
                    labels.apply(chosen.get()), Optional.of(present.get().picture()));
            return ItemLabels.of(present.get(), chosen.get(), checked);
        }
        boolean overdue = waitsUntil().filter(until -> !until.isAfter(now)).isPresent();
        return ItemLabels.waiting(chosen.get(), overdue ? labels.apply(chosen.get()) : null);
    }
}
