package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.opencv.core.Mat;

/**
 * The measures that people know from CleanVision 0.3.8 have its values, and raise its flags at its thresholds.
 *
 * <p>What CleanVision says stands in {@code cleanvision/reference.csv}. To write it anew, draw the variants, then let
 * CleanVision look at them and at the photographs:
 *
 * <pre>
 * mvn test -pl imaging -am -Dtest=CleanVisionTest -Dcleanvision.variants=DIR -Dsurefire.failIfNoSpecifiedTests=false
 * python imaging/src/test/resources/cleanvision/reference.py ../shared/data/photos DIR
 * </pre>
 */
class CleanVisionTest {
    /** Every photograph stands for itself, every second one for its variants too. */
    private static final int VARIED = 2;

    private static final Set<Issue.Kind> KNOWN = EnumSet.of(
            Issue.Kind.DARK,
            Issue.Kind.BRIGHT,
            Issue.Kind.LOW_INFORMATION,
            Issue.Kind.BLURRY,
            Issue.Kind.ODD_ASPECT_RATIO,
            Issue.Kind.GRAYSCALE);

    private final PictureDecoder decoder = new PictureDecoder();
    private final Analyzer analyzer = new Analyzer();

    @Test
    void brightnessAndEntropyOfEveryPhotographAreThoseOfCleanVision() throws IOException {
        Map<String, Row> reference = reference();
        SoftAssertions each = new SoftAssertions();
        for (Path photo : SharedData.files(SharedData.folder("photos"))) {
            Row row = reference.get(photo.getFileName().toString());
            QualityScores scores = scoresOf(photo);

            each.assertThat(scores.of(Measure.BRIGHTNESS_P99)).as(row.file).isCloseTo(row.p99, within(0.004));
            each.assertThat(scores.of(Measure.BRIGHTNESS_P5)).as(row.file).isCloseTo(row.p5, within(0.004));
            each.assertThat(scores.of(Measure.COLOR_ENTROPY)).as(row.file).isCloseTo(row.entropy, within(0.001));
        }
        each.assertAll();
    }

    @Test
    void flagsOfPhotographsAndTheirVariantsAreThoseOfCleanVision() throws IOException {
        Map<String, Row> reference = reference();
        Map<Issue.Kind, List<String>> disagreeing = new EnumMap<>(Issue.Kind.class);
        KNOWN.forEach(kind -> disagreeing.put(kind, new ArrayList<>()));
        Map<Issue.Kind, Integer> flagged = new EnumMap<>(Issue.Kind.class);
        int[] images = {0};
        eachImage((file, scores) -> {
            Row row = reference.get(file);
            Set<Issue.Kind> flags = flags(scores);
            for (Issue.Kind kind : KNOWN) {
                if (row.flags.contains(kind) != flags.contains(kind)) {
                    disagreeing.get(kind).add(file);
                }
                if (row.flags.contains(kind)) {
                    flagged.merge(kind, 1, Integer::sum);
                }
            }
            images[0]++;
        });

        assertThat(images[0]).isEqualTo(reference.size());
        // A comparison says something only where both answers occur.
        assertThat(flagged)
                .containsKeys(
                        Issue.Kind.DARK,
                        Issue.Kind.BRIGHT,
                        Issue.Kind.LOW_INFORMATION,
                        Issue.Kind.BLURRY,
                        Issue.Kind.ODD_ASPECT_RATIO);
        disagreeing.forEach((kind, files) -> assertThat(files)
                .as("%s: images on which the flags differ, of %d", kind, images[0])
                .hasSizeLessThanOrEqualTo(images[0] / 200));
    }

    @Test
    @EnabledIfSystemProperty(named = "cleanvision.variants", matches = ".+")
    void variantsAreWritten() throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("cleanvision.variants")));
        eachVariant((file, drawn) -> {
            try {
                Files.write(folder.resolve(file), Drawn.encoded(drawn, ".png"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        assertThat(SharedData.files(folder)).isNotEmpty();
    }

    private interface ToScores {
        void of(String file, QualityScores scores);
    }

    private interface ToVariant {
        void of(String file, Mat drawn);
    }

    private void eachImage(ToScores to) {
        for (Path photo : SharedData.files(SharedData.folder("photos"))) {
            to.of(photo.getFileName().toString(), scoresOf(photo));
        }
        eachVariant((file, drawn) -> {
            try (Picture picture = new Picture(drawn.clone())) {
                to.of(file, analyzer.analyze(picture, Drawn.metadata(picture)).scores());
            }
        });
    }

    private void eachVariant(ToVariant to) {
        List<Path> photos = SharedData.files(SharedData.folder("photos"));
        for (int number = 0; number < photos.size(); number += VARIED) {
            Path photo = photos.get(number);
            try (Picture picture = image(photo).picture()) {
                for (Variant variant : Variant.values()) {
                    Mat drawn = variant.draw(picture.bgr(), number / VARIED);
                    to.of(variant.fileName(photo.getFileName().toString()), drawn);
                    drawn.release();
                }
            }
        }
    }

    private QualityScores scoresOf(Path photo) {
        Decoded.Image image = image(photo);
        ImageMetadata metadata = image.metadata();
        try (Picture picture = image.picture()) {
            return analyzer.analyze(picture, metadata).scores();
        }
    }

    private Decoded.Image image(Path photo) {
        return (Decoded.Image) decoder.decode(
                SharedData.bytes(photo),
                photo.toString(),
                DatasetSpec.defaults().limits());
    }

    private static Set<Issue.Kind> flags(QualityScores scores) {
        return Quality.of(Quality.Preset.CLEANVISION).judge(scores, Map.of()).issues().stream()
                .map(Issue::kind)
                .collect(Collectors.toSet());
    }

    /** What CleanVision says of one image. */
    private record Row(String file, double p99, double p5, double entropy, Set<Issue.Kind> flags) {}

    private static Map<String, Row> reference() throws IOException {
        Map<String, Row> rows = new HashMap<>();
        try (InputStream in = CleanVisionTest.class.getResourceAsStream("/cleanvision/reference.csv")) {
            Assumptions.assumeTrue(in != null, "skipped: no cleanvision/reference.csv");
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                Set<Issue.Kind> flags = EnumSet.noneOf(Issue.Kind.class);
                for (String flag : cells[6].split(" ")) {
                    if (!flag.isEmpty()) {
                        flags.add(Issue.Kind.valueOf(flag));
                    }
                }
                rows.put(
                        cells[0],
                        new Row(
                                cells[0],
                                Double.parseDouble(cells[1]),
                                Double.parseDouble(cells[2]),
                                Double.parseDouble(cells[3]),
                                flags));
            }
        }
        return rows;
    }
}
