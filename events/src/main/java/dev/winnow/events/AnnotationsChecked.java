package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.LabelSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an image's labels are after their checks. On {@code annotations.checked}, keyed by item. Each replaces the one before it.
 *
 * @param source the image's source key below the dataset
 * @param step grows with each of an item's events; the greatest counts
 * @param basis what the labels were checked against
 * @param sources whose labels are known, in order
 */
public record AnnotationsChecked(
        String dataset, String source, long step, Basis basis, Result result, List<CheckedSource> sources, Instant at)
        implements Event {

    public AnnotationsChecked {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(basis, "basis");
        Objects.requireNonNull(result, "result");
        sources = List.copyOf(sources);
        Objects.requireNonNull(at, "at");
    }

    /**
     * The picture and the rules of a check.
     *
     * @param content of the image, or null where no picture is known: the labels wait for one, or their image has left
     * @param width of the upright picture, in pixels, or null
     * @param height of the upright picture, in pixels, or null
     * @param specVersion of the dataset's spec, 0 where none was declared
     */
    public record Basis(ContentHash content, Integer width, Integer height, int specVersion) {}

    /**
     * What the labels are.
     *
     * @param kept the annotations that are in the result, in upright pixels; deleted where no picture is known
     * @param objects kept annotations with a shape, by category
     * @param classes kept categories of the whole image
     * @param annotators who made the kept annotations, as far as it is known
     * @param issues how many findings there are of each kind
     * @param findings the first of them, 200 at most
     */
    public record Result(
            AnnotationSet.State state,
            LabelDocument kept,
            SortedMap<String, Integer> objects,
            List<String> classes,
            List<String> annotators,
            Map<LabelIssue, Integer> issues,
            List<Finding> findings) {
        public static final int MOST_FINDINGS = 200;

        public Result {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(kept, "kept");
            objects = new TreeMap<>(objects);
            classes = List.copyOf(classes);
            annotators = List.copyOf(annotators);
            issues = new TreeMap<>(issues);
            findings = List.copyOf(findings.subList(0, Math.min(findings.size(), MOST_FINDINGS)));
        }
    }

    /**
     * A source and the newest of its revisions.
     *
     * @param deleted whether it took its labels back
     * @param chosen whether the result is its labels
     */
    public record CheckedSource(LabelSource from, long revision, boolean deleted, boolean chosen) {
        public CheckedSource {
            Objects.requireNonNull(from, "from");
        }
    }

    public Item item() {
        return new Item(dataset, source);
    }

    @Override
    public Topic topic() {
        return Topic.ANNOTATIONS_CHECKED;
    }

    @Override
    public String key() {
        return item().id();
    }

    @Override
    public String id() {
        return "annotations-checked:" + key() + ":" + step;
    }

    @Override
    public String subject() {
        return key();
    }
}
