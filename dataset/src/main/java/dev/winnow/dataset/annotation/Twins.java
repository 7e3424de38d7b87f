package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds annotations of one annotator in one image that are one object: the same shape twice, nearly the same shape of one class, or one
 * shape under two classes. Annotators are never compared here; see {@link Agreement}.
 */
final class Twins {
    private static final double ROUNDING = 1e-6;
    private static final Comparator<Candidate> BY_X = (a, b) -> {
        int order = Double.compare(a.extent.bounds().x(), b.extent.bounds().x());
        return order == 0 ? Integer.compare(a.place, b.place) : order;
    };

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
            Candidate[] alongX = candidates.toArray(Candidate[]::new);
            Arrays.sort(alongX, BY_X);
            equal(annotations, alongX);
            similar(annotations, alongX);
        }
    }

    private static final class Candidate {
        final int place;
        final Annotation annotation;
        final Extent extent;
        boolean grouped;
        boolean out;

        Candidate(int place, Annotation annotation, Extent extent) {
            this.place = place;
            this.annotation = annotation;
            this.extent = extent;
        }

        boolean isCrowd() {
            return annotation.flags().crowd();
        }

        String category() {
            return annotation.category();
        }

        String annotator() {
            return annotation.provenance().annotator();
        }
    }

    private static boolean isSame(Shape a, Shape b) {
        if (a instanceof Shape.Box one && b instanceof Shape.Box other) {
            return isSame(one.x(), other.x())
                    && isSame(one.y(), other.y())
                    && isSame(one.width(), other.width())
                    && isSame(one.height(), other.height());
        }
        if (a instanceof Shape.RotatedBox one && b instanceof Shape.RotatedBox other) {
            return isSame(one.corners(), other.corners());
        }
        if (a instanceof Shape.Polygon one && b instanceof Shape.Polygon other) {
            boolean same = one.parts().size() == other.parts().size();
            for (int i = 0; same && i < one.parts().size(); i++) {
                same = isSame(one.parts().get(i), other.parts().get(i));
            }
            return same;
        }
        return a.equals(b);
    }

    private static boolean isSame(Ring a, Ring b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = isSame(a.x(i), b.x(i)) && isSame(a.y(i), b.y(i));
        }
        return same;
    }

    private static boolean isSame(double a, double b) {
        return Math.abs(a - b) <= ROUNDING;
    }

    /** Equal shapes begin at one x. */
    private void equal(List<CheckedAnnotation> annotations, Candidate[] alongX) {
        for (int i = 0; i < alongX.length; i++) {
            List<Candidate> group = null;
            for (int j = i + 1;
                    j < alongX.length
                            && alongX[j].extent.bounds().x()
                                            - alongX[i].extent.bounds().x()
                                    <= ROUNDING;
                    j++) {
                if (!alongX[i].grouped
                        && !alongX[j].grouped
                        && alongX[i].annotator().equals(alongX[j].annotator())
                        && isSame(alongX[i].extent.shape(), alongX[j].extent.shape())) {
                    group = group == null ? new ArrayList<>(List.of(alongX[i])) : group;
                    group.add(alongX[j]);
                    alongX[j].grouped = true;
                }
            }
            if (group != null) {
                group.sort(Comparator.comparingInt(candidate -> candidate.place));
                judgeEqual(annotations, group);
            }
        }
    }

    private void judgeEqual(List<CheckedAnnotation> annotations, List<Candidate> group) {
        Map<String, Candidate> first = new LinkedHashMap<>();
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

    private static String place(Candidate candidate) {
        return candidate.annotation.provenance().origin().at();
    }

    /** Goes along x, so that only boxes that overlap there are compared. */
    private void similar(List<CheckedAnnotation> annotations, Candidate[] alongX) {
        for (int i = 0; i < alongX.length; i++) {
            // two shapes that overlap by this much begin within the rest of the width
            Shape.Box box = alongX[i].extent.bounds();
            double reach = box.x() + box.width() * (1 - policy.tolerances().duplicateIou()) + 1;
            for (int j = i + 1; j < alongX.length && alongX[j].extent.bounds().x() <= reach; j++) {
                compare(annotations, alongX[i], alongX[j]);
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
