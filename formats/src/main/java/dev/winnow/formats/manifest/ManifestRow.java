package dev.winnow.formats.manifest;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.annotation.LabelIssue;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a manifest says about one item. What is not known, or does not apply to a rejected image, is null.
 *
 * @param item the item's id
 * @param content SHA-256 of the bytes
 * @param state where the item stands: accepted, rejected, …
 * @param reason why, where it is not accepted
 * @param bytes length of the file
 * @param width of the upright picture, in pixels
 * @param height of the upright picture, in pixels
 * @param labels all of them, in the uploader's order
 * @param fold 0, 1, … of a cross-validation
 * @param cluster the near-duplicates it is one of
 * @param representative id of the item that stands for the cluster
 * @param ahash average hash, as 16 hex digits
 * @param phash perceptual hash, as 16 hex digits
 * @param dhash difference hash, as 16 hex digits
 * @param measures those that were taken
 * @param related ids of items that are no copies of it and show nearly the same, such as neighbours in a video, nearest first
 * @param labelled what is said of the objects in it, or null where nothing is said
 */
public record ManifestRow(
        String item,
        String dataset,
        String source,
        String content,
        String state,
        String reason,
        Long bytes,
        String format,
        Integer width,
        Integer height,
        String colorMode,
        List<String> labels,
        String group,
        String split,
        Integer fold,
        String cluster,
        String representative,
        String ahash,
        String phash,
        String dhash,
        List<Issue.Kind> issues,
        Map<Measure, Double> measures,
        List<String> related,
        Labelled labelled) {

    public ManifestRow {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(source, "source");
        labels = List.copyOf(labels);
        related = List.copyOf(related);
        issues = List.copyOf(issues);
        EnumMap<Measure, Double> copy = new EnumMap<>(Measure.class);
        copy.putAll(measures);
        measures = Collections.unmodifiableMap(copy);
    }

    /**
     * The labels of an image's objects after their checks.
     *
     * @param objects kept annotations with a shape
     * @param issues kinds of findings, each once
     */
    public record Labelled(int objects, List<LabelIssue> issues, List<String> annotators) {
        public Labelled {
            issues = List.copyOf(issues);
            annotators = List.copyOf(annotators);
        }
    }

    /** The first of the labels, or null. */
    public String label() {
        return labels.isEmpty() ? null : labels.get(0);
    }
}
