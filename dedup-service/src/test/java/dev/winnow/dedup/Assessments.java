package dev.winnow.dedup;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.QualityScores;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageUploaded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Assessed images of the dataset {@code birds}, drawn by hand. */
final class Assessments {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Assessments() {}

    static ImageAssessed image(String source, String content, long perceptualHash) {
        return image(source, content, perceptualHash, 1, 0);
    }

    static ImageAssessed image(String source, String content, long perceptualHash, int specVersion, int second) {
        return image(source, content, new Fingerprints(0, 0, perceptualHash, true), specVersion, second);
    }

    /** Under the first version of the spec. */
    static ImageAssessed labelled(String source, String content, String label, int second) {
        return image(source, content, label, new Fingerprints(0, 0, 1, true), 1, second);
    }

    static ImageAssessed image(String source, String content, Fingerprints prints, int specVersion, int second) {
        return image(source, content, null, prints, specVersion, second);
    }

    private static ImageAssessed image(
            String source, String content, String label, Fingerprints prints, int specVersion, int second) {
        Instant at = START.plusSeconds(second);
        ImageUploaded upload = new ImageUploaded(
                "birds",
                source,
                ContentHash.of(content.getBytes(StandardCharsets.UTF_8)),
                content.length(),
                label,
                null,
                null,
                Map.of(),
                specVersion,
                at);
        ImageMetadata metadata =
                new ImageMetadata(ImageFormat.PNG, 8, 8, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null);
        return new ImageAssessed(
                new ImageIngested(upload, metadata, List.of(), at), new QualityScores(Map.of()), prints, List.of(), at);
    }

    /** Images with many copies, repetitions and replacements among them. */
    static List<ImageAssessed> drawn(long seed, int count) {
        Random random = new Random(seed);
        List<ImageAssessed> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int picture = random.nextInt(30);
            int variant = random.nextInt(15);
            long hash = 0x9e3779b97f4a7c15L * picture ^ ((1L << variant) - 1);
            images.add(image("item" + random.nextInt(count / 2), picture + "/" + variant, hash, 1, i));
        }
        return images;
    }
}
