package dev.winnow.events;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One event of each kind, all of the same image. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456Z");

    private Samples() {}

    static DatasetDeclared declared() {
        return new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), NOON);
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
                NOON);
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
                        0xffd7918181c9ffffL, 0x0026273b2b19550eL, 0xba8c84536bd3c366L, true, content("pixels")),
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

    static List<Event> all() {
        return List.of(
                declared(),
                uploaded(),
                rejected(),
                ingested(),
                assessed(),
                rejudged(),
                deduplicated(),
                assigned(),
                prepared());
    }

    static ContentHash content(String text) {
        return ContentHash.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Duplication duplication() {
        String other = new dev.winnow.dataset.Item("birds", "train/wren/0000.jpg").id();
        return new Duplication(
                        null,
                        "c-17",
                        other,
                        List.of(new Duplication.Match(other, 3)),
                        List.of(other),
                        List.of("c-18"),
                        List.of())
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
