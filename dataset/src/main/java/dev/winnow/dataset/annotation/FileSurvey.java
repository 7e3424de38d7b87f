package dev.winnow.dataset.annotation;

import java.util.Optional;

/**
 * Goes through the images of one file before they are checked, and decides on its {@link FileHabit}. Holds some counts, whatever the
 * file's size. Not for several threads.
 */
public final class FileSurvey {
    private static final double MOST_NORMALISED = 1.5;

    private final Origin origin;
    private final LabelPolicy policy;
    private long boxes;
    private long leave;
    private long fitAsCorners;
    private long coordinates;
    private long withinOne;
    private boolean fraction;
    private long looksLikePixels;
    private double example;
    private Convention.Unit unit = Convention.Unit.PIXELS;
    private Convention.Space space = Convention.Space.AUTO;

    public FileSurvey(String file, LabelPolicy policy) {
        this.origin = Origin.of(file);
        this.policy = policy;
    }

    /** The habit of a file that has one image. */
    public static FileHabit of(ImageLabels labels, Optional<PictureSize> picture, LabelPolicy policy) {
        FileSurvey survey = new FileSurvey(labels.origin().file(), policy);
        survey.add(labels, picture);
        return survey.habit();
    }

    /** @param picture the size of the image, where it is known */
    public void add(ImageLabels labels, Optional<PictureSize> picture) {
        unit = labels.convention().unit();
        Optional<PictureSize> size = picture.or(() -> Frame.declared(labels));
        for (Annotation annotation : labels.set().annotations()) {
            for (Shape shape : annotation.shapes()) {
                add(shape, labels.convention(), size);
            }
        }
        if (space == Convention.Space.AUTO && picture.isPresent()) {
            space = Frame.evidence(labels, picture.get(), policy.tolerances()).decided();
        }
    }

    /** Any shape may show that coordinates are pixels. */
    private void add(Shape shape, Convention convention, Optional<PictureSize> size) {
        if (shape instanceof Shape.Box box && box.isFinite()) {
            box(box, convention, size);
        } else if (shape instanceof Shape.Polygon polygon) {
            polygon.parts().forEach(this::points);
        } else if (shape instanceof Shape.Corners corners) {
            points(corners.corners());
        } else if (shape instanceof Shape.Polyline polyline) {
            points(polyline.points());
        } else if (shape instanceof Shape.Points points) {
            points(points.points());
        } else if (shape instanceof Shape.RotatedBox box) {
            number(box.centreX());
            number(box.centreY());
            number(box.width());
            number(box.height());
        }
    }

    private void box(Shape.Box box, Convention convention, Optional<PictureSize> size) {
        number(box.x());
        number(box.y());
        number(box.right());
        number(box.bottom());
        boxes++;
        if (convention.unit() == Convention.Unit.NORMALISED) {
            pixels(box, size);
        } else if (convention.boxes() == Convention.BoxNotation.SIZE && size.isPresent()) {
            corners(box, size.get());
        }
    }

    private void points(Ring ring) {
        for (int i = 0; i < ring.size(); i++) {
            number(ring.x(i));
            number(ring.y(i));
        }
    }

    private void number(double value) {
        coordinates++;
        if (value >= 0 && value <= 1) {
            withinOne++;
            fraction |= value != 0 && value != 1;
        }
    }

    /** Whether a box that should be shares of the picture is in pixels. */
    private void pixels(Shape.Box box, Optional<PictureSize> size) {
        double greatest = Math.max(Math.max(box.right(), box.bottom()), Math.max(box.width(), box.height()));
        if (greatest > MOST_NORMALISED
                && (size.isEmpty()
                        || box.right()
                                        <= size.get().width()
                                                + policy.tolerances().rounding()
                                && box.bottom()
                                        <= size.get().height()
                                                + policy.tolerances().rounding())) {
            if (looksLikePixels++ == 0) {
                example = greatest;
            }
        }
    }

    /** Whether the size of a box is its second corner. */
    private void corners(Shape.Box box, PictureSize size) {
        double slack = policy.tolerances().rounding();
        if (box.right() > size.width() + slack || box.bottom() > size.height() + slack) {
            leave++;
        }
        if (box.width() > box.x()
                && box.height() > box.y()
                && box.x() >= -slack
                && box.y() >= -slack
                && box.width() <= size.width() + slack
                && box.height() <= size.height() + slack) {
            fitAsCorners++;
        }
    }

    public FileHabit habit() {
        return new FileHabit(space, trouble());
    }

    private Optional<Finding> trouble() {
        if (unit == Convention.Unit.NORMALISED) {
            return looksLikePixels * 2 > boxes
                    ? found(
                            LabelIssue.COORDINATES_NOT_NORMALISED,
                            "Coordinates between 0 and 1 are expected, " + Findings.number(example)
                                    + " is not; they look like pixels: divide them by the picture's width and height")
                    : Optional.empty();
        }
        if (coordinates > 0 && withinOne == coordinates && fraction) {
            return found(
                    LabelIssue.COORDINATES_LOOK_NORMALISED,
                    "Every coordinate in this file lies between 0 and 1, where pixels are expected: multiply them by the"
                            + " picture's width and height");
        }
        if (boxes > 1 && leave * 2 > boxes && fitAsCorners == boxes) {
            return found(
                    LabelIssue.COORDINATES_LOOK_LIKE_CORNERS,
                    "Read as x, y, width, height, " + leave + " of " + boxes
                            + " boxes leave the picture; read as two corners all fit: subtract x and y from the last two");
        }
        return Optional.empty();
    }

    private Optional<Finding> found(LabelIssue issue, String message) {
        Findings findings = new Findings(policy, origin);
        findings.report(issue, Outcome.ASKED, message);
        return findings.all().stream().findFirst();
    }
}
