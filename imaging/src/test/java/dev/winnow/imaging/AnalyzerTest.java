package dev.winnow.imaging;

import static dev.winnow.dataset.Measure.BRIGHTNESS;
import static dev.winnow.dataset.Measure.CLIPPED_HIGHLIGHTS;
import static dev.winnow.dataset.Measure.CLIPPED_SHADOWS;
import static dev.winnow.dataset.Measure.CONTRAST;
import static dev.winnow.dataset.Measure.DOUBLE_COMPRESSION;
import static dev.winnow.dataset.Measure.ENTROPY;
import static dev.winnow.dataset.Measure.LAPLACIAN_VARIANCE;
import static dev.winnow.dataset.Measure.TRANSPARENCY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Thumbnail;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyzerTest {
    /** Absent where the file has no alpha or is no JPEG. */
    private static final EnumSet<Measure> OF_FILES_WITH_MORE = EnumSet.of(TRANSPARENCY, DOUBLE_COMPRESSION);

    private final Analyzer analyzer = new Analyzer();

    @Test
    void aCheckerboardOfTwoGraysHasMeasuresThatCanBeReckoned() {
        Picture board = Drawn.checkerboard(64, 8, 51, 204);

        assertThat(measured(board, BRIGHTNESS)).isEqualTo(0.5);
        assertThat(measured(board, CONTRAST)).isCloseTo(0.3, within(1e-12));
        assertThat(measured(board, ENTROPY)).isCloseTo(1, within(1e-12));
        assertThat(measured(board, CLIPPED_SHADOWS)).isZero();
        assertThat(measured(board, CLIPPED_HIGHLIGHTS)).isZero();
        board.close();
    }

    @Test
    void anEvenRampHasFullEntropyAndItsShareOfClippedPixels() {
        Picture ramp = Drawn.gray(256, 16, (x, y) -> x);

        assertThat(measured(ramp, ENTROPY)).isCloseTo(8, within(1e-12));
        assertThat(measured(ramp, CLIPPED_SHADOWS)).isEqualTo(4 / 256.0);
        assertThat(measured(ramp, CLIPPED_HIGHLIGHTS)).isEqualTo(4 / 256.0);
        ramp.close();
    }

    @Test
    void aLineHasTheLaplacianVarianceOfItsThreeColumns() {
        // Row by row the Laplacian of a line of 100 on 0 is 100, −200, 100 around the line and 0 elsewhere.
        Picture line = Drawn.gray(20, 20, (x, y) -> x == 10 ? 100 : 0);

        assertThat(measured(line, LAPLACIAN_VARIANCE)).isCloseTo((2 * 100 * 100 + 200 * 200) / 20.0, within(1e-9));
        line.close();
    }

    /** Two small files must not take the memory that a picture as wide as one and as tall as the other would need. */
    @Test
    void aTallPictureAfterAWideOneMeasuresWhatItDoesAlone() {
        Picture wide = Drawn.gray(60_000, 4, (x, y) -> x % 251);
        Picture tall = Drawn.gray(4, 60_000, (x, y) -> y % 251);
        double alone = measured(tall, LAPLACIAN_VARIANCE);

        measured(wide, LAPLACIAN_VARIANCE);

        assertThat(measured(tall, LAPLACIAN_VARIANCE)).isEqualTo(alone);
        wide.close();
        tall.close();
    }

    @Test
    void moreBlurMeansLessLaplacianVariance() {
        Picture sharp = Drawn.checkerboard(256, 8, 20, 230);
        double before = measured(sharp, LAPLACIAN_VARIANCE);
        for (double sigma : new double[] {0.5, 1, 2, 4, 8}) {
            try (Picture blurred = Drawn.blurred(sharp, sigma)) {
                double after = measured(blurred, LAPLACIAN_VARIANCE);

                assertThat(after).isPositive().isLessThan(before);
                before = after;
            }
        }
        sharp.close();
    }

    @Test
    void brighterPicturesMeasureBrighter() {
        double before = -1;
        for (int level = 0; level <= 250; level += 25) {
            int base = level;
            try (Picture picture = Drawn.gray(40, 30, (x, y) -> Math.min(255, base + x % 5))) {
                double brightness = measured(picture, BRIGHTNESS);

                assertThat(brightness).isGreaterThan(before);
                before = brightness;
            }
        }
    }

    @Test
    void sharpnessIsMeasuredAtOneScale() {
        // The same scene at 512 and, twice as large, at 1024 pixels.
        Picture small = Drawn.checkerboard(512, 32, 40, 200);
        Picture large = Drawn.checkerboard(1024, 64, 40, 200);

        assertThat(measured(large, LAPLACIAN_VARIANCE)).isEqualTo(measured(small, LAPLACIAN_VARIANCE));
        small.close();
        large.close();
    }

    @Test
    void aUniformPictureIsNotInformative() {
        try (Picture white = Drawn.uniform(300, 200, 0xFFFFFF);
                Picture scene = Drawn.scene(300, 200, 1)) {
            Fingerprints flat = analyzer.analyze(white, Drawn.metadata(white)).fingerprints();

            assertThat(flat.informative()).isFalse();
            assertThat(analyzer.analyze(scene, Drawn.metadata(scene))
                            .fingerprints()
                            .informative())
                    .isTrue();
            assertThat(measured(white, ENTROPY)).isZero();
            assertThat(measured(white, CONTRAST)).isZero();
            assertThat(measured(white, LAPLACIAN_VARIANCE)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "2, 1",
        "2, 2",
        "8, 8",
        "1, 700",
        "700, 1",
        "3, 5",
        "4097, 3",
        "31, 2049",
        "16384, 7",
        "16384, 8",
        "16384, 17",
        "30000, 9",
        "9, 16384"
    })
    void everySizeHasAllMeasuresWithinTheirRanges(int width, int height) {
        try (Picture picture = Drawn.picture(width, height, (x, y) -> (x * 7919 + y * 104729) & 0xFFFFFF)) {
            QualityScores scores =
                    analyzer.analyze(picture, Drawn.metadata(picture)).scores();

            for (Measure measure : EnumSet.complementOf(OF_FILES_WITH_MORE)) {
                assertThat(scores.of(measure)).isBetween(measure.min(), measure.max());
            }
        }
    }

    @Test
    void resultsDoNotDependOnThreadsOrOrder() throws Exception {
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            pictures.add(Drawn.scene(100 + 37 * (i % 7), 80 + 53 * (i % 5), i));
        }
        List<Assessment> alone = pictures.stream()
                .map(picture -> new Analyzer().analyze(picture, Drawn.metadata(picture)))
                .toList();

        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Assessment>> tasks = new ArrayList<>();
        pictures.forEach(picture -> tasks.add(() -> analyzer.analyze(picture, Drawn.metadata(picture))));
        List<Assessment> together = new ArrayList<>();
        for (Future<Assessment> result : threads.invokeAll(tasks)) {
            together.add(result.get());
        }
        threads.shutdownNow();

        assertThat(together).isEqualTo(alone);
        pictures.forEach(Picture::close);
    }

    @Test
    void theThumbnailHasTheMeansOfFourPixelsRoundedHalfUp() {
        // 32×32 is not scaled, so that each pixel of the thumbnail is the mean of four drawn ones.
        try (Picture drawn = Drawn.gray(32, 32, (x, y) -> 6 * x + y % 2 + (x + y == 0 ? 1 : 0))) {
            Thumbnail thumbnail = analyzer.analyze(drawn, Drawn.metadata(drawn))
                    .fingerprints()
                    .thumbnail();

            // 1, 6, 1, 7: 3.75. Elsewhere 12 times the column and 0, 6, 1, 7: 3.5.
            assertThat(thumbnail.luma(0, 0)).isEqualTo(4);
            assertThat(thumbnail.luma(0, 1)).isEqualTo(16);
            assertThat(thumbnail.luma(15, 15)).isEqualTo(184);
        }
    }

    @Test
    void theThumbnailOfATurnedPictureIsTheTurnedThumbnail() {
        for (Dihedral turn : Dihedral.values()) {
            try (Picture scene = Drawn.picture(96, 96, AnalyzerTest::lopsided);
                    Picture turned =
                            Drawn.picture(96, 96, (x, y) -> lopsided(turn.column(y, x, 96), turn.row(y, x, 96)))) {
                Thumbnail upright = analyzer.analyze(scene, Drawn.metadata(scene))
                        .fingerprints()
                        .thumbnail();
                Thumbnail other = analyzer.analyze(turned, Drawn.metadata(turned))
                        .fingerprints()
                        .thumbnail();

                assertThat(other.correlation(upright, turn)).as(turn.name()).isGreaterThan(0.9999);
                assertThat(turn == Dihedral.IDENTITY || other.correlation(upright, Dihedral.IDENTITY) < 0.95)
                        .as(turn.name())
                        .isTrue();
            }
        }
    }

    private static int lopsided(int x, int y) {
        return 0x010101 * Math.min(255, x + y * y / 60 + (x > 60 && y < 20 ? 90 : 0));
    }

    private double measured(Picture picture, Measure measure) {
        return analyzer.analyze(picture, Drawn.metadata(picture)).scores().of(measure);
    }
}
