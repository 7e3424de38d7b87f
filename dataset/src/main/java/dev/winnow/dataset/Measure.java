package dev.winnow.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A number measured on an image: the one place that names each measure with its unit, range, direction, formula and source.
 * {@code imaging} computes them; the spec's rules judge them. Values are rounded to six significant digits, so that they are
 * short in text and the same in every store.
 *
 * <p>The order is a contract: stores keep values by position. A new measure goes to the end.
 *
 * <p>Where the formula says <em>gray</em>, it is Pillow's: (19595 R + 38470 G + 7471 B + 32768) / 65536, rounded down; where it
 * says <em>luminance</em>, it is √(0.241 R² + 0.691 G² + 0.068 B²) / 255 (HSP colour model, Finley 2006). A <em>sample</em> is one
 * pixel of so many in each row, each row one column further on: 45,000 to 90,000 pixels, all of them where there are fewer.
 * Measures of a pixel and its neighbours ({@link #LAPLACIAN_VARIANCE}, {@link #TENENGRAD}, {@link #NOISE_SIGMA}, hot and dead
 * pixels, {@link #BLOCKINESS}) are means over pixels; of a picture with more than 98,304 pixels they are taken over bands of rows
 * spread evenly, about that many pixels in all.
 */
public enum Measure {
    LAPLACIAN_VARIANCE(
            "gray levels²",
            0,
            65_025 * 16.0,
            Scale.LOG,
            "sharper",
            "variance of the 3×3 Laplacian of the gray picture, its longer edge first scaled down to 512 pixels",
            "Pech-Pacheco et al. 2000"),
    BRIGHTNESS("share of full scale", 0, 1, Scale.LINEAR, "brighter", "mean of the gray picture / 255", "deepchecks"),
    CONTRAST(
            "share of full scale",
            0,
            0.5,
            Scale.LINEAR,
            "more contrast",
            "standard deviation of the gray picture / 255 (RMS contrast)",
            "Peli 1990"),
    ENTROPY(
            "bits",
            0,
            8,
            Scale.LINEAR,
            "more information",
            "Shannon entropy of the 256-bin gray histogram",
            "Shannon 1948"),
    CLIPPED_SHADOWS(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more crushed shadows",
            "share of gray values of 3 or less",
            "as histograms of cameras warn"),
    CLIPPED_HIGHLIGHTS(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more blown highlights",
            "share of gray values of 252 or more",
            "as histograms of cameras warn"),
    BRIGHTNESS_P99(
            "share of full scale",
            0,
            1,
            Scale.LINEAR,
            "brighter",
            "99th percentile of luminance of the sample, plus what the sample's gray misses of the 99th percentile of all gray:"
                    + " low where even the brightest parts are dark",
            "CleanVision 0.3.8, dark"),
    BRIGHTNESS_P5(
            "share of full scale",
            0,
            1,
            Scale.LINEAR,
            "brighter",
            "5th percentile of luminance, estimated likewise: high where even the darkest parts are bright",
            "CleanVision 0.3.8, light"),
    COLOR_ENTROPY(
            "bits",
            0,
            9.6,
            Scale.LINEAR,
            "more information",
            "Shannon entropy of the channels' 256-bin histograms set side by side: one for a file that stores 8-bit gray, else"
                    + " three",
            "CleanVision 0.3.8, low information (Pillow's Image.entropy)"),
    EDGE_DEVIATION(
            "gray levels",
            0,
            127.5,
            Scale.LINEAR,
            "sharper",
            "standard deviation of the 3×3 edge filter (−1, centre 8), clipped to 0–255, of the gray picture, its longer edge"
                    + " first scaled down (bicubic) to 64 pixels; outermost pixels stay as they are",
            "CleanVision 0.3.8, blurry (Pillow's FIND_EDGES)"),
    HISTOGRAM_DEVIATION(
            "pixels",
            0,
            256,
            Scale.LOG,
            "more of one gray",
            "standard deviation of the 256 counts of the gray histogram of the same small picture",
            "CleanVision 0.3.8, blurry (colour spread)"),
    SHARPNESS_SCORE(
            "score",
            0,
            1,
            Scale.LINEAR,
            "sharper",
            "min(1, (1 − exp(−0.01 edge_deviation)) + c), where c = 1 − exp(−0.01 histogram_deviation), or 0 if that is"
                    + " 0.18 or less",
            "CleanVision 0.3.8, blurry"),
    ASPECT_RATIO(
            "ratio",
            0,
            1,
            Scale.LINEAR,
            "nearer to a square",
            "shorter side / longer side",
            "CleanVision 0.3.8, odd aspect ratio"),
    SIZE("pixels", 1, 65_535, Scale.LOG, "larger", "√(width × height)", "CleanVision 0.3.8, odd size"),
    GRAYSCALE(
            "yes or no",
            0,
            1,
            Scale.LINEAR,
            "stored without colour",
            "1 if the file stores 8-bit gray without alpha, else 0; a colour file of gray pixels is 0",
            "CleanVision 0.3.8, grayscale (Pillow's mode L)"),
    TENENGRAD(
            "gray levels²",
            0,
            2_080_800,
            Scale.LOG,
            "sharper",
            "mean of Gx² + Gy² (3×3 Sobel) of the gray picture, its longer edge first scaled down to 512 pixels",
            "Tenenbaum 1970; Pertuz et al. 2013"),
    NOISE_SIGMA(
            "gray levels",
            0,
            426.2,
            Scale.LOG,
            "noisier",
            "√(π/2) / 6 times the mean absolute response of the gray picture to the mask (1 −2 1; −2 4 −2; 1 −2 1), borders"
                    + " left out: the standard deviation of additive noise; 0 below three pixels a side",
            "Immerkær 1996"),
    HOT_PIXELS(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more stuck bright pixels",
            "share of gray values that exceed all eight neighbours by 64 or more",
            "own, after impulse detectors"),
    DEAD_PIXELS(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more dead pixels",
            "share of gray values that are below all eight neighbours by 64 or more",
            "own, after impulse detectors"),
    BLOCKINESS(
            "ratio",
            0,
            1021,
            Scale.LOG,
            "more visible 8×8 blocks",
            "(s + ¼) / (t + ¼), s the mean step between neighbouring gray pixels across the borders of 8×8 blocks counted from"
                    + " the upper left, t the mean step elsewhere; 1 without blocks",
            "Wang, Bovik & Evans 2000"),
    DOUBLE_COMPRESSION(
            "hint",
            0,
            1,
            Scale.LINEAR,
            "more like a JPEG saved twice",
            "strength of periodic gaps in the histograms of low-frequency DCT coefficients; absent for other formats",
            "Popescu & Farid 2004"),
    CLIPPED_SHADOWS_RED(
            "share of pixels", 0, 1, Scale.LOG, "more crushed shadows", "share of red values of 3 or less", "as above"),
    CLIPPED_SHADOWS_GREEN(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more crushed shadows",
            "share of green values of 3 or less",
            "as above"),
    CLIPPED_SHADOWS_BLUE(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more crushed shadows",
            "share of blue values of 3 or less",
            "as above"),
    CLIPPED_HIGHLIGHTS_RED(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more blown highlights",
            "share of red values of 252 or more",
            "as above"),
    CLIPPED_HIGHLIGHTS_GREEN(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more blown highlights",
            "share of green values of 252 or more",
            "as above"),
    CLIPPED_HIGHLIGHTS_BLUE(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more blown highlights",
            "share of blue values of 252 or more",
            "as above"),
    DYNAMIC_RANGE(
            "share of full scale",
            0,
            1,
            Scale.LINEAR,
            "a wider range of tones",
            "(99th − 1st percentile of gray) / 255, by nearest rank",
            "own"),
    COLORFULNESS(
            "levels",
            0,
            270,
            Scale.LINEAR,
            "more colourful",
            "√(σ²rg + σ²yb) + 0.3 √(μ²rg + μ²yb) of the sample, with rg = R − G, yb = (R + G) / 2 − B",
            "Hasler & Süsstrunk 2003"),
    TRANSPARENCY(
            "share of pixels",
            0,
            1,
            Scale.LOG,
            "more transparent",
            "mean of 1 − alpha / its full scale; absent for files without alpha",
            "own"),
    BORDER(
            "share of the picture",
            0,
            1,
            Scale.LOG,
            "more empty border",
            "area of the outer rows and columns in which all gray values are within 3 of their corner's / whole area; the corner"
                    + " is the upper left one at the top and left, the lower left at the bottom, the upper right at the right; 1"
                    + " for a uniform picture",
            "own"),
    GRAY_RANGE(
            "gray levels",
            0,
            255,
            Scale.LINEAR,
            "more than one tone",
            "brightest less darkest value of the gray picture",
            "own");

    /** How the values of a measure are best laid out along an axis. */
    public enum Scale {
        LINEAR,
        /** Values crowd near zero and reach far: an axis by orders of magnitude. */
        LOG
    }

    private static final Map<String, Measure> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toMap(Measure::key, Function.identity()));

    private final String key = name().toLowerCase(Locale.ROOT);
    private final String unit;
    private final double min;
    private final double max;
    private final Scale scale;
    private final String higherMeans;
    private final String formula;
    private final String source;

    Measure(String unit, double min, double max, Scale scale, String higherMeans, String formula, String source) {
        this.unit = unit;
        this.min = min;
        this.max = max;
        this.scale = scale;
        this.higherMeans = higherMeans;
        this.formula = formula;
        this.source = source;
    }

    /** The name in events, specs, manifests and URLs: {@code laplacian_variance}. */
    public String key() {
        return key;
    }

    public static Optional<Measure> ofKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    public String unit() {
        return unit;
    }

    public double min() {
        return min;
    }

    public double max() {
        return max;
    }

    public Scale scale() {
        return scale;
    }

    /**
     * Whether twice as much is as far off as half as much: so it is with amounts that have no natural unit. Of others, such as shares
     * and scores, differences count.
     */
    public boolean comparedByRatio() {
        return switch (this) {
            case LAPLACIAN_VARIANCE,
                    CONTRAST,
                    EDGE_DEVIATION,
                    HISTOGRAM_DEVIATION,
                    ASPECT_RATIO,
                    SIZE,
                    TENENGRAD,
                    NOISE_SIGMA,
                    BLOCKINESS,
                    COLORFULNESS -> true;
            case BRIGHTNESS,
                    ENTROPY,
                    CLIPPED_SHADOWS,
                    CLIPPED_HIGHLIGHTS,
                    BRIGHTNESS_P99,
                    BRIGHTNESS_P5,
                    COLOR_ENTROPY,
                    SHARPNESS_SCORE,
                    GRAYSCALE,
                    HOT_PIXELS,
                    DEAD_PIXELS,
                    DOUBLE_COMPRESSION,
                    CLIPPED_SHADOWS_RED,
                    CLIPPED_SHADOWS_GREEN,
                    CLIPPED_SHADOWS_BLUE,
                    CLIPPED_HIGHLIGHTS_RED,
                    CLIPPED_HIGHLIGHTS_GREEN,
                    CLIPPED_HIGHLIGHTS_BLUE,
                    DYNAMIC_RANGE,
                    TRANSPARENCY,
                    BORDER,
                    GRAY_RANGE -> false;
        };
    }

    /** What a higher value means, as the end of "higher is …". */
    public String higherMeans() {
        return higherMeans;
    }

    public String formula() {
        return formula;
    }

    /** Who defined it. */
    public String source() {
        return source;
    }
}
