package dev.winnow.split;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageUploaded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Images of the dataset {@code birds} whose copies are known, drawn by hand. */
final class Deduplications {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Deduplications() {}

    /** An image without copies. */
    static ImageDeduplicated alone(String source, String label, String group, Split layout) {
        return alone("birds", source, label, group, layout);
    }

    static ImageDeduplicated alone(String dataset, String source, String label, String group, Split layout) {
        ImageAssessed image = assessed(dataset, source, source, 0, label, group, layout, 0);
        return new ImageDeduplicated(
                image, new Duplication(null, null, image.subject(), List.of(), List.of(), List.of()), START);
    }

    /** An image that is the first known copy of another. */
    static ImageDeduplicated copyOf(ImageDeduplicated other, String source) {
        String first = other.subject();
        return new ImageDeduplicated(
                assessed("birds", source, source, 0, null, null, Split.TRAIN, 0),
                new Duplication(null, "cluster-1", first, List.of(), List.of(first), List.of()),
                START);
    }

    /** What dedup says of images with many copies, groups and replacements among them. */
    static List<ImageDeduplicated> drawn(long seed, int count) {
        Random random = new Random(seed);
        DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());
        Duplicates spec = DatasetSpec.defaults().duplicates();
        List<ImageDeduplicated> images = new ArrayList<>();
        for (int second = 0; images.size() < count; second++) {
            int picture = random.nextInt(60);
            int variant = random.nextInt(15);
            ImageAssessed image = assessed(
                    "birds",
                    "item" + random.nextInt(count / 2),
                    picture + "/" + variant,
                    0x9e3779b97f4a7c15L * picture ^ ((1L << variant) - 1),
                    "label" + random.nextInt(5),
                    random.nextInt(10) == 0 ? "group" + random.nextInt(30) : null,
                    random.nextInt(4) == 0 ? Split.values()[random.nextInt(3)] : null,
                    second);
            clusters.add(image.arrival(), image.fingerprints(), spec)
                    .duplication()
                    .ifPresent(duplication -> images.add(new ImageDeduplicated(image, duplication, START)));
        }
        return images;
    }

    private static ImageAssessed assessed(
            String dataset,
            String source,
            String content,
            long hash,
            String label,
            String group,
            Split layout,
            int second) {
        Instant at = START.plusSeconds(second);
        ImageUploaded upload = new ImageUploaded(
                dataset,
                source,
                ContentHash.of(content.getBytes(StandardCharsets.UTF_8)),
                content.length(),
                label,
                group,
                layout,
                Map.of(),
                1,
                at);
        ImageMetadata metadata =
                new ImageMetadata(ImageFormat.PNG, 8, 8, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null);
        return new ImageAssessed(
                new ImageIngested(upload, metadata, List.of(), at),
                new QualityScores(Map.of()),
                new Fingerprints(0, 0, hash, true),
                List.of(),
                at);
    }
}
