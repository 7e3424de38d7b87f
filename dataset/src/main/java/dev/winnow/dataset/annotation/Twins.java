package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds annotations of one annotator in one image that are one object: the same shape twice, nearly the same shape of one class, or one
 * shape under two classes. Annotators are never compared here; see {@link Agreement}.
 */
final class Twins {
    private static final double ROUNDING = 1e6;

    private final LabelPolicy policy;
    private final Optional<PictureSize> picture;

    Twins(LabelPolicy policy, Optional<PictureSize> picture) {
        this.policy = policy;
        this.picture = picture;
    }

    /** @param annotations of one image; those with a finding are replaced */
    void judge(List<CheckedAnnotation> annotations) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < annotations.size(); i++) {
            int place = i;
            CheckedAnnotation checked = annotations.get(i);
            if (checked.outcome().survives()) {
                Extent.of(checked.result(), picture)
                        .ifPresent(extent -> candidates.add(new Candidate(place, checked.result(), extent)));
            }
        }
        if (candidates.size() > 1) {
            equal(annotations, candidates);
            similar(annotations, candidates);
        }
    }

    private static final class Candidate {
        final int place;
        final Annotation annotation;
        final Extent extent;
        boolean out;

        Candidate(int place, Annotation annotation, Extent extent) {
            this.place = place;
            this.annotation = annotation;
            this.extent = extent;
        }

        String category() {
            return annotation.category();
        }

        String annotator() {
            return annotation.provenance().annotator();
        }
    }

    private record Key(String annotator, Object shape) {}

    private static Object rounded(Shape shape) {
        if (shape instanceof Shape.Box box) {
            return rounded(box.x(), box.y(), box.width(), box.height());
        }
        if (shape instanceof Shape.RotatedBox box) {
            return rounded(box.corners().toArray());
        }
        if (shape instanceof Shape.Polygon polygon) {
            return polygon.parts().stream().map(part -> rounded(part.toArray())).toList();
        }
        return shape;
    }

    private static Numbers rounded(double... values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.rint(values[i] * ROUNDING) / ROUNDING + 0.0;
        }
        return Numbers.of(values);
    }

    private void equal(List<CheckedAnnotation> annotations, List<Candidate> candidates) {
        Map<Key, List<Candidate>> same = new HashMap<>();
        for (Candidate candidate : candidates) {
            same.computeIfAbsent(
                            new Key(candidate.annotator(), rounded(candidate.extent.shape())),
                            key -> new ArrayList<>(1))
                    .add(candidate);
        }
        for (List<Candidate> group : same.values()) {
            Map<String, Candidate> first = new HashMap<>();
            for (Candidate candidate : group) {
                Candidate earlier = first.putIfAbsent(candidate.category(), candidate);
                if (earlier != null) {
                    report(
                            annotations,
                            candidate,
                            LabelIssue.DUPLICATE_ANNOTATION,
                            Outcome.DROPPED,
                            "The same class and shape as " + place(earlier) + "; dropped");
                }
            }
            if (first.size() > 1) {
                List<String> names = first.keySet().stream().sorted().toList();
                for (Candidate candidate : first.values()) {
                    report(
                            annotations,
                            candidate,
                            LabelIssue.LABEL_CONFLICT,
                            Outcome.ASKED,
                            "The same box is called " + String.join(" and ", names));
                }
            }
        }
    }

    private static String place(Candidate candidate) {
        return candidate.annotation.provenance().origin().at();
    }

    /** Goes along x, so that only boxes that overlap there are compared. */
    private void similar(List<CheckedAnnotation> annotations, List<Candidate> candidates) {
        Candidate[] sorted = candidates.stream()
                .filter(candidate ->
                        !candidate.out && !candidate.annotation.flags().crowd())
                .toArray(Candidate[]::new);
        Arrays.sort(
                sorted,
                Comparator.<Candidate>comparingDouble(c -> c.extent.bounds().x())
                        .thenComparingInt(c -> c.place));
        for (int i = 0; i < sorted.length; i++) {
            // two shapes that overlap by this much begin within the rest of the width
            Shape.Box box = sorted[i].extent.bounds();
            double reach = box.x() + box.width() * (1 - policy.tolerances().duplicateIou()) + 1;
            for (int j = i + 1; j < sorted.length && sorted[j].extent.bounds().x() <= reach; j++) {
                compare(annotations, sorted[i], sorted[j]);
            }
        }
    }

    private void compare(List<CheckedAnnotation> annotations, Candidate a, Candidate b) {
        if (a.out
                || b.out
                || !a.category().equals(b.category())
                || !a.annotator().equals(b.annotator())) {
            return;
        }
        double iou = a.extent.iou(b.extent);
        if (iou >= policy.tolerances().duplicateIou()) {
            Candidate later = a.place > b.place ? a : b;
            report(
                    annotations,
                    later,
                    LabelIssue.DUPLICATE_SUSPECT,
                    Outcome.ASKED,
                    "Two " + a.category() + " shapes overlap by " + Findings.number(Math.round(iou * 1000) / 1000.0)
                            + ", the other is " + place(later == a ? b : a) + "; one object labelled twice?");
        }
    }

    private void report(
            List<CheckedAnnotation> annotations,
            Candidate candidate,
            LabelIssue issue,
            Outcome proposed,
            String message) {
        CheckedAnnotation checked = annotations.get(candidate.place);
        Findings findings =
                new Findings(policy, candidate.annotation.provenance().origin());
        Outcome outcome = findings.report(issue, proposed, message);
        candidate.out |= !outcome.survives();
        annotations.set(
                candidate.place,
                new CheckedAnnotation(
                        checked.submitted(),
                        checked.result().withFindings(findings.all()),
                        outcome.compareTo(checked.outcome()) > 0 ? outcome : checked.outcome()));
    }
}
