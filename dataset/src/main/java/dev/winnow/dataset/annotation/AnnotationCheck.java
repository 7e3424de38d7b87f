package dev.winnow.dataset.annotation;

import dev.winnow.dataset.annotation.Convention.BoxNotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks one annotation by itself, in this order: its class, what could not be read, numbers, corners, outlines and masks, the picture's
 * edge, size, the box against the outline, keypoints, the stated area.
 */
final class AnnotationCheck {
    private final LabelTolerances limits;
    private final BoxNotation notation;
    private final Frame frame;
    private final boolean raster;
    private final Annotation submitted;
    private final Findings findings;
    private final ClassNames classes;

    private String category;
    private Shape.Box box;
    private Shape fine;
    private Shape.Keypoints keypoints;
    private Shape.WholeImage image;
    private Shape.Box givenBox;
    private boolean outlineCut;
    private String areaIs;
    private String keypointCountIs;

    private AnnotationCheck(
            LabelPolicy policy, ClassNames classes, ImageLabels labels, Frame frame, Annotation submitted) {
        this.classes = classes;
        this.limits = policy.tolerances();
        this.notation = labels.convention().boxes();
        this.frame = frame;
        this.raster = labels.declared().filter(DeclaredSize::raster).isPresent();
        this.submitted = submitted;
        this.findings = new Findings(policy, submitted.provenance().origin());
    }

    static CheckedAnnotation check(
            LabelPolicy policy, ClassNames classes, ImageLabels labels, Frame frame, Annotation submitted) {
        return new AnnotationCheck(policy, classes, labels, frame, submitted).check();
    }

    private CheckedAnnotation check() {
        findings.submitted(submitted.findings());
        if (goesOn(findings.worst()) || !submitted.shapes().isEmpty() && findings.worst() == Outcome.ASKED) {
            checkClass();
            checkShapes();
        }
        Annotation result = submitted;
        if (goesOn(findings.worst()) || findings.worst() == Outcome.ASKED) {
            result = result(submitted);
        }
        if (!findings.all().isEmpty() || !result.findings().isEmpty()) {
            result = new Annotation(
                    result.category(),
                    result.shapes(),
                    result.flags(),
                    result.score(),
                    result.provenance(),
                    result.attributes(),
                    findings.all());
        }
        return new CheckedAnnotation(submitted, result, findings.worst());
    }

    private Annotation result(Annotation from) {
        List<Shape> shapes = new ArrayList<>(2);
        add(shapes, image);
        add(shapes, box);
        add(shapes, fine);
        add(shapes, keypoints);
        Annotation result = areTheSame(shapes, from.shapes()) ? from : from.withShapes(shapes);
        if (areaIs != null || keypointCountIs != null) {
            result = result.withAttributes(attributes());
        }
        String name = category == null ? from.category().strip() : category;
        return name.equals(from.category()) ? result : result.withCategory(name);
    }

    private static boolean areTheSame(List<Shape> shapes, List<Shape> others) {
        boolean same = shapes.size() == others.size();
        for (int i = 0; same && i < shapes.size(); i++) {
            same = shapes.get(i) == others.get(i);
        }
        return same;
    }

    private static void add(List<Shape> shapes, Shape shape) {
        if (shape != null) {
            shapes.add(shape);
        }
    }

    private static boolean goesOn(Outcome outcome) {
        return outcome.survives();
    }

    private void checkClass() {
        if (submitted.category().isBlank()) {
            if (findings.worst().survives()) { // or the reader has said more already
                findings.report(LabelIssue.UNDEFINED_CLASS, Outcome.ASKED, "The annotation's class has no name");
            }
            return;
        }
        String name = submitted.category();
        if (!classes.isOpen()) {
            checkKnown(classes.of(name));
            return;
        }
        String meant = name.strip();
        if (!meant.equals(name) && !findings.has(LabelIssue.CLASS_NAME_SPELLING)) {
            findings.report(
                    LabelIssue.CLASS_NAME_SPELLING,
                    Outcome.ASKED,
                    "Class '" + name + "' differs from '" + meant + "' only by blanks around it; one class?",
                    () -> new Finding.Change(name, meant));
        }
    }

    /** Aliases are read as their class, whatever the policy says, because a person put them into the ontology. */
    private void checkKnown(Naming naming) {
        String name = naming.name();
        if (naming.outcome() == Outcome.IGNORED) {
            findings.report(LabelIssue.UNDEFINED_CLASS, Outcome.IGNORED, naming.sentence());
            return;
        }
        category = naming.category().orElse(name);
        if (naming.issue().isPresent()) {
            LabelIssue issue = naming.issue().get();
            if (findings.has(issue)) {
                return;
            }
            String meant = naming.proposal().orElse(category);
            if (meant.equals(name)) {
                findings.report(issue, naming.outcome(), naming.sentence());
            } else {
                findings.report(issue, naming.outcome(), naming.sentence(), () -> new Finding.Change(name, meant));
            }
        }
    }

    private void checkShapes() {
        for (Shape shape : frame.upright(submitted.shapes())) {
            if (shape instanceof Shape.Box given) {
                box = given;
            } else if (shape instanceof Shape.Keypoints given) {
                keypoints = given;
            } else if (shape instanceof Shape.WholeImage given) {
                image = given;
            } else if (!(shape instanceof Shape.Unreadable) && (fine == null || shape.rank() > fine.rank())) {
                fine = shape;
            }
        }
        givenBox = box;
        if (!checkNumbers()) {
            return;
        }
        checkUnreadable();
        if (fine instanceof Shape.Points || fine instanceof Shape.Polyline) {
            unsupported();
        }
        if (fine instanceof Shape.Polygon polygon) {
            checkOutline(polygon);
        } else if (fine instanceof Shape.Bitmap bitmap) {
            checkMask(bitmap);
        } else if (fine instanceof Shape.Corners corners) {
            fine = rotated(corners);
        }
        if (!findings.worst().survives() && findings.worst() != Outcome.ASKED) {
            return;
        }
        if (box == null && fine == null && keypoints == null && image == null) {
            if (findings.worst().survives() && submitted.shapes().isEmpty()) {
                findings.report(LabelIssue.BOX_MISSING, Outcome.DROPPED, "The annotation has neither box nor outline");
            }
            return;
        }
        Outcome before = findings.worst();
        checkBox();
        if (findings.worst() == before || findings.worst().survives() || findings.worst() == Outcome.ASKED) {
            checkKeypoints();
            checkArea();
        }
    }

    private void unsupported() {
        if (!findings.has(LabelIssue.SHAPE_UNSUPPORTED)) {
            findings.report(
                    LabelIssue.SHAPE_UNSUPPORTED,
                    Outcome.IGNORED,
                    "Shapes of kind " + fine.kind() + " have no inside to learn from; left out");
        }
    }

    private boolean hasOther(Shape without) {
        return box != null && box != without
                || fine != null && fine != without
                || keypoints != null && keypoints != without;
    }

    /** The outcome of taking a shape away. */
    private Outcome without(Shape shape) {
        return hasOther(shape) ? Outcome.FIXED : Outcome.DROPPED;
    }

    private boolean checkNumbers() {
        boolean finite = box == null || box.isFinite();
        if (fine instanceof Shape.Polygon polygon) {
            for (Ring part : polygon.parts()) {
                finite &= part.allFinite();
            }
        } else if (fine instanceof Shape.Corners corners) {
            finite &= corners.corners().allFinite();
        } else if (fine instanceof Shape.RotatedBox turned) {
            finite &= turned.corners().allFinite();
        }
        if (!finite) {
            findings.report(
                    LabelIssue.BOX_NOT_A_NUMBER,
                    Outcome.DROPPED,
                    "A coordinate of " + ShapeText.of(box != null && !box.isFinite() ? box : fine)
                            + " is no number; numbers in pixels are expected");
        }
        return finite;
    }

    private void checkUnreadable() {
        for (Shape shape : submitted.shapes()) {
            if (shape instanceof Shape.Unreadable unreadable) {
                boolean rest = hasOther(null);
                findings.report(
                        unreadable.issue(),
                        withoutUnreadable(unreadable.issue(), rest),
                        unreadable.why() + (rest ? " The other shape stays." : ""),
                        () -> new Finding.Change(unreadable.text(), rest ? ShapeText.of(rest()) : "nothing"));
            }
        }
    }

    private static Outcome withoutUnreadable(LabelIssue issue, boolean rest) {
        Outcome usual = LabelChoice.of(issue).usual();
        if (usual == Outcome.ASKED) {
            return usual;
        }
        return rest ? Outcome.FIXED : usual == Outcome.IGNORED ? usual : Outcome.DROPPED;
    }

    private Shape rest() {
        if (fine != null) {
            return fine;
        }
        return box != null ? box : keypoints;
    }

    private void outlineOff(LabelIssue issue, String sentence) {
        Shape was = fine;
        fine = null;
        boolean rest = box != null || keypoints != null;
        Outcome outcome = findings.report(
                issue,
                rest ? Outcome.FIXED : Outcome.DROPPED,
                sentence + (rest ? "; outline left out" : "; dropped"),
                () -> new Finding.Change(ShapeText.of(was), rest ? ShapeText.of(rest()) : "nothing"));
        if (outcome == Outcome.ASKED) {
            fine = was;
        }
    }

    private void checkOutline(Shape.Polygon polygon) {
        List<Ring> parts = new ArrayList<>(polygon.parts().size());
        boolean repeats = false;
        boolean crosses = false;
        LabelIssue off = LabelIssue.SEGMENTATION_EMPTY;
        String sentence = "The segmentation is empty";
        for (Ring part : polygon.parts()) {
            Ring ring = Repeats.removed(part);
            if (part.size() == 0) {
                continue;
            }
            if (ring.size() < 3) {
                off = LabelIssue.POLYGON_TOO_FEW_POINTS;
                sentence = "An outline of " + ring.size() + " points encloses nothing, 3 are needed";
            } else if (isFlat(ring)) {
                off = LabelIssue.POLYGON_ZERO_AREA;
                sentence = "All points of the outline lie on one line";
            } else {
                repeats |= ring.size() < part.size() - (isClosed(part) ? 1 : 0);
                crosses |= Crossings.crossesItself(ring);
                parts.add(ring);
                continue;
            }
            if (polygon.parts().size() > 1 && parts.size() < polygon.parts().size()) {
                findings.report(off, Outcome.FIXED, sentence + "; this part is left out", part(part), part(ring));
            }
        }
        if (parts.isEmpty()) {
            if (off == LabelIssue.SEGMENTATION_EMPTY) {
                fine = null;
                findings.report(
                        off,
                        box != null || keypoints != null ? Outcome.KEPT : Outcome.DROPPED,
                        sentence + (box != null ? "; the box stays" : ""));
            } else if (findings.has(off)) {
                fine = null;
            } else {
                outlineOff(off, sentence);
            }
            return;
        }
        fine = parts.equals(polygon.parts()) ? polygon : new Shape.Polygon(parts);
        if (repeats) {
            Outcome outcome = findings.report(
                    LabelIssue.POLYGON_REPEATED_POINT,
                    Outcome.FIXED,
                    "The outline repeats a point; removed",
                    polygon,
                    fine);
            fine = outcome == Outcome.KEPT ? polygon : fine;
        }
        if (crosses) {
            findings.report(
                    LabelIssue.POLYGON_SELF_INTERSECTS,
                    Outcome.KEPT,
                    "The outline crosses itself; filled by the even-odd rule");
        }
        if (submitted.flags().crowd()) {
            findings.report(
                    LabelIssue.CROWD_WITH_POLYGON, Outcome.KEPT, "A crowd region is given as an outline; read as one");
        }
    }

    private static Shape part(Ring ring) {
        return new Shape.Polygon(List.of(ring));
    }

    private static boolean isClosed(Ring ring) {
        int last = ring.size() - 1;
        return last > 0 && ring.x(0) == ring.x(last) && ring.y(0) == ring.y(last);
    }

    private static boolean isFlat(Ring ring) {
        Shape.Box bounds = ring.bounds();
        double scale = Math.max(bounds.width(), bounds.height());
        int far = 0;
        double farthest = 0;
        for (int i = 1; i < ring.size(); i++) {
            double dx = ring.x(i) - ring.x(0);
            double dy = ring.y(i) - ring.y(0);
            if (dx * dx + dy * dy > farthest) {
                farthest = dx * dx + dy * dy;
                far = i;
            }
        }
        for (int i = 1; i < ring.size(); i++) {
            double side = (ring.x(far) - ring.x(0)) * (ring.y(i) - ring.y(0))
                    - (ring.y(far) - ring.y(0)) * (ring.x(i) - ring.x(0));
            if (Math.abs(side) > 1e-9 * scale * scale) {
                return false;
            }
        }
        return true;
    }

    private void checkMask(Shape.Bitmap bitmap) {
        RunLengths runs = bitmap.runs();
        if (runs.width() < 1 || runs.height() < 1 || runs.hasNegativeRun()) {
            maskOff(LabelIssue.RLE_BROKEN, "The mask cannot be read: it has a negative run or a side of zero");
            return;
        }
        Optional<PictureSize> picture = frame.picture();
        if (picture.isPresent()
                && !raster
                && (runs.width() != picture.get().width()
                        || runs.height() != picture.get().height())) {
            sizeOff(bitmap, picture.get());
            return;
        }
        long pixels = (long) runs.width() * runs.height();
        if (runs.sum() != pixels) {
            maskOff(
                    LabelIssue.RLE_LENGTH,
                    "The mask's runs sum to " + runs.sum() + ", the picture has " + pixels + " pixels");
        } else if (runs.area() == 0) {
            maskOff(LabelIssue.MASK_EMPTY, "The mask holds no pixel");
        } else if (runs.area() == pixels) {
            findings.report(LabelIssue.MASK_FULL, Outcome.KEPT, "The mask covers the whole picture");
        }
    }

    private void sizeOff(Shape.Bitmap bitmap, PictureSize picture) {
        RunLengths runs = bitmap.runs();
        String sentence = "The mask is " + runs.width() + "x" + runs.height() + ", the picture " + picture;
        boolean swapped = runs.width() == picture.height() && runs.height() == picture.width();
        Shape.Bitmap proposal = new Shape.Bitmap(RunLengths.of(picture.width(), picture.height(), runs.toArray()));
        if (swapped && runs.sum() == (long) runs.width() * runs.height()) {
            findings.report(
                    LabelIssue.RLE_SIZE_MISMATCH,
                    Outcome.ASKED,
                    sentence + "; its sides may be exchanged",
                    bitmap,
                    proposal);
            fine = proposal;
        } else {
            findings.report(LabelIssue.RLE_SIZE_MISMATCH, Outcome.ASKED, sentence);
            fine = null;
        }
    }

    private void maskOff(LabelIssue issue, String sentence) {
        Shape was = fine;
        fine = null;
        boolean rest = box != null || keypoints != null;
        Outcome outcome = findings.report(
                issue,
                rest ? Outcome.FIXED : Outcome.DROPPED,
                sentence + (rest ? "; mask left out" : "; dropped"),
                () -> new Finding.Change(ShapeText.of(was), rest ? ShapeText.of(rest()) : "nothing"));
        if (outcome == Outcome.KEPT) {
            fine = was;
        }
    }

    private Shape rotated(Shape.Corners corners) {
        Ring ring = corners.corners();
        if (isFlat(ring)) {
            return corners; // the size check names it
        }
        Optional<Shape.RotatedBox> rectangle = FourCorners.rectangle(ring);
        if (rectangle.isPresent()) {
            return rectangle.get();
        }
        Shape.RotatedBox around = Hull.smallestRectangle(ring);
        Outcome outcome = findings.report(
                LabelIssue.OBB_NOT_RECTANGLE,
                Outcome.FIXED,
                "The four corners are no rectangle; the smallest one around them is used",
                corners,
                around);
        return outcome == Outcome.KEPT ? part(ring) : around;
    }

    /** Corners in order, the picture's edge, the size, and the box against the outline. */
    private void checkBox() {
        if (box != null && (box.width() < 0 || box.height() < 0)) {
            checkOrder();
        }
        Optional<Shape.Box> bounds = fineBounds();
        // of a mask of another size only a proposal is left
        if (box != null && bounds.isPresent() && !findings.has(LabelIssue.RLE_SIZE_MISMATCH)) {
            compareWithOutline(bounds.get());
        }
        if (box == null && bounds.isEmpty()) {
            return;
        }
        Shape.Box extent = bounds.orElse(box);
        if (extent.width() == 0 || extent.height() == 0 || fine instanceof Shape.Corners) {
            findings.report(
                    LabelIssue.BOX_ZERO_AREA,
                    Outcome.DROPPED,
                    "The box " + ShapeText.of(extent) + " has no area; dropped");
            return;
        }
        if (extent.width() < 0 || extent.height() < 0) {
            return; // asked about already
        }
        if (frame.inShares()) {
            return;
        }
        frame.picture().ifPresent(picture -> {
            if (!raster) {
                checkEdge(extent, picture);
            }
        });
        if (findings.worst().survives() || findings.worst() == Outcome.ASKED) {
            checkSize();
        }
    }

    private Optional<Shape.Box> fineBounds() {
        if (fine instanceof Shape.Bitmap bitmap) {
            return bitmap.runs().isSound() && bitmap.runs().area() > 0
                    ? Optional.of(bitmap.runs().bounds())
                    : Optional.empty();
        }
        return fine == null ? Optional.empty() : Frame.bounds(fine);
    }

    private void checkOrder() {
        Shape.Box was = box;
        Shape.Box ordered = new Shape.Box(
                Math.min(box.x(), box.right()),
                Math.min(box.y(), box.bottom()),
                Math.abs(box.width()),
                Math.abs(box.height()));
        if (notation == BoxNotation.CORNERS) {
            Outcome outcome = findings.report(
                    LabelIssue.BOX_CORNERS_REVERSED,
                    Outcome.FIXED,
                    "The box's corners are given the wrong way round; put in order",
                    was,
                    ordered);
            box = outcome == Outcome.DROPPED ? was : ordered;
        } else if (fine == null) {
            findings.report(
                    LabelIssue.BOX_NEGATIVE_SIZE,
                    Outcome.ASKED,
                    "The box has a negative width or height (" + Findings.number(was.width()) + " x "
                            + Findings.number(was.height()) + "); meant may be " + ShapeText.of(ordered),
                    was,
                    ordered);
            box = ordered;
        }
    }

    private void compareWithOutline(Shape.Box outline) {
        double apart = Math.max(
                Math.max(Math.abs(box.x() - outline.x()), Math.abs(box.y() - outline.y())),
                Math.max(Math.abs(box.right() - outline.right()), Math.abs(box.bottom() - outline.bottom())));
        Shape.Box was = box;
        if (box.width() == 0 || box.height() == 0) {
            box = outline;
            findings.report(
                    LabelIssue.BOX_FROM_OUTLINE,
                    Outcome.FIXED,
                    "The box is missing or empty; taken from the outline",
                    was,
                    outline);
        } else if (apart > limits.boxOutline() && !frame.inShares()) {
            Outcome outcome = findings.report(
                    LabelIssue.BOX_DISAGREES_WITH_OUTLINE,
                    Outcome.FIXED,
                    "The box " + ShapeText.of(was) + " and the outline's " + ShapeText.of(outline) + " differ by "
                            + Findings.number(apart) + " px; the outline's is used",
                    was,
                    outline);
            box = outcome == Outcome.KEPT ? was : outline;
        }
    }

    private void checkEdge(Shape.Box extent, PictureSize picture) {
        double over = Math.max(
                Math.max(-extent.x(), -extent.y()),
                Math.max(extent.right() - picture.width(), extent.bottom() - picture.height()));
        if (over <= 0) {
            if (box != null && fine != null) {
                box = clipped(box, picture);
            }
            return;
        }
        if (extent.right() <= 0
                || extent.bottom() <= 0
                || extent.x() >= picture.width()
                || extent.y() >= picture.height()) {
            findings.report(
                    LabelIssue.BOX_OUTSIDE,
                    Outcome.DROPPED,
                    "Box " + ShapeText.of(extent) + " lies outside the " + picture + " picture");
            return;
        }
        if (over <= limits.silent()) {
            clip(picture);
            return;
        }
        double inside = visible(extent, picture);
        Shape was = fine != null ? fine : box;
        Shape.Box oldBox = box;
        Shape oldFine = fine;
        clip(picture);
        Shape is = fine != null ? fine : box;
        Outcome outcome = reportEdge(picture, over, inside, extent, was, is);
        if (outcome == Outcome.KEPT && !(oldFine instanceof Shape.RotatedBox)) {
            box = oldBox;
            fine = oldFine;
        }
    }

    private Outcome reportEdge(PictureSize picture, double over, double inside, Shape.Box extent, Shape was, Shape is) {
        String percent = Findings.number(Math.round(1000 * (1 - inside)) / 10.0);
        if (over <= limits.rounding()) {
            return findings.report(
                    LabelIssue.BOX_ROUNDING,
                    Outcome.FIXED,
                    "Box " + ShapeText.of(extent) + " reaches " + Findings.number(over) + " px over the edge of the "
                            + picture + " picture, as rounding does; clipped",
                    was,
                    is);
        }
        if (inside < limits.leastVisible()) {
            return findings.report(
                    LabelIssue.BOX_MOSTLY_OUTSIDE,
                    Outcome.ASKED,
                    percent + " % of the box " + ShapeText.of(extent) + " lies outside the " + picture
                            + " picture; clipped it may be " + ShapeText.of(is),
                    was,
                    is);
        }
        if (fine instanceof Shape.RotatedBox) {
            return findings.report(
                    LabelIssue.BOX_PARTLY_OUTSIDE,
                    Outcome.KEPT,
                    percent + " % of the turned box lies outside the " + picture
                            + " picture; not clipped, or it would be" + " no rectangle");
        }
        if (fine != null) {
            return findings.report(
                    LabelIssue.POLYGON_PARTLY_OUTSIDE,
                    Outcome.FIXED,
                    "The outline leaves the " + picture + " picture; clipped",
                    was,
                    is);
        }
        return findings.report(
                LabelIssue.BOX_PARTLY_OUTSIDE,
                Outcome.FIXED,
                percent + " % of the box lies outside the " + picture + " picture; clipped",
                was,
                is);
    }

    private double visible(Shape.Box extent, PictureSize picture) {
        if (fine instanceof Shape.Polygon polygon && polygon.area() > 0) {
            return ((Shape.Polygon) clipped(polygon, picture)).area() / polygon.area();
        }
        if (fine instanceof Shape.RotatedBox turned) {
            return Clipping.toPicture(turned.corners(), picture).area() / (turned.width() * turned.height());
        }
        return clipped(extent, picture).area() / extent.area();
    }

    private void clip(PictureSize picture) {
        if (fine instanceof Shape.Polygon polygon) {
            Shape.Polygon cut = (Shape.Polygon) clipped(polygon, picture);
            fine = cut.parts().isEmpty() ? polygon : cut;
            outlineCut = true;
            if (box != null && !cut.parts().isEmpty()) {
                box = cut.bounds();
            }
        } else if (box != null) {
            box = clipped(box, picture);
        }
    }

    private static Shape.Box clipped(Shape.Box box, PictureSize picture) {
        if (box.x() >= 0 && box.y() >= 0 && box.right() <= picture.width() && box.bottom() <= picture.height()) {
            return box;
        }
        return Shape.Box.between(
                Math.max(0, box.x()),
                Math.max(0, box.y()),
                Math.min(picture.width(), box.right()),
                Math.min(picture.height(), box.bottom()));
    }

    private static Shape clipped(Shape.Polygon polygon, PictureSize picture) {
        return new Shape.Polygon(polygon.parts().stream()
                .map(part -> Repeats.removed(Clipping.toPicture(part, picture)))
                .filter(part -> part.size() > 2)
                .toList());
    }

    private void checkSize() {
        if (raster || fine instanceof Shape.Bitmap || fine instanceof Shape.IndexMask) {
            return;
        }
        double width = box != null ? box.width() : 0;
        double height = box != null ? box.height() : 0;
        if (fine instanceof Shape.RotatedBox turned) {
            width = turned.width();
            height = turned.height();
        } else if (fine instanceof Shape.Polygon polygon) {
            width = polygon.bounds().width();
            height = polygon.bounds().height();
        }
        String size = Findings.number(width) + " x " + Findings.number(height) + " px";
        // of a pixel that was written as a share of the picture, the last decimals are missing
        if (Math.min(width, height) < limits.leastSide() - limits.silent()) {
            findings.report(
                    LabelIssue.BOX_BELOW_ONE_PIXEL,
                    Outcome.DROPPED,
                    "The box is " + size + ", less than " + Findings.number(limits.leastSide()) + " pixel; dropped");
        } else if (Math.min(width, height) < limits.tinySide()) {
            findings.report(
                    LabelIssue.BOX_TINY,
                    Outcome.KEPT,
                    "The box is " + size + ", below the " + Findings.number(limits.tinySide())
                            + " px that this dataset calls tiny");
        } else if (fine == null
                && frame.picture().isPresent()
                && box.x() <= 0
                && box.y() <= 0
                && box.right() >= frame.picture().get().width()
                && box.bottom() >= frame.picture().get().height()) {
            findings.report(LabelIssue.BOX_WHOLE_IMAGE, Outcome.KEPT, "The box covers the whole picture");
        }
    }

    private void checkKeypoints() {
        if (keypoints != null) {
            KeypointCheck check = new KeypointCheck(limits, frame, findings, keypoints);
            keypoints = check.kept(without(keypoints), submitted.attributes().get(Annotation.KEYPOINT_COUNT))
                    .orElse(null);
            keypointCountIs = check.count();
        }
    }

    /** The stated area may be that of the box, of the outline by the shoelace formula, or of the mask's pixels. */
    private void checkArea() {
        String stated = submitted.attributes().get(Annotation.AREA);
        if (stated == null || fine == null || outlineCut && frame.picture().isEmpty()) {
            return;
        }
        double area = number(stated);
        if (!(area > 0)) {
            return; // not stated
        }
        double shape;
        if (fine instanceof Shape.Polygon) {
            Shape.Polygon given = submitted.shape(Shape.Polygon.class).orElse((Shape.Polygon) fine);
            shape = given.area();
            if (isClose(area, shape) || isClose(area, ((Shape.Polygon) fine).area())) {
                return;
            }
        } else if (fine instanceof Shape.Bitmap bitmap && bitmap.runs().isSound()) {
            shape = bitmap.runs().area();
        } else {
            return;
        }
        if (isClose(area, shape)
                || givenBox != null && isClose(area, Math.abs(givenBox.area()))
                || box != null && isClose(area, box.area())
                || fine instanceof Shape.Polygon && isClose(area, filled())) {
            return;
        }
        double right = shape;
        Outcome outcome = findings.report(
                LabelIssue.AREA_WRONG,
                Outcome.FIXED,
                "area says " + stated + ", the shape has " + Findings.number(shape) + "; computed anew",
                () -> new Finding.Change(stated, Findings.number(right)));
        areaIs = outcome == Outcome.FIXED ? Findings.number(right) : null;
    }

    private double filled() {
        return frame.picture()
                .filter(picture -> (long) picture.width() * picture.height() < Integer.MAX_VALUE)
                .map(picture -> (double) PolygonFill.fill((Shape.Polygon) fine, picture.width(), picture.height())
                        .area())
                .orElse(Double.NaN);
    }

    private static boolean isClose(double stated, double area) {
        return Math.abs(stated - area) <= Math.max(2, 0.05 * area);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>(submitted.attributes());
        if (areaIs != null) {
            attributes.put(Annotation.AREA, areaIs);
        }
        if (keypointCountIs != null) {
            attributes.put(Annotation.KEYPOINT_COUNT, keypointCountIs);
        }
        return attributes;
    }
}
