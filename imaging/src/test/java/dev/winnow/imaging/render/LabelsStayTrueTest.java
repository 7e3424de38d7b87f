package dev.winnow.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.PolygonFill;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.augment.Geometry;
import dev.winnow.dataset.augment.Instruction;
import dev.winnow.dataset.augment.LabelMover;
import dev.winnow.dataset.augment.LabelRules;
import dev.winnow.dataset.augment.LabelRules.TightBox;
import dev.winnow.dataset.augment.Pipeline;
import dev.winnow.dataset.augment.PipelineReader;
import dev.winnow.dataset.augment.UnfitPictureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/** A shape that is painted white on black is where its label says, after any pipeline. */
class LabelsStayTrueTest {
    private static final int PIPELINES = 300;
    private static final int WIDTH = 240;
    private static final int HEIGHT = 180;

    /** Smaller ones are mostly border, on which a pixel more or less is no mistake. */
    private static final int LEAST_AREA = 1_500;

    @Test
    void anOutlineABoxAndAMaskFollowTheirPaint() {
        int judged = 0;
        try (Renderer renderer = new Renderer()) {
            for (long seed = 0; seed < PIPELINES; seed++) {
                judged += follow(renderer, new SplittableRandom(seed), seed) ? 1 : 0;
            }
        }
        assertThat(judged).as("pipelines after which enough was left to judge").isGreaterThan(PIPELINES / 3);
    }

    private static boolean follow(Renderer renderer, SplittableRandom random, long seed) {
        double[] quad = quad(random);
        Mat picture = new Mat(HEIGHT, WIDTH, CvType.CV_8UC3, Scalar.all(0));
        RunLengths mask = PolygonFill.fill(Ring.of(quad), WIDTH, HEIGHT);
        paint(picture, mask.toRows());
        List<Map<String, ?>> steps = steps(random);
        String what = "seed " + seed + ": " + steps;
        List<Instruction> instructions;
        try {
            Pipeline pipeline = PipelineReader.read(Map.of("preprocessing", Map.of("steps", steps)));
            instructions = pipeline.instructions(WIDTH, HEIGHT);
        } catch (UnfitPictureException e) {
            return false; // a crop larger than what an earlier one left
        }
        boolean[] painted = white(renderer.render(picture, instructions));
        picture.release();
        Annotation thing = Annotation.of(
                "thing",
                Provenance.of(Origin.of("drawn")),
                new Shape.Polygon(List.of(Ring.of(quad))),
                Ring.of(quad).bounds(),
                new Shape.Bitmap(mask));
        LabelRules rules = new LabelRules(LabelRules.Boxes.ALL, List.of(TightBox.MASK), 0, List.of());
        List<Annotation> moved = new LabelMover(rules, renderer)
                .move(AnnotationSet.of(List.of(thing)), instructions, WIDTH, HEIGHT)
                .annotations();
        long area = count(painted);
        if (area < LEAST_AREA) {
            return false;
        }
        assertThat(moved).as(what).hasSize(1);
        boolean[] masked =
                moved.get(0).shape(Shape.Bitmap.class).orElseThrow().runs().toRows();
        assertThat(overlap(painted, masked)).as("mask, " + what).isGreaterThan(0.95);
        Geometry whole = Geometry.of(instructions, WIDTH, HEIGHT);
        RunLengths outline =
                PolygonFill.fill(moved.get(0).shape(Shape.Polygon.class).orElseThrow(), whole.width(), whole.height());
        assertThat(overlap(painted, outline.toRows())).as("outline, " + what).isGreaterThan(0.95);
        assertBox(painted, whole.width(), moved.get(0), what);
        return true;
    }

    /** Of a box that stays inside; one that is cut is as large as the cut box, which may be larger than the cut object. */
    private static void assertBox(boolean[] painted, int width, Annotation moved, String what) {
        if (Double.parseDouble(moved.attributes().get(LabelMover.VISIBILITY)) < 1) {
            return;
        }
        Shape.Box box = moved.shape(Shape.Box.class).orElseThrow();
        Shape.Box bounds =
                RunLengths.ofRows(width, painted.length / width, painted).bounds();
        double across = Math.min(box.right(), bounds.right()) - Math.max(box.x(), bounds.x());
        double down = Math.min(box.bottom(), bounds.bottom()) - Math.max(box.y(), bounds.y());
        double both = Math.max(0, across) * Math.max(0, down);
        assertThat(both / (box.area() + bounds.area() - both))
                .as("box " + box + " of paint in " + bounds + ", " + what)
                .isGreaterThan(0.95);
    }

    private static double[] quad(SplittableRandom random) {
        double left = 30 + random.nextInt(60);
        double top = 30 + random.nextInt(40);
        double right = left + 60 + random.nextInt(60);
        double bottom = top + 50 + random.nextInt(50);
        return new double[] {
            left, top, right, top + random.nextInt(20), right - random.nextInt(20), bottom, left, bottom
        };
    }

    private static List<Map<String, ?>> steps(SplittableRandom random) {
        List<Function<SplittableRandom, Map<String, ?>>> makers = List.of(
                r -> Map.of("flip", Map.of("axis", r.nextBoolean() ? "horizontal" : "vertical")),
                r -> Map.of("transpose", Map.of()),
                r -> Map.of("rot90", Map.of("times", r.nextInt(4))),
                r -> Map.of(
                        "crop",
                        Map.of(
                                "x",
                                r.nextInt(40),
                                "y",
                                r.nextInt(30),
                                "width",
                                120 + r.nextInt(60),
                                "height",
                                110 + r.nextInt(40))),
                r -> Map.of("pad", Map.of("left", r.nextInt(20), "top", r.nextInt(20), "right", 3, "bottom", 5)),
                r -> Map.of(
                        "resize",
                        Map.of("fit", "stretch", "size", List.of(150 + r.nextInt(200), 150 + r.nextInt(200)))),
                r -> Map.of(
                        "resize", Map.of("fit", "letterbox", "size", List.of(200 + r.nextInt(100), 220), "fill", 0)),
                r -> Map.of(
                        "affine",
                        Map.of(
                                "rotate",
                                r.nextInt(360) - 180,
                                "scale",
                                0.8 + r.nextDouble() / 2,
                                "shear",
                                List.of(r.nextInt(20) - 10, r.nextInt(10) - 5),
                                "translate",
                                List.of(r.nextInt(30) - 15, r.nextInt(30) - 15))),
                r -> Map.of(
                        "perspective",
                        Map.of(
                                "corners",
                                List.of(
                                        List.of(r.nextInt(15), r.nextInt(15)),
                                                List.of(200 - r.nextInt(15), r.nextInt(15)),
                                        List.of(200 - r.nextInt(15), 160 - r.nextInt(15)),
                                                List.of(r.nextInt(15), 160)))),
                r -> Map.of("gamma", Map.of("gamma", 0.5 + r.nextDouble())));
        List<Map<String, ?>> steps = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            steps.add(makers.get(random.nextInt(makers.size())).apply(random));
        }
        return steps;
    }

    private static void paint(Mat picture, boolean[] object) {
        byte[] bytes = new byte[3 * object.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (object[i / 3] ? 255 : 0);
        }
        picture.put(0, 0, bytes);
    }

    private static boolean[] white(Mat picture) {
        byte[] bytes = new byte[(int) picture.total() * 3];
        Mat whole = picture.isContinuous() ? picture : picture.clone();
        whole.get(0, 0, bytes);
        boolean[] white = new boolean[bytes.length / 3];
        for (int i = 0; i < white.length; i++) {
            white[i] = (bytes[3 * i] & 0xFF) > 127;
        }
        return white;
    }

    private static long count(boolean[] pixels) {
        long count = 0;
        for (boolean pixel : pixels) {
            count += pixel ? 1 : 0;
        }
        return count;
    }

    private static double overlap(boolean[] a, boolean[] b) {
        assertThat(a).hasSameSizeAs(b);
        long both = 0;
        long any = 0;
        for (int i = 0; i < a.length; i++) {
            both += a[i] && b[i] ? 1 : 0;
            any += a[i] || b[i] ? 1 : 0;
        }
        return (double) both / any;
    }
}
