package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The labels of one image after the checks.
 *
 * @param submitted as they came
 * @param annotations one for each that was submitted, in the same order
 * @param findings about the image and its file; those about one annotation stand there
 */
public record CheckedLabels(ImageLabels submitted, List<CheckedAnnotation> annotations, List<Finding> findings) {

    public CheckedLabels {
        Objects.requireNonNull(submitted, "submitted");
        annotations = List.copyOf(annotations);
        findings = List.copyOf(findings);
    }

    /** What is in the dataset. An image whose annotations are all left out is unlabelled: nobody said that it is empty. */
    public AnnotationSet kept() {
        if (annotations.isEmpty()) {
            boolean undecided =
                    findings.stream().anyMatch(finding -> !finding.outcome().survives());
            return undecided ? AnnotationSet.UNLABELLED : submitted.set();
        }
        List<Annotation> kept = annotations.stream()
                .filter(annotation -> annotation.outcome().survives())
                .map(CheckedAnnotation::result)
                .toList();
        return kept.isEmpty() ? AnnotationSet.UNLABELLED : AnnotationSet.of(kept);
    }

    /** Every finding: about the file and the image first, then by annotation. */
    public List<Finding> allFindings() {
        List<Finding> all = new ArrayList<>(findings);
        annotations.forEach(annotation -> all.addAll(annotation.result().findings()));
        return all;
    }

    /** Whether something waits for a person. */
    public boolean asks() {
        return allFindings().stream().anyMatch(finding -> finding.outcome() == Outcome.ASKED);
    }
}
