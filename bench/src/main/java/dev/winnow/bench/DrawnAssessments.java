package dev.winnow.bench;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageUploaded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A dataset as it might arrive, without pictures: new scenes, near copies of earlier ones, files that are there already, groups,
 * labels of unlike frequency, and later uploads to the same place. The same seed draws the same, for ever. One thread at a time.
 *
 * <p>Hashes of unrelated scenes are uniform, as perceptual hashes nearly are; a near copy differs from its scene in up to {@value
 * #MOST_FLIPPED} bits, and a little in its thumbnail.
 */
public final class DrawnAssessments {
    /** What a thousand arrivals are, on average; the rest are new scenes. */
    private static final int NEAR_COPIES = 80;

    private static final int SAME_FILES = 30;
    private static final int REPLACEMENTS = 20;
    private static final int IN_GROUPS = 100;

    private static final int MOST_FLIPPED = 8;
    private static final int IMAGES_A_GROUP = 5;
    private static final int LABELS = 20;

    /** Copies are drawn of the last so many scenes, so that the memory this takes does not grow with the dataset. */
    private static final int REMEMBERED = 20_000;

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SplittableRandom random;
    private final String dataset;
    private final List<ImageAssessed> remembered = new ArrayList<>();
    private int number;

    public DrawnAssessments(String dataset, long seed) {
        this.dataset = dataset;
        this.random = new SplittableRandom(seed);
    }

    /** The next image; there is no end. */
    public ImageAssessed next() {
        number++;
        int kind = random.nextInt(1000);
        ImageAssessed earlier = remembered.isEmpty() ? null : remembered.get(random.nextInt(remembered.size()));
        ImageAssessed drawn;
        if (earlier == null || kind >= NEAR_COPIES + SAME_FILES + REPLACEMENTS) {
            drawn = drawn(source(), newContent(), scene());
        } else if (kind < NEAR_COPIES) {
            drawn = drawn(source(), newContent(), copyOf(earlier.fingerprints()));
        } else if (kind < NEAR_COPIES + SAME_FILES) {
            drawn = drawn(source(), earlier.upload().content(), earlier.fingerprints());
        } else {
            drawn = drawn(earlier.upload().source(), newContent(), scene());
        }
        remember(drawn);
        return drawn;
    }

    private void remember(ImageAssessed drawn) {
        if (remembered.size() < REMEMBERED) {
            remembered.add(drawn);
        } else {
            remembered.set(number % REMEMBERED, drawn);
        }
    }

    private ImageAssessed drawn(String source, ContentHash content, Fingerprints fingerprints) {
        // the smaller of two makes early labels frequent and late ones rare
        String label = "class-" + Math.min(random.nextInt(LABELS), random.nextInt(LABELS));
        String group =
                random.nextInt(1000) < IN_GROUPS ? "group-" + random.nextInt(1 + number / IMAGES_A_GROUP / 10) : null;
        Instant at = START.plus(number, ChronoUnit.MILLIS);
        ImageUploaded upload = new ImageUploaded(
                dataset, source, content, 110_000, label, group, null, Map.of(), 1, at, List.of(label));
        ImageMetadata metadata = new ImageMetadata(
                ImageFormat.JPEG, random.nextInt(200, 800), 500, ColorMode.RGB, 3, 8, 1, 1, "sRGB", false, null, null);
        QualityScores scores = new QualityScores(Map.of(Measure.SHARPNESS_SCORE, random.nextDouble()));
        return new ImageAssessed(
                new ImageIngested(upload, metadata, List.of(), at), scores, fingerprints, List.of(), at);
    }

    private String source() {
        return "drawn/" + number + ".jpg";
    }

    private ContentHash newContent() {
        return ContentHash.of((dataset + " " + number).getBytes(StandardCharsets.UTF_8));
    }

    private Fingerprints scene() {
        byte[] luma = new byte[Thumbnail.SIDE * Thumbnail.SIDE];
        random.nextBytes(luma);
        return fingerprints(random.nextLong(), luma);
    }

    private Fingerprints copyOf(Fingerprints scene) {
        long hash = scene.perceptualHash();
        for (int flips = random.nextInt(MOST_FLIPPED + 1); flips > 0; flips--) {
            hash ^= 1L << random.nextInt(64);
        }
        byte[] luma = scene.thumbnail().bytes();
        luma[random.nextInt(luma.length)] += (byte) random.nextInt(16);
        return fingerprints(hash, luma);
    }

    private Fingerprints fingerprints(long perceptualHash, byte[] luma) {
        return new Fingerprints(
                perceptualHash,
                perceptualHash,
                perceptualHash,
                true,
                ContentHash.of((dataset + " pixels " + number).getBytes(StandardCharsets.UTF_8)),
                null,
                List.of(),
                null,
                List.of(),
                new Thumbnail(luma),
                null);
    }
}
