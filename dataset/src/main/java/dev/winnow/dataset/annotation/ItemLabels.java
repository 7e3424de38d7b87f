package dev.winnow.dataset.annotation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an item's labels are.
 *
 * @param upload what they were checked against; nothing where no picture is in the dataset
 * @param chosen whose labels they are; nothing where nobody submitted any, or all were taken back
 * @param kept the annotations that are in the dataset, in upright pixels
 * @param findings all of them, about the image first
 */
public record ItemLabels(
        Optional<LabelledItem.Upload> upload,
        Optional<LabelSource> chosen,
        AnnotationSet kept,
        List<Finding> findings) {

    public ItemLabels {
        Objects.requireNonNull(upload, "upload");
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(kept, "kept");
        findings = List.copyOf(findings);
    }

    static ItemLabels none(Optional<LabelledItem.Upload> upload) {
        return new ItemLabels(upload, Optional.empty(), AnnotationSet.UNLABELLED, List.of());
    }

    static ItemLabels of(LabelledItem.Upload upload, LabelSource chosen, CheckedLabels checked) {
        return new ItemLabels(Optional.of(upload), Optional.of(chosen), checked.kept(), checked.allFindings());
    }

    /** @param dangling labels whose image did not come in time, or null */
    static ItemLabels waiting(LabelSource chosen, ImageLabels dangling) {
        List<Finding> findings = dangling == null
                ? List.of()
                : List.of(Finding.of(
                        LabelIssue.DANGLING_ANNOTATION,
                        Outcome.DROPPED,
                        dangling.origin(),
                        "No image was uploaded to '" + dangling.image() + "' within "
                                + LabelledItem.PATIENCE.toDays() + " days; upload it, or submit the labels under the"
                                + " source of an image that is there"));
        return new ItemLabels(Optional.empty(), Optional.of(chosen), AnnotationSet.UNLABELLED, findings);
    }

    /** Kept annotations with a shape, by category. */
    public SortedMap<String, Integer> objects() {
        SortedMap<String, Integer> objects = new TreeMap<>();
        for (Annotation annotation : kept.annotations()) {
            if (isObject(annotation)) {
                objects.merge(annotation.category(), 1, Integer::sum);
            }
        }
        return objects;
    }

    /** Kept categories of the whole image. */
    public SortedSet<String> classes() {
        SortedSet<String> classes = new TreeSet<>();
        for (Annotation annotation : kept.annotations()) {
            if (!isObject(annotation)) {
                classes.add(annotation.category());
            }
        }
        return classes;
    }

    private static boolean isObject(Annotation annotation) {
        return annotation
                .finest()
                .filter(shape -> !(shape instanceof Shape.WholeImage))
                .isPresent();
    }

    /** Who made the kept annotations, as far as their sources say. */
    public SortedSet<String> annotators() {
        SortedSet<String> annotators = new TreeSet<>();
        chosen.map(LabelSource::annotator).filter(name -> !name.isEmpty()).ifPresent(annotators::add);
        for (Annotation annotation : kept.annotations()) {
            if (!annotation.provenance().annotator().isEmpty()) {
                annotators.add(annotation.provenance().annotator());
            }
        }
        return annotators;
    }

    /** How many findings there are of each kind. */
    public Map<LabelIssue, Integer> issues() {
        Map<LabelIssue, Integer> issues = new EnumMap<>(LabelIssue.class);
        findings.forEach(finding -> issues.merge(finding.issue(), 1, Integer::sum));
        return issues;
    }
}
