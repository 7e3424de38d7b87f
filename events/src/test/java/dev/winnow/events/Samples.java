package dev.winnow.events;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DetailThumbnail;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Pdq;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.split.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** One event of each kind, all of the same image. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456Z");

    private Samples() {}

    static DatasetDeclared declared() {
        return new DatasetDeclared(
                "birds",
                List.of(DatasetSpec.defaults()),
                "anna",
                NOON,
                deleted().deletion());
    }

    static DatasetDeleted deleted() {
        return new DatasetDeleted("birds", 1, "anna", NOON.plusSeconds(120));
    }

    static ImageUploaded uploaded() {
        return new ImageUploaded(
                "birds",
                "train/wren/0001.jpg",
                content("wren"),
                4_321,
                "wren",
                "garden-7",
                Split.TRAIN,
                Map.of("camera-trap", "north"),
                1,
                NOON,
                List.of("wren", "nest"));
    }

    static ImagesCurated curated() {
        return new ImagesCurated(
                "birds",
                "0f7c2d",
                ImagesCurated.CurationAction.LABEL,
                "wren",
                content("list of uploads"),
                12,
                null,
                "somebody",
                NOON.plusSeconds(60));
    }

    static DeadLetterClosed letterClosed() {
        return new DeadLetterClosed(
                "0123456789abcdef0123456789abcdef",
                DeadLetterClosed.Closing.RESENT,
                41,
                "augment",
                "somebody",
                NOON.plusSeconds(90));
    }

    static ImageRejected rejected() {
        return new ImageRejected(
                uploaded(),
                new Rejection(Rejection.Reason.LOW_QUALITY, "BLURRY: laplacian_variance 41.25 is below 60.00"),
                assessed(),
                NOON.plusMillis(5));
    }

    static ImageIngested ingested() {
        return new ImageIngested(
                uploaded(),
                new ImageMetadata(
                        ImageFormat.JPEG,
                        640,
                        480,
                        ColorMode.RGB,
                        3,
                        8,
                        1,
                        6,
                        "sRGB",
                        true,
                        "2025-05-01T06:07:08+02:00",
                        "Acme One",
                        true,
                        true,
                        new ImageMetadata.Position(48.2, 16.37),
                        new ImageMetadata.Rights("Ada", "Ada", "CC-BY-4.0"),
                        new ImageMetadata.JpegCoding(92, "4:2:0", true, 0.25),
                        0.125),
                List.of(new Issue(Issue.Kind.TRAILING_DATA, "12 bytes follow the picture")),
                NOON.plusMillis(10));
    }

    static ImageAssessed assessed() {
        return new ImageAssessed(
                ingested(),
                new QualityScores(Map.of(Measure.LAPLACIAN_VARIANCE, 41.25, Measure.BRIGHTNESS, 0.5)),
                new Fingerprints(
                        0xffd7918181c9ffffL,
                        0x0026273b2b19550eL,
                        0xba8c84536bd3c366L,
                        true,
                        content("pixels"),
                        0xffd391818181a5e7L,
                        List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L),
                        new Pdq(new Hash256(8, 9, 10, 11), 100),
                        Collections.nCopies(7, new Hash256(-1, 0, 1, 2)),
                        thumbnail(),
                        new RotationHash(0x5e0c_91d2_7b3f_a684L, polar(), 0.125),
                        detail()),
                List.of(new Issue(Issue.Kind.BLURRY, "laplacian_variance 41.25 is below 60.00")),
                NOON.plusMillis(20));
    }

    static ImageRejudged rejudged() {
        return new ImageRejudged(
                uploaded(),
                2,
                3,
                List.of(new Issue(Issue.Kind.ODD_SIZE, "size 554.3 is above 400.0")),
                NOON.plusMillis(25));
    }

    static EventPart part() {
        return new EventPart(
                "birds",
                "revised:frozen:birds:v1",
                "dev.winnow.ClustersRevised.v1",
                2,
                3,
                content("the whole event"),
                "\"0000ä\",",
                NOON.plusMillis(31));
    }

    static FencesTaken fencesTaken() {
        return new FencesTaken(
                "birds",
                3,
                List.of(new FencesTaken.MeasureFence("size", 40, Collections.nCopies(101, 512.5))),
                1234,
                NOON);
    }

    static DatasetJudged datasetJudged() {
        return new DatasetJudged("birds", 2, 3, uploaded().key(), false, 41, NOON);
    }

    static SpecInForce inForce() {
        return new SpecInForce("birds", 2, NOON);
    }

    static ImageDeduplicated deduplicated() {
        return new ImageDeduplicated(assessed(), duplication(), NOON.plusMillis(30));
    }

    static ImageAssigned assigned() {
        return new ImageAssigned(deduplicated(), assignment(), NOON.plusMillis(40));
    }

    static ImagePrepared prepared() {
        return new ImagePrepared(
                assigned(),
                List.of(
                        new PreparedPicture(0, content("letterboxed"), 9_000, 224, 224, "letterbox 224"),
                        new PreparedPicture(1, content("augmented"), 8_000, 224, 224, "flip, rotate 3.5°")),
                NOON.plusMillis(50));
    }

    static ImageWithdrawn withdrawn() {
        return new ImageWithdrawn(
                "birds",
                "train/wren/0001.jpg",
                NOON,
                1,
                ImageWithdrawn.Cause.REMOVED,
                "A person removed it",
                "anna",
                NOON);
    }

    static PairJudged judged() {
        return new PairJudged(
                "birds",
                "0".repeat(32),
                "f".repeat(32),
                content("a"),
                content("b"),
                PairJudged.Word.DIFFERENT,
                "ada",
                NOON);
    }

    static SplitsFrozen frozen() {
        return new SplitsFrozen("birds", "v1.0.0", "anna", NOON, "The first");
    }

    static ReleaseMembers releaseMembers() {
        return new ReleaseMembers(
                "birds",
                "v1.0.0",
                17,
                1,
                List.of(
                        new ReleaseMembers.Member("0".repeat(32), content("a"), Split.TRAIN, 2, "u-4", "c-17"),
                        new ReleaseMembers.Member("f".repeat(32), content("b"), Split.TEST, null, "u-5", null)),
                NOON.plusSeconds(1));
    }

    static DatasetReleased released() {
        DatasetReleased.Digest digest = new DatasetReleased.Digest();
        releaseMembers().members().forEach(digest::add);
        return new DatasetReleased(frozen(), 17, 2, 1, digest.value(), NOON.plusSeconds(1));
    }

    static ReleaseAssembled assembled() {
        return new ReleaseAssembled("birds", "v1.0.0", 17, content("manifest"), 1_234, 2, 0, NOON.plusSeconds(2));
    }

    static SplitsSettled settled() {
        return new SplitsSettled("birds", "import-2026-03-01T12:00:00Z", Settlement.Extent.REBALANCE, 40, "anna", NOON);
    }

    static ImagesSettled imagesSettled() {
        return new ImagesSettled(settled(), 41, 44, 0.125, 0.03125, 15, NOON.plusMillis(40));
    }

    static ClustersRevised revised() {
        return ClustersRevised.of(
                withdrawn(),
                new Revision(
                        List.of(uploaded().key()),
                        List.of(new Duplication.Part("c-17", "0".repeat(32), List.of("0".repeat(32)))),
                        List.of("c-18"),
                        List.of(new Duplication.Standed("0".repeat(32), Standing.KEPT)),
                        13,
                        List.of(new Duplication.LabelConflict("0".repeat(32), null))),
                NOON.plusMillis(35));
    }

    static ImageMoved moved() {
        return new ImageMoved(
                uploaded(),
                Split.VAL,
                Split.TRAIN,
                null,
                "u-4",
                "garden-7",
                3,
                Assignment.MoveReason.JOINED,
                "0".repeat(32),
                14,
                NOON.plusMillis(45));
    }

    static ImageReprepared reprepared() {
        return new ImageReprepared(moved(), prepared().pictures(), NOON.plusMillis(55));
    }

    static ImageRemoved removed() {
        return new ImageRemoved(withdrawn(), 13, NOON.plusMillis(60));
    }

    static AnnotationsSubmitted submitted() {
        return new AnnotationsSubmitted(
                "birds",
                "train/wren/0001.jpg",
                new LabelSource("importer", ""),
                1_767_355_200_123L,
                2,
                new LabelDocument.Inline(labels()),
                "anna",
                NOON);
    }

    static AnnotationsChecked checked() {
        return new AnnotationsChecked(
                "birds",
                "train/wren/0001.jpg",
                3,
                new AnnotationsChecked.Basis(content("wren"), 640, 480, 2),
                new AnnotationsChecked.Result(
                        AnnotationSet.State.LABELLED,
                        new LabelDocument.Inline(labels()),
                        new TreeMap<>(Map.of("wren", 1)),
                        List.of("outdoors"),
                        List.of("ada"),
                        Map.of(LabelIssue.BOX_ROUNDING, 1),
                        List.of(finding())),
                List.of(
                        new AnnotationsChecked.CheckedSource(new LabelSource("http", "ada"), 4, true, false),
                        new AnnotationsChecked.CheckedSource(new LabelSource("importer", ""), 5, false, true)),
                NOON.plusMillis(15));
    }

    /** Labels with each kind of shape. */
    static ImageLabels labels() {
        Origin origin = new Origin("labels/0001.json", "shape 1");
        Provenance provenance = new Provenance(
                origin, "17", "ada", Provenance.Standing.REVIEWED, Optional.of(Instant.parse("2026-01-01T10:00:00Z")));
        Annotation wren = new Annotation(
                "wren",
                List.of(
                        new Shape.Box(10.125, -0.5, 0.1 + 0.2, 40),
                        new Shape.Polygon(List.of(Ring.of(10, 20, 40, 20, 40, 60), Ring.of(1, 2, 3, 4))),
                        new Shape.Keypoints(
                                Numbers.of(11, 21, 2, 0, 0, 0),
                                new Skeleton(List.of("beak", "tail"), List.of(new Skeleton.Link(0, 1))))),
                new Flags(false, true, true, false),
                OptionalDouble.of(0.875),
                provenance,
                Map.of("area", "1200.5", "colour", "brown"),
                List.of(finding()));
        Provenance other = Provenance.of(new Origin("labels/0001.json", "shape 2"));
        return new ImageLabels(
                "train/wren/0001.jpg",
                Origin.of("labels/0001.json"),
                Optional.of(DeclaredSize.stated(640, 480)),
                Convention.PIXEL_CORNERS,
                "labelme",
                AnnotationSet.of(List.of(
                        wren,
                        Annotation.of("nest", other, new Shape.RotatedBox(100, 50, 20, 10, 33.3)),
                        Annotation.of("nest", other, new Shape.Corners(Ring.of(0, 0, 9, 0, 9, 9, 0, 9))),
                        Annotation.of("nest", other, new Shape.Bitmap(RunLengths.of(4, 3, 5, 3, 4))),
                        Annotation.of("nest", other, new Shape.Bitmap(RunLengths.of(4, 3, 5, -3, 4))),
                        Annotation.of("nest", other, new Shape.IndexMask(content("mask"), 640, 480, 7)),
                        Annotation.of("twig", other, new Shape.Polyline(Ring.of(1, 2, 3, 4))),
                        Annotation.of("egg", other, new Shape.Points(Ring.of(5, 6))),
                        Annotation.of("egg", other, new Shape.Box(Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 1e300)),
                        Annotation.of(
                                "",
                                other,
                                new Shape.Unreadable(LabelIssue.BOX_MALFORMED, "It has three numbers", "[1, 2, 3]")),
                        Annotation.of("outdoors", other, new Shape.WholeImage()),
                        Annotation.of("nothing", other))),
                List.of(Finding.of(LabelIssue.SIZE_MISSING, Outcome.KEPT, origin, "The file gives no size")));
    }

    private static Finding finding() {
        return Finding.changed(
                LabelIssue.BOX_ROUNDING,
                Outcome.FIXED,
                new Origin("labels/0001.json", "shape 1"),
                "The box leaves the picture by 0.5 pixels",
                new Finding.Change("-0.5", "0"));
    }

    private static PolarThumbnail polar() {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = (byte) (i / 2);
        }
        return new PolarThumbnail(luma);
    }

    private static DetailThumbnail detail() {
        byte[] bytes = new byte[DetailThumbnail.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 7);
        }
        return new DetailThumbnail(thumbnail(), bytes);
    }

    private static Thumbnail thumbnail() {
        byte[] luma = new byte[Thumbnail.SIDE * Thumbnail.SIDE];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = (byte) i;
        }
        return new Thumbnail(luma);
    }

    static List<Event> all() {
        return List.of(
                declared(),
                curated(),
                uploaded(),
                rejected(),
                ingested(),
                assessed(),
                rejudged(),
                fencesTaken(),
                datasetJudged(),
                withdrawn(),
                judged(),
                frozen(),
                settled(),
                deleted(),
                inForce(),
                deduplicated(),
                revised(),
                part(),
                assigned(),
                moved(),
                imagesSettled(),
                prepared(),
                reprepared(),
                removed(),
                submitted(),
                checked(),
                releaseMembers(),
                released(),
                assembled(),
                letterClosed());
    }

    static ContentHash content(String text) {
        return ContentHash.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Duplication duplication() {
        String other = new dev.winnow.dataset.Item("birds", "train/wren/0000.jpg").id();
        String rotated = new dev.winnow.dataset.Item("birds", "train/wren/0003.jpg").id();
        return new Duplication(
                        null,
                        "c-17",
                        other,
                        List.of(
                                new Duplication.Match(other, 3, 0.97, 12, Dihedral.FLIP_LEFT_RIGHT, true, null, 0.88),
                                new Duplication.Match(rotated, 5, 0.93, null, null, false, -28)),
                        List.of(other),
                        List.of("c-18"),
                        List.of(),
                        other,
                        Standing.KEPT,
                        "All copies are kept",
                        List.of(new Duplication.Standed(other, Standing.DUPLICATE)),
                        null,
                        List.of(),
                        false,
                        List.of(new Duplication.LabelConflict(other, rotated)))
                .at(12);
    }

    private static Assignment assignment() {
        String other = new dev.winnow.dataset.Item("birds", "train/wren/0000.jpg").id();
        return new Assignment(
                Split.TRAIN,
                "u-4",
                "garden-7",
                2,
                Assignment.Reason.UNIT,
                List.of(new Assignment.Move(other, Split.VAL, Split.TRAIN)));
    }
}
