package dev.winnow.dataset.annotation;

import dev.winnow.dataset.annotation.Convention.Space;
import dev.winnow.dataset.annotation.Convention.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Brings the shapes of one image into the upright picture's pixels: by the source's units, by EXIF orientation, and by the size that
 * masks were drawn for.
 */
final class Frame {
    private static final String LABEL_STUDIO = "label studio";
    private static final UnaryOperator<Shape> AS_THEY_ARE = shape -> shape;

    private final Optional<PictureSize> picture;
    private final UnaryOperator<Shape> change;
    private boolean shares;

    private Frame(Optional<PictureSize> picture, UnaryOperator<Shape> change) {
        this.picture = picture;
        this.change = change;
    }

    /** The size to hold shapes against; empty where nobody knows it, and then nothing is outside. */
    Optional<PictureSize> picture() {
        return picture;
    }

    /** Whether coordinates are still shares of a picture whose size nobody knows. */
    boolean inShares() {
        return shares;
    }

    Shape upright(Shape shape) {
        return change.apply(shape);
    }

    static Optional<PictureSize> declared(ImageLabels labels) {
        return labels.declared()
                .filter(DeclaredSize::isKnown)
                .filter(size -> size.width() <= Integer.MAX_VALUE && size.height() <= Integer.MAX_VALUE)
                .map(size -> PictureSize.of((int) size.width(), (int) size.height()));
    }

    /** How many shapes fit only one of the two pictures. */
    record Evidence(long onlyUpright, long onlyStored) {
        Space decided() {
            if (onlyUpright > 0 == onlyStored > 0) {
                return Space.AUTO;
            }
            return onlyUpright > 0 ? Space.UPRIGHT : Space.STORED;
        }
    }

    private static boolean isStored(DeclaredSize declared, PictureSize picture) {
        return picture.turns()
                && declared.width() == picture.storedWidth()
                && declared.height() == picture.storedHeight()
                && picture.width() != picture.height();
    }

    /** Decides for labels whose file declares the stored size, where EXIF exchanges the sides. */
    static Evidence evidence(ImageLabels labels, PictureSize picture, LabelTolerances limits) {
        long upright = 0;
        long stored = 0;
        if (labels.convention().space() == Space.AUTO
                && labels.declared()
                        .filter(d -> !d.raster() && isStored(d, picture))
                        .isPresent()) {
            for (Annotation annotation : labels.set().annotations()) {
                for (Shape shape : annotation.shapes()) {
                    Optional<Shape.Box> bounds = bounds(shape);
                    if (shape instanceof Shape.Bitmap bitmap) {
                        boolean fits = bitmap.runs().width() == picture.width();
                        upright += fits ? 1 : 0;
                        stored += fits ? 0 : 1;
                    } else if (bounds.isPresent()) {
                        boolean fitsUpright = fits(bounds.get(), picture.width(), picture.height(), limits);
                        boolean fitsStored = fits(bounds.get(), picture.storedWidth(), picture.storedHeight(), limits);
                        upright += fitsUpright && !fitsStored ? 1 : 0;
                        stored += fitsStored && !fitsUpright ? 1 : 0;
                    }
                }
            }
        }
        return new Evidence(upright, stored);
    }

    private static boolean fits(Shape.Box box, int width, int height, LabelTolerances limits) {
        double slack = limits.rounding();
        return box.x() >= -slack && box.y() >= -slack && box.right() <= width + slack && box.bottom() <= height + slack;
    }

    static Optional<Shape.Box> bounds(Shape shape) {
        if (shape instanceof Shape.Box box) {
            return Optional.of(box);
        }
        if (shape instanceof Shape.Polygon polygon && !polygon.parts().isEmpty()) {
            return Optional.of(polygon.bounds());
        }
        if (shape instanceof Shape.Corners corners) {
            return Optional.of(corners.corners().bounds());
        }
        if (shape instanceof Shape.RotatedBox box) {
            return Optional.of(box.corners().bounds());
        }
        return Optional.empty();
    }

    /** Decides how the labels are turned into upright pixels, and reports what is wrong with their size. */
    static Frame of(ImageLabels labels, Optional<PictureSize> known, FileHabit habit, Findings findings) {
        Optional<DeclaredSize> declared = labels.declared();
        if (declared.isPresent() && !declared.get().isKnown()) {
            findings.report(
                    LabelIssue.SIZE_MISSING,
                    Outcome.KEPT,
                    "The labels of " + labels.image() + " do not say the picture's size; "
                            + (known.isPresent() ? "it is " + known.get() + " by the picture" : "nobody knows it"));
        }
        if (known.isEmpty()) {
            Frame frame = new Frame(declared(labels), scaled(labels, declared(labels)));
            frame.shares = labels.convention().unit() == Unit.NORMALISED && frame.picture.isEmpty();
            return frame;
        }
        PictureSize picture = known.get();
        UnaryOperator<Shape> scale = scaled(labels, known);
        if (declared.isPresent() && declared.get().isKnown() && declared.get().raster()) {
            return new Frame(known, raster(declared.get(), picture, findings));
        }
        Space space = labels.convention().space();
        if (space == Space.STORED) {
            return turned(picture, scale);
        }
        if (space == Space.AUTO && declared.isPresent() && declared.get().isKnown()) {
            return new Frame(known, stated(labels, declared.get(), picture, habit, findings, scale));
        }
        return new Frame(known, scale);
    }

    private static Frame turned(PictureSize picture, UnaryOperator<Shape> scale) {
        Orientation orientation = Orientation.of(picture);
        // shares of the stored sides become stored pixels first
        return new Frame(Optional.of(picture), shape -> orientation.upright(scale.apply(shape)));
    }

    private static UnaryOperator<Shape> stated(
            ImageLabels labels,
            DeclaredSize declared,
            PictureSize picture,
            FileHabit habit,
            Findings findings,
            UnaryOperator<Shape> scale) {
        if (declared.width() == picture.width() && declared.height() == picture.height()) {
            return scale;
        }
        if (isStored(declared, picture)) {
            return stored(labels, declared, picture, habit, findings, scale);
        }
        String sentence = "The labels are for a " + declared + " picture, " + labels.image() + " is " + picture;
        double factor = (double) picture.width() / declared.width();
        if (Math.abs(factor * declared.height() - picture.height()) <= 1) {
            UnaryOperator<Shape> scaled = shape -> Scaling.of(shape, factor, factor);
            Outcome outcome = findings.report(
                    LabelIssue.SIZE_MISMATCH,
                    Outcome.ASKED,
                    sentence + "; multiplied by " + Findings.number(factor) + " they may fit",
                    () -> new Finding.Change(declared.toString(), picture.toString()));
            return outcome == Outcome.KEPT ? scale : scaled;
        }
        findings.report(LabelIssue.SIZE_MISMATCH, Outcome.ASKED, sentence + ", of another shape");
        return scale;
    }

    private static UnaryOperator<Shape> stored(
            ImageLabels labels,
            DeclaredSize declared,
            PictureSize picture,
            FileHabit habit,
            Findings findings,
            UnaryOperator<Shape> scale) {
        Space space = evidence(labels, picture, LabelTolerances.defaults()).decided();
        boolean labelStudio =
                labels.exporter().toLowerCase(java.util.Locale.ROOT).contains(LABEL_STUDIO);
        if (space == Space.AUTO) {
            space = habit.space();
        }
        if (space == Space.AUTO && labelStudio) {
            space = Space.UPRIGHT;
        }
        String sentence = "The labels are for a " + declared + " picture, upright " + labels.image() + " is " + picture;
        if (space == Space.AUTO) {
            findings.report(
                    LabelIssue.ORIENTATION_AMBIGUOUS,
                    Outcome.ASKED,
                    sentence + "; they fit both ways round, so say which by labels.space");
            return scale;
        }
        boolean turn = space == Space.STORED;
        Outcome outcome = findings.report(
                LabelIssue.ORIENTATION_MISMATCH,
                Outcome.FIXED,
                sentence
                        + (turn
                                ? "; turned by its EXIF orientation " + picture.orientation()
                                : "; they fit the upright picture, only the size was wrong"),
                () -> new Finding.Change(declared.toString(), picture.toString()));
        if (outcome == Outcome.KEPT) {
            return scale;
        }
        if (turn) {
            return Orientation.of(picture)::upright;
        }
        if (labelStudio) {
            double x = (double) picture.width() / declared.width();
            double y = (double) picture.height() / declared.height();
            // its COCO export scales outlines, and outlines alone, by the stored size
            return shape -> shape instanceof Shape.Polygon ? Scaling.of(shape, x, y) : shape;
        }
        return scale;
    }

    private static UnaryOperator<Shape> raster(DeclaredSize declared, PictureSize picture, Findings findings) {
        int width = picture.width();
        int height = picture.height();
        if (declared.width() == width && declared.height() == height) {
            return AS_THEY_ARE;
        }
        Finding.Change change = new Finding.Change(declared.toString(), picture.toString());
        String sentence = "The mask is " + declared + ", the picture " + picture;
        if (isStored(declared, picture)) {
            Outcome outcome = findings.report(
                    LabelIssue.ORIENTATION_MISMATCH,
                    Outcome.FIXED,
                    sentence + " upright; turned by its EXIF orientation " + picture.orientation(),
                    () -> change);
            return outcome == Outcome.KEPT ? AS_THEY_ARE : Orientation.of(picture)::upright;
        }
        boolean sameShape = Math.abs((double) declared.width() * height / declared.height() - width) <= 1
                || Math.abs((double) declared.height() * width / declared.width() - height) <= 1;
        if (sameShape) {
            Outcome outcome = findings.report(
                    LabelIssue.MASK_RESIZED,
                    Outcome.FIXED,
                    sentence + ", same shape; resized to the nearest pixel",
                    () -> change);
            return outcome == Outcome.KEPT
                    ? AS_THEY_ARE
                    : shape -> shape instanceof Shape.Bitmap bitmap
                                    && bitmap.runs().isSound()
                            ? new Shape.Bitmap(bitmap.runs().resized(width, height))
                            : shape;
        }
        findings.report(LabelIssue.MASK_SIZE_MISMATCH, Outcome.ASKED, sentence + ", of another shape");
        return AS_THEY_ARE;
    }

    private static UnaryOperator<Shape> scaled(ImageLabels labels, Optional<PictureSize> picture) {
        if (labels.convention().unit() != Unit.NORMALISED || picture.isEmpty()) {
            return AS_THEY_ARE;
        }
        boolean stored = labels.convention().space() == Space.STORED;
        double width = stored ? picture.get().storedWidth() : picture.get().width();
        double height = stored ? picture.get().storedHeight() : picture.get().height();
        return shape -> Scaling.of(shape, width, height);
    }

    /** All shapes of an annotation, upright; the same list where nothing changes. */
    List<Shape> upright(List<Shape> shapes) {
        if (change == AS_THEY_ARE) {
            return shapes;
        }
        List<Shape> upright = new ArrayList<>(shapes.size());
        boolean changed = false;
        for (Shape shape : shapes) {
            Shape other = change.apply(shape);
            changed |= other != shape;
            upright.add(other);
        }
        return changed ? upright : shapes;
    }
}
