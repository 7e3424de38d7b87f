package dev.winnow.imaging;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DetailThumbnail;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.imaging.hash.GrayColumns;
import dev.winnow.imaging.hash.PdqPicture;
import dev.winnow.imaging.hash.PerceptualHashes;
import dev.winnow.imaging.hash.PolarPicture;
import dev.winnow.imaging.hash.ResizeKernel;
import dev.winnow.imaging.hash.WaveletHash;
import dev.winnow.imaging.measure.ColorSample;
import dev.winnow.imaging.measure.Histogram;
import dev.winnow.imaging.measure.Neighbourhoods;
import dev.winnow.imaging.measure.Rounding;
import dev.winnow.imaging.measure.SmallPicture;
import dev.winnow.imaging.measure.SquarePicture;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.opencv.core.Mat;

/**
 * Measures a picture and hashes it. The colour pixels are read once; everything else comes from what that read left in the
 * processor's cache. What each measure is, {@link Measure} says.
 */
public final class Analyzer {
    /** Gray levels between the darkest and the brightest pixel below which a picture is uniform. */
    static final int MIN_GRAY_RANGE = 4;

    /** Pixels on the shorter side below which there is too little to tell one picture from another that looks like it. */
    static final int MIN_SIDE = 16;

    private static final int CLIPPED_SHADOW = 3;
    private static final int CLIPPED_HIGHLIGHT = 252;

    private final Pool<Workspace> workspaces;

    public Analyzer() {
        OpenCv.load();
        workspaces = new Pool<>(Workspace::new);
    }

    /** With no other hashes than those that are always taken. */
    public Assessment analyze(Picture picture, ImageMetadata metadata) {
        return analyze(picture, metadata, WantedHashes.NONE);
    }

    /** @param metadata of the picture's file: what is measured on the file and not on its pixels comes from there */
    public Assessment analyze(Picture picture, ImageMetadata metadata, WantedHashes wanted) {
        Workspace workspace = workspaces.take();
        try {
            return workspace.analyze(picture, metadata, wanted);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /** Memory for one analysis at a time. */
    private static final class Workspace {
        private static final int AVERAGE = 0;
        private static final int DIFFERENCE = 1;
        private static final int PERCEPTUAL = 2;
        private static final int SMALL = 3;

        private final PixelPass pixels = new PixelPass();
        private final GrayColumns columns = new GrayColumns();
        private final FixedScale fixedScale = new FixedScale();
        private final WaveletHash wavelet = new WaveletHash();
        private final PdqPicture pdq = new PdqPicture();
        /** Null until one is wanted, so that who wants none has no tables for it. */
        private PolarPicture polar;

        /** Of the picture that was read last. */
        private int width;

        private int height;
        private int[][] small;

        /** A picture with transparency is read twice: its colours are measured, and hashes are taken of its {@link Composite}. */
        Assessment analyze(Picture picture, ImageMetadata metadata, WantedHashes wanted) {
            Mat composite = Composite.of(picture);
            try {
                read(picture.bgr(), composite == null ? wanted : WantedHashes.NONE);
                ContentHash hash = pixels.hash(picture.alpha());
                QualityScores scores = scores(metadata);
                if (composite != null) {
                    read(composite, wanted);
                }
                return new Assessment(scores, fingerprints(hash, wanted));
            } finally {
                if (composite != null) {
                    composite.release();
                }
            }
        }

        private void read(Mat bgr, WantedHashes wanted) {
            width = bgr.cols();
            height = bgr.rows();
            int longer = Math.max(width, height);
            ResizeKernel to8 = ResizeKernel.lanczos(width, 8);
            ResizeKernel to9 = ResizeKernel.lanczos(width, 9);
            ResizeKernel to32 = ResizeKernel.lanczos(width, PerceptualHashes.PERCEPTUAL_SIDE);
            if (longer > SmallPicture.SIDE) {
                ResizeKernel toSmall = ResizeKernel.bicubic(width, SmallPicture.scaled(width, longer));
                columns.start(width, height, to8, to9, to32, toSmall);
            } else {
                columns.start(width, height, to8, to9, to32);
            }
            boolean large = longer > FixedScale.EDGE;
            if (large) {
                fixedScale.start(width, height);
            }
            if (wanted.wavelet()) {
                wavelet.start(width, height);
            }
            if (wanted.pdq()) {
                pdq.start(width, height, wanted.turned());
            }
            if (wanted.rotation()) {
                polar = polar == null ? new PolarPicture() : polar;
                polar.start(width, height);
            }
            pixels.run(
                    bgr,
                    columns,
                    large ? fixedScale : null,
                    wanted.wavelet() ? wavelet : null,
                    wanted.pdq() ? pdq : null,
                    wanted.rotation() ? polar : null);
            small = small();
        }

        private Fingerprints fingerprints(ContentHash hash, WantedHashes wanted) {
            ResizeKernel rows8 = ResizeKernel.lanczos(height, 8);
            ResizeKernel rows32 = ResizeKernel.lanczos(height, PerceptualHashes.PERCEPTUAL_SIDE);
            int[][] scaled = columns.scaled(PERCEPTUAL, rows32);
            double[][] frequencies = PerceptualHashes.frequencies(scaled);
            Thumbnail thumbnail = PerceptualHashes.thumbnail(scaled);
            PdqPicture.Hashes pdqHashes = wanted.pdq() ? pdq.hashes() : null;
            return new Fingerprints(
                    PerceptualHashes.average(columns.scaled(AVERAGE, rows8)),
                    PerceptualHashes.difference(columns.scaled(DIFFERENCE, rows8)),
                    PerceptualHashes.perceptual(frequencies),
                    pixels.grayHistogram().range() >= MIN_GRAY_RANGE && Math.min(width, height) >= MIN_SIDE,
                    hash,
                    wanted.wavelet() ? wavelet.hash() : null,
                    wanted.turned() ? PerceptualHashes.turned(frequencies) : List.of(),
                    wanted.pdq() ? pdqHashes.upright() : null,
                    wanted.pdq() ? pdqHashes.turned() : List.of(),
                    thumbnail,
                    wanted.rotation() ? polar.hash() : null,
                    DetailThumbnail.of(
                            thumbnail,
                            SquarePicture.of(small, DetailThumbnail.SIDE),
                            pixels.colorField().colors()));
        }

        private QualityScores scores(ImageMetadata metadata) {
            Histogram gray = pixels.grayHistogram();
            Values values = new Values();
            ofFile(values, metadata);
            ofHistograms(values, gray, metadata);
            ColorSample colors = pixels.colors();
            values.put(Measure.BRIGHTNESS_P99, colors.luminance(0.99, gray));
            values.put(Measure.BRIGHTNESS_P5, colors.luminance(0.05, gray));
            values.put(Measure.COLORFULNESS, colors.colorfulness());
            SmallPicture sharpness = SmallPicture.of(small);
            values.put(Measure.EDGE_DEVIATION, sharpness.edgeDeviation());
            values.put(Measure.HISTOGRAM_DEVIATION, sharpness.histogramDeviation());
            values.put(Measure.SHARPNESS_SCORE, sharpness.sharpnessScore());
            Neighbourhoods full = pixels.neighbourhoods();
            values.put(Measure.NOISE_SIGMA, full.noiseSigma());
            values.put(Measure.HOT_PIXELS, full.hotPixels());
            values.put(Measure.DEAD_PIXELS, full.deadPixels());
            values.put(Measure.BLOCKINESS, full.blockiness());
            Neighbourhoods fixed = Math.max(metadata.width(), metadata.height()) > FixedScale.EDGE
                    ? fixedScale.neighbourhoods()
                    : full;
            values.put(Measure.LAPLACIAN_VARIANCE, fixed.laplacianVariance());
            values.put(Measure.TENENGRAD, fixed.tenengrad());
            values.put(Measure.BORDER, pixels.border().share());
            return values.scores();
        }

        private static void ofFile(Values values, ImageMetadata metadata) {
            double shorter = Math.min(metadata.width(), metadata.height());
            values.put(Measure.ASPECT_RATIO, shorter / Math.max(metadata.width(), metadata.height()));
            values.put(Measure.SIZE, Math.sqrt((double) metadata.width() * metadata.height()));
            values.put(Measure.GRAYSCALE, metadata.colorMode() == ColorMode.L ? 1 : 0);
            if (metadata.transparency() != null) {
                values.put(Measure.TRANSPARENCY, metadata.transparency());
            }
            if (metadata.jpeg() != null && metadata.jpeg().doubleCompression() != null) {
                values.put(Measure.DOUBLE_COMPRESSION, metadata.jpeg().doubleCompression());
            }
        }

        private void ofHistograms(Values values, Histogram gray, ImageMetadata metadata) {
            values.put(Measure.BRIGHTNESS, gray.mean() / 255);
            values.put(Measure.CONTRAST, gray.standardDeviation() / 255);
            double entropy = Histogram.entropy(gray);
            values.put(Measure.ENTROPY, entropy);
            values.put(Measure.CLIPPED_SHADOWS, gray.share(0, CLIPPED_SHADOW));
            values.put(Measure.CLIPPED_HIGHLIGHTS, gray.share(CLIPPED_HIGHLIGHT, 255));
            values.put(Measure.DYNAMIC_RANGE, (gray.percentile(0.99) - gray.percentile(0.01)) / 255.0);
            values.put(Measure.GRAY_RANGE, gray.range());
            Histogram red = pixels.redHistogram();
            Histogram green = pixels.greenHistogram();
            Histogram blue = pixels.blueHistogram();
            values.put(
                    Measure.COLOR_ENTROPY,
                    metadata.colorMode() == ColorMode.L ? entropy : Histogram.entropy(red, green, blue));
            values.put(Measure.CLIPPED_SHADOWS_RED, red.share(0, CLIPPED_SHADOW));
            values.put(Measure.CLIPPED_SHADOWS_GREEN, green.share(0, CLIPPED_SHADOW));
            values.put(Measure.CLIPPED_SHADOWS_BLUE, blue.share(0, CLIPPED_SHADOW));
            values.put(Measure.CLIPPED_HIGHLIGHTS_RED, red.share(CLIPPED_HIGHLIGHT, 255));
            values.put(Measure.CLIPPED_HIGHLIGHTS_GREEN, green.share(CLIPPED_HIGHLIGHT, 255));
            values.put(Measure.CLIPPED_HIGHLIGHTS_BLUE, blue.share(CLIPPED_HIGHLIGHT, 255));
        }

        /** Gray values by row and column, the longer side {@link SmallPicture#SIDE} or less. */
        private int[][] small() {
            int longer = Math.max(width, height);
            if (longer > SmallPicture.SIDE) {
                return columns.scaled(SMALL, ResizeKernel.bicubic(height, SmallPicture.scaled(height, longer)));
            }
            int[][] gray = new int[height][width];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    gray[y][x] = columns.value(x, y);
                }
            }
            return gray;
        }
    }

    /** The measures of one picture, rounded as they come. */
    private static final class Values {
        private final Map<Measure, Double> rounded = new EnumMap<>(Measure.class);

        void put(Measure measure, double value) {
            rounded.put(measure, Rounding.toSixDigits(value));
        }

        QualityScores scores() {
            return new QualityScores(rounded);
        }
    }
}
