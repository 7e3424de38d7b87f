package dev.winnow.dataset.annotation;

import java.util.List;
import java.util.Optional;

/** Checks the keypoints of one annotation: as many numbers as its skeleton needs, flags of 0 to 2, points inside, and the stated count. */
final class KeypointCheck {
    private final LabelTolerances limits;
    private final Frame frame;
    private final Findings findings;
    private final Shape.Keypoints keypoints;
    private String count;

    KeypointCheck(LabelTolerances limits, Frame frame, Findings findings, Shape.Keypoints keypoints) {
        this.limits = limits;
        this.frame = frame;
        this.findings = findings;
        this.keypoints = keypoints;
    }

    /** How many points are labelled, where the file states another number; else null. */
    String count() {
        return count;
    }

    /**
     * The keypoints after the checks; empty where they cannot be read.
     *
     * @param without the outcome of leaving them out
     * @param stated the number of labelled points as the file states it, or null
     */
    Optional<Shape.Keypoints> kept(Outcome without, String stated) {
        Numbers values = keypoints.values();
        int names = keypoints.skeleton().names().size();
        boolean finite = values.allFinite();
        if (values.size() % 3 != 0 || names > 0 && values.size() != 3 * names || !finite) {
            String sentence = finite
                    ? values.size() + " keypoint numbers, " + (names > 0 ? 3 * names + "" : "a multiple of 3")
                            + " are needed"
                    : "A keypoint's coordinate is no number";
            findings.report(
                    LabelIssue.KEYPOINTS_MALFORMED,
                    without,
                    sentence + "; keypoints left out",
                    () -> new Finding.Change(ShapeText.of(keypoints), "nothing"));
            return Optional.empty();
        }
        double[] points = values.toArray();
        checkCount(points, stated);
        boolean changed = false;
        for (int i = 0; i < points.length; i += 3) {
            changed |= checkFlag(points, i);
            changed |= checkInside(points, i);
        }
        return Optional.of(changed ? new Shape.Keypoints(Numbers.of(points), keypoints.skeleton()) : keypoints);
    }

    private static boolean isNumber(String text, int number) {
        try {
            return Double.parseDouble(text) == number;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void checkCount(double[] points, String stated) {
        int labelled = 0;
        for (int i = 2; i < points.length; i += 3) {
            labelled += points[i] > 0 ? 1 : 0;
        }
        int right = labelled;
        if (stated != null && !stated.equals(Integer.toString(labelled)) && !isNumber(stated, labelled)) {
            Outcome outcome = findings.report(
                    LabelIssue.KEYPOINT_COUNT,
                    Outcome.FIXED,
                    Annotation.KEYPOINT_COUNT + " says " + stated + ", " + labelled + " are labelled; counted anew",
                    () -> new Finding.Change(stated, Integer.toString(right)));
            count = outcome == Outcome.FIXED ? Integer.toString(right) : null;
        }
    }

    private boolean checkFlag(double[] points, int i) {
        double flag = points[i + 2];
        if (flag == 0 || flag == 1 || flag == 2) {
            return false;
        }
        Outcome outcome = findings.report(
                LabelIssue.KEYPOINT_FLAG,
                Outcome.FIXED,
                "The flag of keypoint " + name(i / 3) + " is " + Findings.number(flag) + ", not 0, 1 or 2; read as 2",
                () -> new Finding.Change(Findings.number(flag), "2"));
        points[i + 2] = outcome == Outcome.KEPT ? flag : 2;
        return true;
    }

    private boolean checkInside(double[] points, int i) {
        if (points[i + 2] == 0 || frame.picture().isEmpty() || frame.inShares()) {
            return false;
        }
        PictureSize picture = frame.picture().get();
        double x = points[i];
        double y = points[i + 1];
        double over = Math.max(Math.max(-x, -y), Math.max(x - picture.width(), y - picture.height()));
        if (over <= 0) {
            return false;
        }
        if (over <= limits.silent()) {
            points[i] = Math.min(picture.width(), Math.max(0, x));
            points[i + 1] = Math.min(picture.height(), Math.max(0, y));
            return true;
        }
        Outcome outcome = findings.report(
                LabelIssue.KEYPOINT_OUTSIDE,
                Outcome.FIXED,
                "Keypoint " + name(i / 3) + " at " + Findings.number(x) + ", " + Findings.number(y)
                        + " lies outside the " + picture + " picture; set to not labelled",
                () -> new Finding.Change("[" + Findings.number(x) + ", " + Findings.number(y) + "]", "[0, 0, 0]"));
        if (outcome == Outcome.KEPT) {
            return false;
        }
        points[i] = 0;
        points[i + 1] = 0;
        points[i + 2] = 0;
        return true;
    }

    private String name(int point) {
        List<String> names = keypoints.skeleton().names();
        return point < names.size() ? names.get(point) : Integer.toString(point + 1);
    }
}
