package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/** Drawn pictures whose measures can be reckoned, and pictures of more and more of one fault. */
class MeasuresTest {
    private final Analyzer analyzer = new Analyzer();

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 10, 20})
    void noiseHasTheDeviationItWasDrawnWith(double sigma) {
        try (Picture noisy = noisy(300, 400, sigma)) {
            assertThat(measured(noisy, Measure.NOISE_SIGMA)).isCloseTo(sigma, within(0.03 * sigma + 0.05));
        }
    }

    @Test
    void moreNoiseMeasuresNoisier() {
        double before = -1;
        for (double sigma = 0; sigma < 40; sigma += 4) {
            try (Picture noisy = noisy(200, 100, sigma)) {
                double noise = measured(noisy, Measure.NOISE_SIGMA);

                assertThat(noise).isGreaterThan(before);
                before = noise;
            }
        }
    }

    @Test
    void singlePixelsAreDefectiveAndLinesAreNot() {
        try (Picture stuck = Drawn.gray(
                        100, 50, (x, y) -> x % 10 == 5 && y % 10 == 5 ? 164 : x % 10 == 2 && y == 25 ? 36 : 100);
                Picture nearly = Drawn.gray(100, 50, (x, y) -> x % 10 == 5 && y % 10 == 5 ? 163 : 100);
                Picture lines = Drawn.gray(100, 50, (x, y) -> x % 10 == 5 ? 250 : 20)) {
            assertThat(measured(stuck, Measure.HOT_PIXELS)).isEqualTo(50 / 5000.0);
            assertThat(measured(stuck, Measure.DEAD_PIXELS)).isEqualTo(10 / 5000.0);
            assertThat(measured(nearly, Measure.HOT_PIXELS)).isZero();
            assertThat(measured(lines, Measure.HOT_PIXELS)).isZero();
            assertThat(measured(lines, Measure.DEAD_PIXELS)).isZero();
        }
    }

    @Test
    void stepsAtBlockBordersAloneAreBlocks() {
        try (Picture blocks = Drawn.gray(64, 64, (x, y) -> x / 8 * 10);
                Picture shifted = Drawn.gray(64, 64, (x, y) -> (x + 3) / 8 * 10);
                Picture ramp = Drawn.gray(64, 64, (x, y) -> x + y)) {
            // Steps of 10 across upright borders, none across level ones and elsewhere.
            assertThat(measured(blocks, Measure.BLOCKINESS)).isEqualTo((5 + 0.25) / 0.25);
            assertThat(measured(shifted, Measure.BLOCKINESS)).isLessThan(1);
            assertThat(measured(ramp, Measure.BLOCKINESS)).isEqualTo(1);
        }
    }

    @Test
    void strongerCompressionMeasuresMoreBlocky() {
        double before = 0;
        try (Picture scene = Drawn.scene(320, 240, 3)) {
            for (int quality : new int[] {95, 60, 30, 15, 5}) {
                try (Picture saved = jpeg(scene, quality)) {
                    double blockiness = measured(saved, Measure.BLOCKINESS);

                    assertThat(blockiness).isGreaterThan(before);
                    before = blockiness;
                }
            }
        }
    }

    @Test
    void aStepHasTheTenengradOfItsTwoColumns() {
        // Sobel sums to 4 times the step on both sides of it.
        try (Picture step = Drawn.gray(40, 30, (x, y) -> x < 20 ? 50 : 150)) {
            assertThat(measured(step, Measure.TENENGRAD)).isEqualTo(2 * 400 * 400 / 40.0);
        }
    }

    @Test
    void moreBlurMeansLessOfEverySharpness() {
        double[] before = {Double.MAX_VALUE, Double.MAX_VALUE};
        try (Picture sharp = Drawn.checkerboard(256, 16, 20, 230)) {
            for (double sigma : new double[] {2, 4, 8, 16}) {
                try (Picture blurred = Drawn.blurred(sharp, sigma)) {
                    double tenengrad = measured(blurred, Measure.TENENGRAD);
                    double edges = measured(blurred, Measure.EDGE_DEVIATION);

                    assertThat(tenengrad).isPositive().isLessThan(before[0]);
                    assertThat(edges).isPositive().isLessThan(before[1]);
                    before = new double[] {tenengrad, edges};
                }
            }
        }
    }

    @Test
    void aFrameOfOneGrayIsABorder() {
        try (Picture letterbox = Drawn.gray(50, 40, (x, y) -> y < 10 || y >= 34 ? 2 : 90 + x + y);
                Picture frame = Drawn.gray(50, 40, (x, y) -> x < 5 || x >= 45 || y < 5 || y >= 35 ? 250 : x + y);
                Picture none = Drawn.gray(50, 40, (x, y) -> 2 * x + 2 * y)) {
            assertThat(measured(letterbox, Measure.BORDER)).isEqualTo(16 / 40.0);
            assertThat(measured(frame, Measure.BORDER)).isEqualTo(1 - 40 * 30 / 2000.0);
            assertThat(measured(none, Measure.BORDER)).isZero();
        }
    }

    @Test
    void aBorderMayDifferByThreeLevelsAndNotByFour() {
        try (Picture near = Drawn.gray(50, 40, (x, y) -> y < 10 ? 100 + x % 4 : 160 + x);
                Picture far = Drawn.gray(50, 40, (x, y) -> y < 10 ? 100 + x % 5 : 160 + x)) {
            assertThat(measured(near, Measure.BORDER)).isEqualTo(0.25);
            assertThat(measured(far, Measure.BORDER)).isZero();
        }
    }

    @Test
    void widerBordersMeasureMore() {
        double before = -1;
        for (int rows = 0; rows < 20; rows += 3) {
            int top = rows;
            try (Picture letterbox = Drawn.gray(64, 48, (x, y) -> y < top ? 0 : 60 + x + 2 * y)) {
                double border = measured(letterbox, Measure.BORDER);

                assertThat(border).isGreaterThan(before);
                before = border;
            }
        }
    }

    @Test
    void pureRedHasTheColourfulnessOfItsOpponents() {
        try (Picture red = Drawn.uniform(30, 30, 0xFF0000);
                Picture gray = Drawn.uniform(30, 30, 0x808080)) {
            assertThat(measured(red, Measure.COLORFULNESS)).isCloseTo(0.3 * Math.hypot(255, 127.5), within(1e-3));
            assertThat(measured(gray, Measure.COLORFULNESS)).isZero();
        }
    }

    @Test
    void moreSaturationMeasuresMoreColourful() {
        double before = -1;
        for (int spread = 0; spread <= 120; spread += 20) {
            int by = spread;
            try (Picture picture = Drawn.picture(
                    80, 60, (x, y) -> (120 + by * (x % 3 - 1)) << 16 | 120 << 8 | (120 + by * (y % 3 - 1)))) {
                double colorfulness = measured(picture, Measure.COLORFULNESS);

                assertThat(colorfulness).isGreaterThan(before);
                before = colorfulness;
            }
        }
    }

    @Test
    void luminanceEntropyAndRangeOfTwoTones() {
        try (Picture board = Drawn.checkerboard(64, 8, 51, 204);
                Picture ramp = Drawn.gray(256, 16, (x, y) -> x)) {
            assertThat(measured(board, Measure.BRIGHTNESS_P99)).isCloseTo(0.8, within(0.002));
            assertThat(measured(board, Measure.BRIGHTNESS_P5)).isCloseTo(0.2, within(0.002));
            assertThat(measured(board, Measure.DYNAMIC_RANGE)).isEqualTo(0.6);
            assertThat(measured(board, Measure.GRAY_RANGE)).isEqualTo(153);
            assertThat(measured(board, Measure.COLOR_ENTROPY)).isCloseTo(Math.log(6) / Math.log(2), within(1e-5));
            assertThat(measured(ramp, Measure.COLOR_ENTROPY)).isCloseTo(Math.log(768) / Math.log(2), within(1e-5));
        }
    }

    @Test
    void clippingIsCountedByChannel() {
        // Red is black in a quarter, green is white in half, blue is both in an eighth.
        try (Picture picture = Drawn.picture(
                16,
                8,
                (x, y) -> (x < 4 ? 3 : 100) << 16 | (x < 8 ? 252 : 100) << 8 | (y == 0 ? 0 : y == 1 ? 255 : 100))) {
            assertThat(measured(picture, Measure.CLIPPED_SHADOWS_RED)).isEqualTo(0.25);
            assertThat(measured(picture, Measure.CLIPPED_SHADOWS_GREEN)).isZero();
            assertThat(measured(picture, Measure.CLIPPED_SHADOWS_BLUE)).isEqualTo(0.125);
            assertThat(measured(picture, Measure.CLIPPED_HIGHLIGHTS_RED)).isZero();
            assertThat(measured(picture, Measure.CLIPPED_HIGHLIGHTS_GREEN)).isEqualTo(0.5);
            assertThat(measured(picture, Measure.CLIPPED_HIGHLIGHTS_BLUE)).isEqualTo(0.125);
        }
    }

    @Test
    void whatTheFileSaysComesFromTheFile() {
        try (Picture picture = Drawn.gray(100, 25, (x, y) -> 2 * x)) {
            ImageMetadata file = new ImageMetadata(
                    ImageFormat.JPEG,
                    100,
                    25,
                    ColorMode.L,
                    1,
                    8,
                    1,
                    1,
                    null,
                    false,
                    null,
                    null,
                    false,
                    false,
                    null,
                    null,
                    new ImageMetadata.JpegCoding(75, null, false, 0.5),
                    0.25);

            QualityScores scores = analyzer.analyze(picture, file).scores();

            assertThat(scores.of(Measure.ASPECT_RATIO)).isEqualTo(0.25);
            assertThat(scores.of(Measure.SIZE)).isEqualTo(50);
            assertThat(scores.of(Measure.GRAYSCALE)).isEqualTo(1);
            assertThat(scores.of(Measure.TRANSPARENCY)).isEqualTo(0.25);
            assertThat(scores.of(Measure.DOUBLE_COMPRESSION)).isEqualTo(0.5);
            assertThat(scores.of(Measure.COLOR_ENTROPY)).isEqualTo(scores.of(Measure.ENTROPY));
            QualityScores colour =
                    analyzer.analyze(picture, Drawn.metadata(picture)).scores();
            assertThat(colour.of(Measure.GRAYSCALE)).isZero();
            assertThat(colour.of(Measure.TRANSPARENCY)).isNull();
            assertThat(colour.of(Measure.DOUBLE_COMPRESSION)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "8, 8", "9, 17", "64, 64", "65, 3", "300, 200", "1, 3000", "3000, 1"})
    void aUniformPictureOfAnySizeIsFlatInEveryWay(int width, int height) {
        try (Picture flat = Drawn.uniform(width, height, 0x405060)) {
            QualityScores scores = analyzer.analyze(flat, Drawn.metadata(flat)).scores();

            for (Measure zero : new Measure[] {
                Measure.LAPLACIAN_VARIANCE,
                Measure.TENENGRAD,
                Measure.NOISE_SIGMA,
                Measure.HOT_PIXELS,
                Measure.DEAD_PIXELS,
                Measure.CONTRAST,
                Measure.ENTROPY,
                Measure.DYNAMIC_RANGE,
                Measure.GRAY_RANGE
            }) {
                assertThat(scores.of(zero)).as(zero.key()).isZero();
            }
            assertThat(scores.of(Measure.BLOCKINESS)).isEqualTo(1);
            assertThat(scores.of(Measure.BORDER)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 5", "8, 8", "500, 375", "333, 512", "17, 900", "900, 17"})
    void thePixelHashIsThatOfSizeAndPixels(int width, int height) {
        try (Picture picture = Drawn.scene(width, height, 5)) {
            byte[] pixels = Drawn.pixels(picture);
            ByteBuffer whole = ByteBuffer.allocate(8 + pixels.length);
            whole.putInt(width).putInt(height).put(pixels);

            assertThat(analyzer.analyze(picture, Drawn.metadata(picture))
                            .fingerprints()
                            .pixels())
                    .isEqualTo(ContentHash.of(whole.array()));
        }
    }

    private static Picture noisy(int width, int height, double sigma) {
        SplittableRandom random = new SplittableRandom(11);
        int[] levels = new int[width * height];
        Arrays.setAll(levels, i -> (int) Math.round(Math.max(0, Math.min(255, 128 + sigma * random.nextGaussian()))));
        return Drawn.gray(width, height, (x, y) -> levels[y * width + x]);
    }

    private static Picture jpeg(Picture picture, int quality) {
        MatOfByte bytes = new MatOfByte();
        MatOfInt parameters = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
        try {
            Imgcodecs.imencode(".jpg", picture.bgr(), bytes, parameters);
            return new Picture(Imgcodecs.imdecode(bytes, Imgcodecs.IMREAD_COLOR));
        } finally {
            bytes.release();
            parameters.release();
        }
    }

    private double measured(Picture picture, Measure measure) {
        return analyzer.analyze(picture, Drawn.metadata(picture)).scores().of(measure);
    }
}
