package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LabelChecksTest {
    private static final PictureSize PICTURE = PictureSize.of(100, 80);
    private static final PictureSize TURNED = new PictureSize(100, 80, 6);
    private static final LabelChecks CHECKS = new LabelChecks(LabelPolicy.defaults());
    private static final Shape.Box BOX = new Shape.Box(10, 20, 30, 40);

    private static Annotation annotation(int place, String category, Shape... shapes) {
        return Annotation.of(category, Provenance.of(new Origin("labels.json", "annotations[" + place + "]")), shapes);
    }

    private static ImageLabels labels(Convention convention, Annotation... annotations) {
        return ImageLabels.of(
                "a.png", new Origin("labels.json", "images[0]"), convention, AnnotationSet.of(List.of(annotations)));
    }

    private static ImageLabels declared(long width, long height, String exporter, Annotation... annotations) {
        return new ImageLabels(
                "a.png",
                new Origin("labels.json", "images[0]"),
                Optional.of(DeclaredSize.stated(width, height)),
                Convention.PIXELS,
                exporter,
                AnnotationSet.of(List.of(annotations)),
                List.of());
    }

    private static CheckedLabels check(ImageLabels labels) {
        return CHECKS.check(labels, Optional.of(PICTURE));
    }

    private static List<String> verdicts(CheckedLabels checked) {
        return checked.allFindings().stream()
                .map(finding -> finding.issue() + " " + finding.outcome().label())
                .toList();
    }

    private static List<Shape> kept(CheckedLabels checked) {
        return checked.kept().annotations().stream()
                .map(annotation -> annotation.finest().orElseThrow())
                .toList();
    }

    private static Shape.Box box(double x, double y, double width, double height) {
        return new Shape.Box(x, y, width, height);
    }

    private static Shape.Polygon outline(double... xy) {
        return new Shape.Polygon(List.of(Ring.of(xy)));
    }

    private static Shape.Bitmap mask(int width, int height, int... runs) {
        return new Shape.Bitmap(RunLengths.of(width, height, runs));
    }

    private static Shape.Bitmap rectangleMask(int more) {
        int[] runs = new int[61];
        Arrays.fill(runs, 40);
        runs[0] = 820;
        runs[60] = 8000 - 820 - 59 * 40 + more;
        return mask(100, 80, runs);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of("inside", List.of(BOX), List.of(), BOX),
                Arguments.of(
                        "a hundred-thousandth over",
                        List.of(box(90, 10, 10.00001, 20)),
                        List.of(),
                        box(90, 10, 10, 20)),
                Arguments.of(
                        "over by rounding",
                        List.of(box(90, 70, 10.4, 10.3)),
                        List.of("BOX_ROUNDING fixed"),
                        box(90, 70, 10, 10)),
                Arguments.of(
                        "half over",
                        List.of(box(80, 60, 25, 25)),
                        List.of("BOX_PARTLY_OUTSIDE fixed"),
                        box(80, 60, 20, 20)),
                Arguments.of("mostly outside", List.of(box(80, 60, 40, 40)), List.of("BOX_MOSTLY_OUTSIDE asked"), null),
                Arguments.of("outside", List.of(box(120, 10, 20, 20)), List.of("BOX_OUTSIDE dropped"), null),
                Arguments.of("touching", List.of(box(100, 10, 20, 20)), List.of("BOX_OUTSIDE dropped"), null),
                Arguments.of("negative", List.of(box(50, 40, -20, -10)), List.of("BOX_NEGATIVE_SIZE asked"), null),
                Arguments.of("no width", List.of(box(10, 10, 0, 20)), List.of("BOX_ZERO_AREA dropped"), null),
                Arguments.of("thin", List.of(box(10, 10, 0.4, 30)), List.of("BOX_BELOW_ONE_PIXEL dropped"), null),
                Arguments.of(
                        "a pixel with six decimals",
                        List.of(box(10, 10, 0.99936, 30)),
                        List.of("BOX_TINY kept"),
                        box(10, 10, 0.99936, 30)),
                Arguments.of("tiny", List.of(box(10, 10, 2, 2)), List.of("BOX_TINY kept"), box(10, 10, 2, 2)),
                Arguments.of("all", List.of(box(0, 0, 100, 80)), List.of("BOX_WHOLE_IMAGE kept"), box(0, 0, 100, 80)),
                Arguments.of("NaN", List.of(box(Double.NaN, 1, 2, 3)), List.of("BOX_NOT_A_NUMBER dropped"), null),
                Arguments.of(
                        "infinite",
                        List.of(box(Double.POSITIVE_INFINITY, 1, 2, 3)),
                        List.of("BOX_NOT_A_NUMBER dropped"),
                        null),
                Arguments.of("nothing", List.of(), List.of("BOX_MISSING dropped"), null),
                Arguments.of(
                        "three numbers",
                        List.of(new Shape.Unreadable(LabelIssue.BOX_MALFORMED, "The box has 3 numbers", "[1, 2, 3]")),
                        List.of("BOX_MALFORMED dropped"),
                        null),
                Arguments.of(
                        "empty box and outline",
                        List.of(box(0, 0, 0, 0), outline(10, 20, 40, 20, 40, 60, 10, 60)),
                        List.of("BOX_FROM_OUTLINE fixed"),
                        outline(10, 20, 40, 20, 40, 60, 10, 60)),
                Arguments.of(
                        "box that disagrees",
                        List.of(box(10, 20, 60, 40), outline(10, 20, 40, 20, 40, 60, 10, 60)),
                        List.of("BOX_DISAGREES_WITH_OUTLINE fixed"),
                        outline(10, 20, 40, 20, 40, 60, 10, 60)),
                Arguments.of(
                        "two points",
                        List.of(BOX, outline(10, 20, 40, 60)),
                        List.of("POLYGON_TOO_FEW_POINTS fixed"),
                        BOX),
                Arguments.of(
                        "two points alone",
                        List.of(outline(10, 20, 40, 60)),
                        List.of("POLYGON_TOO_FEW_POINTS dropped"),
                        null),
                Arguments.of("no part", List.of(BOX, outline()), List.of("SEGMENTATION_EMPTY kept"), BOX),
                Arguments.of(
                        "bow tie",
                        List.of(BOX, outline(10, 20, 40, 60, 40, 20, 10, 60)),
                        List.of("POLYGON_SELF_INTERSECTS kept"),
                        outline(10, 20, 40, 60, 40, 20, 10, 60)),
                Arguments.of(
                        "repeated point",
                        List.of(BOX, outline(10, 20, 40, 20, 40, 60, 40, 60, 10, 60, 10, 20)),
                        List.of("POLYGON_REPEATED_POINT fixed"),
                        outline(10, 20, 40, 20, 40, 60, 10, 60)),
                Arguments.of(
                        "closed outline",
                        List.of(BOX, outline(10, 20, 40, 20, 40, 60, 10, 60, 10, 20)),
                        List.of(),
                        outline(10, 20, 40, 20, 40, 60, 10, 60)),
                Arguments.of(
                        "on a line",
                        List.of(BOX, outline(10, 20, 25, 40, 40, 60)),
                        List.of("POLYGON_ZERO_AREA fixed"),
                        BOX),
                Arguments.of(
                        "outline over the edge",
                        List.of(box(80, 60, 25, 25), outline(80, 60, 105, 60, 105, 85, 80, 85)),
                        List.of("POLYGON_PARTLY_OUTSIDE fixed"),
                        outline(80, 80, 80, 60, 100, 60, 100, 80)),
                Arguments.of("mask", List.of(BOX, rectangleMask(0)), List.of(), rectangleMask(0)),
                Arguments.of("mask too long", List.of(BOX, rectangleMask(5)), List.of("RLE_LENGTH fixed"), BOX),
                Arguments.of("mask alone too long", List.of(rectangleMask(5)), List.of("RLE_LENGTH dropped"), null),
                Arguments.of(
                        "mask with a negative run",
                        List.of(BOX, mask(100, 80, 8001, -1)),
                        List.of("RLE_BROKEN fixed"),
                        BOX),
                Arguments.of(
                        "mask of exchanged sides",
                        List.of(BOX, mask(80, 100, 20, 7980)),
                        List.of("RLE_SIZE_MISMATCH asked"),
                        null),
                Arguments.of("empty mask", List.of(BOX, mask(100, 80, 8000)), List.of("MASK_EMPTY fixed"), BOX),
                Arguments.of(
                        "full mask",
                        List.of(box(0, 0, 100, 80), mask(100, 80, 0, 8000)),
                        List.of("MASK_FULL kept"),
                        mask(100, 80, 0, 8000)),
                Arguments.of(
                        "corners of no rectangle",
                        List.of(new Shape.Corners(Ring.of(20, 16, 60, 20, 55, 56, 10, 48))),
                        List.of("OBB_NOT_RECTANGLE fixed"),
                        Hull.smallestRectangle(Ring.of(20, 16, 60, 20, 55, 56, 10, 48))),
                Arguments.of(
                        "a line",
                        List.of(new Shape.Polyline(Ring.of(1, 1, 5, 5))),
                        List.of("SHAPE_UNSUPPORTED ignored"),
                        null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void shapesAreJudged(String name, List<Shape> shapes, List<String> verdicts, Shape kept) {
        CheckedLabels checked = check(labels(Convention.PIXELS, annotation(0, "cat", shapes.toArray(Shape[]::new))));

        assertThat(verdicts(checked)).isEqualTo(verdicts);
        assertThat(kept(checked)).isEqualTo(kept == null ? List.of() : List.of(kept));
        assertThat(checked.annotations().get(0).submitted().shapes()).isEqualTo(shapes);
    }

    @Test
    void cornersTheWrongWayRoundAreNoMistakeOfSize() {
        CheckedLabels checked =
                check(labels(Convention.PIXEL_CORNERS, annotation(0, "cat", Shape.Box.between(40, 60, 10, 20))));

        assertThat(verdicts(checked)).containsExactly("BOX_CORNERS_REVERSED fixed");
        assertThat(kept(checked)).containsExactly(BOX);
        assertThat(checked.allFindings().get(0).change())
                .contains(new Finding.Change("[40, 60, -30, -40]", "[10, 20, 30, 40]"));
    }

    @Test
    void sharesOfThePictureBecomePixels() {
        CheckedLabels checked = check(labels(Convention.NORMALISED, annotation(0, "cat", box(0.1, 0.25, 0.3, 0.5))));

        assertThat(verdicts(checked)).isEmpty();
        assertThat(kept(checked)).containsExactly(BOX);
    }

    @Test
    void aFileInOtherCoordinatesWaitsAsAWhole() {
        assertThat(verdicts(check(labels(
                        Convention.NORMALISED,
                        annotation(0, "cat", box(40, 30, 20, 20)),
                        annotation(1, "dog", box(20, 16, 10, 8))))))
                .containsExactly("COORDINATES_NOT_NORMALISED asked");
        assertThat(verdicts(check(labels(
                        Convention.PIXELS,
                        annotation(0, "cat", box(.1, .2, .3, .4)),
                        annotation(1, "dog", box(.5, .5, .25, .25))))))
                .containsExactly("COORDINATES_LOOK_NORMALISED asked");
        assertThat(verdicts(check(labels(
                        Convention.PIXELS,
                        annotation(0, "cat", box(0, 0, .9999, .9999)),
                        annotation(1, "dog", new Shape.RotatedBox(20, 16, 10, 8, 30))))))
                .as("another shape shows that they are pixels")
                .doesNotContain("COORDINATES_LOOK_NORMALISED asked");
        CheckedLabels corners = check(labels(
                Convention.PIXELS,
                annotation(0, "cat", box(60, 50, 90, 75)),
                annotation(1, "cat", box(20, 40, 95, 78)),
                annotation(2, "cat", box(70, 5, 99, 30))));
        assertThat(verdicts(corners)).containsExactly("COORDINATES_LOOK_LIKE_CORNERS asked");
        assertThat(corners.kept().state()).isEqualTo(AnnotationSet.State.UNLABELLED);
    }

    @Test
    void labelsOfTheStoredPictureAreTurned() {
        ImageLabels stored = declared(
                80, 100, "", annotation(0, "cat", box(10, 20, 30, 60)), annotation(1, "cat", box(60, 5, 20, 90)));

        CheckedLabels checked = CHECKS.check(stored, Optional.of(TURNED));

        assertThat(verdicts(checked)).containsExactly("ORIENTATION_MISMATCH fixed");
        assertThat(kept(checked)).containsExactly(box(20, 10, 60, 30), box(5, 60, 90, 20));
    }

    @Test
    void labelsThatFitOnlyTheUprightPictureStay() {
        ImageLabels upright = declared(
                80, 100, "", annotation(0, "cat", box(85, 5, 10, 60)), annotation(1, "cat", box(10, 20, 60, 30)));

        CheckedLabels checked = CHECKS.check(upright, Optional.of(TURNED));

        assertThat(verdicts(checked)).containsExactly("ORIENTATION_MISMATCH fixed");
        assertThat(kept(checked)).containsExactly(box(85, 5, 10, 60), box(10, 20, 60, 30));
    }

    @Test
    void labelsThatFitBothWaysAreAskedAboutUnlessTheirFileOrToolDecides() {
        ImageLabels both = declared(80, 100, "", annotation(0, "cat", BOX));

        assertThat(verdicts(CHECKS.check(both, Optional.of(TURNED)))).containsExactly("ORIENTATION_AMBIGUOUS asked");

        FileSurvey survey = new FileSurvey("labels.json", LabelPolicy.defaults());
        survey.add(both, Optional.of(TURNED));
        survey.add(declared(80, 100, "", annotation(1, "cat", box(10, 20, 30, 75))), Optional.of(TURNED));
        CheckedLabels byTheFile = CHECKS.check(both, Optional.of(TURNED), survey.habit());
        assertThat(verdicts(byTheFile)).containsExactly("ORIENTATION_MISMATCH fixed");
        assertThat(kept(byTheFile)).containsExactly(box(40, 10, 40, 30));

        CheckedLabels byTheTool =
                CHECKS.check(declared(80, 100, "Label Studio", annotation(0, "cat", BOX)), Optional.of(TURNED));
        assertThat(verdicts(byTheTool)).containsExactly("ORIENTATION_MISMATCH fixed");
        assertThat(kept(byTheTool)).containsExactly(BOX);
    }

    @Test
    void labelStudioScalesOutlinesByTheStoredSize() {
        Shape.Polygon stored = outline(8, 25, 32, 25, 32, 75, 8, 75);

        CheckedLabels checked =
                CHECKS.check(declared(80, 100, "Label Studio", annotation(0, "cat", stored)), Optional.of(TURNED));

        assertThat(verdicts(checked)).containsExactly("ORIENTATION_MISMATCH fixed");
        assertThat(kept(checked)).containsExactly(outline(10, 20, 40, 20, 40, 60, 10, 60));
    }

    @Test
    void thePolicyKnowsOfWhichPictureASourceSpeaks() {
        LabelPolicy policy = new LabelPolicy(
                null,
                null,
                null,
                List.of(new SourceOrientation("labelImg", Convention.Space.STORED)),
                null,
                null,
                null);
        ImageLabels labels = declared(80, 100, "labelImg", annotation(0, "cat", BOX));

        CheckedLabels checked = new LabelChecks(policy).check(labels, Optional.of(TURNED));

        assertThat(verdicts(checked)).isEmpty();
        assertThat(kept(checked)).containsExactly(box(40, 10, 40, 30));
    }

    @Test
    void labelsOfAnotherSizeWait() {
        CheckedLabels checked = check(declared(200, 160, "", annotation(0, "cat", box(20, 40, 60, 80))));

        assertThat(verdicts(checked)).containsExactly("SIZE_MISMATCH asked");
        assertThat(checked.annotations().get(0).outcome()).isEqualTo(Outcome.ASKED);
        assertThat(checked.annotations().get(0).result().shapes()).containsExactly(BOX);
        assertThat(verdicts(check(declared(0, 0, "", annotation(0, "cat", BOX)))))
                .containsExactly("SIZE_MISSING kept");
    }

    @Test
    void masksOfAnotherSizeAreResizedOrTurned() {
        RunLengths half = PolygonFill.fill(Ring.of(5, 5, 20, 5, 20, 30, 5, 30), 50, 40);
        ImageLabels resized = raster(DeclaredSize.raster(50, 40), half);
        assertThat(verdicts(check(resized))).containsExactly("MASK_RESIZED fixed");
        assertThat(kept(check(resized)))
                .containsExactly(new Shape.Bitmap(PolygonFill.fill(Ring.of(10, 10, 40, 10, 40, 60, 10, 60), 100, 80)));

        RunLengths stored = PolygonFill.fill(Ring.of(5, 5, 20, 5, 20, 30, 5, 30), 80, 100);
        CheckedLabels turned = CHECKS.check(raster(DeclaredSize.raster(80, 100), stored), Optional.of(TURNED));
        assertThat(verdicts(turned)).containsExactly("ORIENTATION_MISMATCH fixed");
        assertThat(kept(turned))
                .containsExactly(new Shape.Bitmap(PolygonFill.fill(Ring.of(70, 5, 95, 5, 95, 20, 70, 20), 100, 80)));

        assertThat(verdicts(check(raster(DeclaredSize.raster(80, 100), stored))))
                .containsExactly("MASK_SIZE_MISMATCH asked");
    }

    private static ImageLabels raster(DeclaredSize size, RunLengths mask) {
        return new ImageLabels(
                "a.png",
                Origin.of("masks/a.png"),
                Optional.of(size),
                Convention.PIXELS,
                "",
                AnnotationSet.of(
                        List.of(Annotation.of("cat", Provenance.of(Origin.of("masks/a.png")), new Shape.Bitmap(mask)))),
                List.of());
    }

    private static Annotation keypoints(Map<String, String> attributes, double... values) {
        Skeleton skeleton = new Skeleton(List.of("nose", "hand"), List.of(new Skeleton.Link(0, 1)));
        return new Annotation(
                "person",
                List.of(BOX, new Shape.Keypoints(Numbers.of(values), skeleton)),
                Flags.NONE,
                OptionalDouble.empty(),
                Provenance.of(new Origin("labels.json", "annotations[0]")),
                attributes,
                List.of());
    }

    private static Numbers keptPoints(CheckedLabels checked) {
        return checked.kept()
                .annotations()
                .get(0)
                .shape(Shape.Keypoints.class)
                .orElseThrow()
                .values();
    }

    @Test
    void keypointsAreJudged() {
        CheckedLabels malformed = check(labels(Convention.PIXELS, keypoints(Map.of(), 15, 25, 2, 20)));
        assertThat(verdicts(malformed)).containsExactly("KEYPOINTS_MALFORMED fixed");
        assertThat(malformed.kept().annotations().get(0).shapes()).containsExactly(BOX);

        CheckedLabels flag = check(labels(Convention.PIXELS, keypoints(Map.of(), 15, 25, 3, 20, 30, 2)));
        assertThat(verdicts(flag)).containsExactly("KEYPOINT_FLAG fixed");
        assertThat(keptPoints(flag)).isEqualTo(Numbers.of(15, 25, 2, 20, 30, 2));

        CheckedLabels outside = check(
                labels(Convention.PIXELS, keypoints(Map.of(Annotation.KEYPOINT_COUNT, "2"), 15, 25, 2, 120, 30, 2)));
        assertThat(verdicts(outside)).containsExactly("KEYPOINT_OUTSIDE fixed");
        assertThat(keptPoints(outside)).isEqualTo(Numbers.of(15, 25, 2, 0, 0, 0));

        CheckedLabels count =
                check(labels(Convention.PIXELS, keypoints(Map.of(Annotation.KEYPOINT_COUNT, "2"), 15, 25, 2, 0, 0, 0)));
        assertThat(verdicts(count)).containsExactly("KEYPOINT_COUNT fixed");
        assertThat(count.kept().annotations().get(0).attributes()).containsEntry(Annotation.KEYPOINT_COUNT, "1");
    }

    @Test
    void aStatedAreaIsThatOfTheBoxTheOutlineOrTheMask() {
        assertThat(areaVerdicts("1")).containsExactly("AREA_WRONG fixed");
        assertThat(areaVerdicts("600")).isEmpty();
        assertThat(areaVerdicts("1200")).isEmpty();
        assertThat(areaVerdicts("0")).isEmpty();
    }

    private static List<String> areaVerdicts(String area) {
        Annotation annotation = annotation(0, "cat", BOX, outline(10, 20, 40, 20, 10, 60))
                .withAttributes(Map.of(Annotation.AREA, area));
        return verdicts(check(labels(Convention.PIXELS, annotation)));
    }

    @Test
    void oneObjectIsLabelledOnce() {
        CheckedLabels checked = check(labels(
                Convention.PIXELS,
                annotation(0, "cat", box(10, 10, 20, 20)),
                annotation(1, "cat", box(10, 10, 20, 20)),
                annotation(2, "cat", box(10, 10, 20, 20.5)),
                annotation(3, "dog", box(50, 10, 20, 20)),
                annotation(4, "cat", box(50, 10, 20, 20)),
                annotation(5, "cat", box(10, 10, 20, 40))));

        assertThat(checked.annotations().stream().map(CheckedAnnotation::outcome))
                .containsExactly(
                        Outcome.KEPT, Outcome.DROPPED, Outcome.ASKED, Outcome.ASKED, Outcome.ASKED, Outcome.KEPT);
        assertThat(verdicts(checked))
                .containsExactly(
                        "DUPLICATE_ANNOTATION dropped",
                        "DUPLICATE_SUSPECT asked",
                        "LABEL_CONFLICT asked",
                        "LABEL_CONFLICT asked");
    }

    @Test
    void annotatorsDoNotRepeatEachOther() {
        List<Annotation> both = new ArrayList<>();
        for (String annotator : List.of("anna", "ben")) {
            Origin origin = new Origin("labels.json", annotator);
            Provenance by = new Provenance(origin, "", annotator, Provenance.Standing.SUBMITTED, Optional.empty());
            both.add(Annotation.of("cat", by, BOX));
        }

        assertThat(verdicts(check(labels(Convention.PIXELS, both.toArray(Annotation[]::new)))))
                .isEmpty();
    }

    @Test
    void outlinesInOneBoxAreNoDuplicates() {
        CheckedLabels checked = check(labels(
                Convention.PIXELS,
                annotation(0, "cat", outline(10, 10, 50, 10, 10, 50)),
                annotation(1, "cat", outline(50, 10, 50, 50, 10, 50))));

        assertThat(verdicts(checked)).isEmpty();
    }

    @Test
    void classesAreReadByTheOntology() {
        Ontology ontology = new Ontology(List.of(
                new OntologyClass("cat", null, List.of("kitty"), null, false),
                OntologyClass.named("person"),
                new OntologyClass("void", null, List.of(), null, true)));
        ImageLabels labels = labels(
                Convention.PIXELS,
                annotation(0, "cat", box(0, 0, 10, 10)),
                annotation(1, "kitty", box(10, 0, 10, 10)),
                annotation(2, "Cat", box(20, 0, 10, 10)),
                annotation(3, "persn", box(30, 0, 10, 10)),
                annotation(4, "bird", box(40, 0, 10, 10)),
                annotation(5, "void", box(50, 0, 10, 10)));
        LabelPolicy correcting = LabelPolicy.defaults().with(LabelIssue.CLASS_NAME_SPELLING, LabelAction.FIX);

        CheckedLabels checked = new LabelChecks(LabelPolicy.defaults(), ontology).check(labels, Optional.of(PICTURE));
        assertThat(verdicts(checked))
                .containsExactly(
                        "CLASS_NAME_SPELLING asked",
                        "CLASS_NAME_SIMILAR asked",
                        "UNDEFINED_CLASS asked",
                        "UNDEFINED_CLASS ignored");
        assertThat(checked.kept().annotations())
                .extracting(Annotation::category)
                .containsExactly("cat", "cat");
        CheckedLabels corrected = new LabelChecks(correcting, ontology).check(labels, Optional.of(PICTURE));
        assertThat(verdicts(corrected)).contains("CLASS_NAME_SPELLING fixed");
        assertThat(corrected.kept().annotations())
                .extracting(Annotation::category)
                .containsExactly("cat", "cat", "cat");
    }

    @Test
    void thePolicyJudgesTheSameLabelsOtherwise() {
        ImageLabels labels = labels(
                Convention.PIXELS,
                annotation(0, "cat", box(80, 60, 40, 40)),
                annotation(1, "cat", box(80, 60, 25, 25)));
        LabelPolicy strict = LabelPolicy.defaults()
                .with(LabelIssue.BOX_MOSTLY_OUTSIDE, LabelAction.FIX)
                .with(LabelIssue.BOX_PARTLY_OUTSIDE, LabelAction.QUARANTINE);

        CheckedLabels checked = new LabelChecks(strict).check(labels, Optional.of(PICTURE));
        assertThat(verdicts(checked)).containsExactly("BOX_MOSTLY_OUTSIDE fixed", "BOX_PARTLY_OUTSIDE asked");
        assertThat(kept(checked)).containsExactly(box(80, 60, 20, 20));

        LabelPolicy lax = LabelPolicy.defaults()
                .with(LabelIssue.BOX_MOSTLY_OUTSIDE, LabelAction.ACCEPT)
                .with(LabelIssue.BOX_PARTLY_OUTSIDE, LabelAction.FLAG);
        CheckedLabels accepted = new LabelChecks(lax).check(labels, Optional.of(PICTURE));
        assertThat(verdicts(accepted)).containsExactly("BOX_PARTLY_OUTSIDE kept");
        assertThat(kept(accepted)).containsExactly(box(80, 60, 40, 40), box(80, 60, 25, 25));
    }

    @Test
    void whatAReaderFoundAtAPartLeavesTheRest() {
        Origin image = Origin.of("masks/a.png");
        Finding atIndex = Finding.of(
                LabelIssue.MASK_UNKNOWN_INDEX,
                Outcome.ASKED,
                new Origin("masks/a.png", "index 7"),
                "48 pixels have index 7");
        ImageLabels part = new ImageLabels(
                "a.png",
                image,
                Optional.of(DeclaredSize.raster(100, 80)),
                Convention.PIXELS,
                "",
                AnnotationSet.of(List.of(Annotation.of("cat", Provenance.of(image), rectangleMask(0)))),
                List.of(atIndex));
        assertThat(check(part).kept().annotations()).hasSize(1);

        Finding atFile = Finding.of(LabelIssue.MASK_STRETCHED, Outcome.ASKED, image, "0, 127, 254");
        ImageLabels whole =
                new ImageLabels("a.png", image, part.declared(), Convention.PIXELS, "", part.set(), List.of(atFile));
        assertThat(check(whole).kept()).isEqualTo(AnnotationSet.UNLABELLED);
    }

    @Test
    void emptyIsWhatItsSourceSays() {
        Origin origin = Origin.of("labels/a.txt");
        for (AnnotationSet set :
                List.of(AnnotationSet.UNLABELLED, AnnotationSet.DECLARED_EMPTY, AnnotationSet.SEEN_EMPTY)) {
            assertThat(check(ImageLabels.of("a.png", origin, Convention.NORMALISED, set))
                            .kept())
                    .isEqualTo(set);
        }
        assertThat(check(labels(Convention.PIXELS, annotation(0, "cat", box(120, 10, 20, 20))))
                        .kept())
                .isEqualTo(AnnotationSet.UNLABELLED);
    }

    @Test
    void aBridgeBetweenRingsIsNoCrossing() {
        Ring bridged = Ring.of(10, 10, 60, 10, 60, 60, 10, 60, 10, 10, 20, 20, 20, 40, 40, 40, 40, 20, 20, 20);

        assertThat(verdicts(
                        check(labels(Convention.PIXELS, annotation(0, "cat", new Shape.Polygon(List.of(bridged)))))))
                .isEmpty();
    }
}
