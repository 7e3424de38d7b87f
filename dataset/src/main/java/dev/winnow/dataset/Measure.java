package dev.winnow.dataset;

import java.util.Locale;
import java.util.Optional;

/**
 * A number measured on a picture's upright pixels: the one place that names each measure with its unit, range, direction
 * and source. {@code imaging} computes them; the spec's rules judge them.
 */
public enum Measure {
    LAPLACIAN_VARIANCE(
            "gray levels²",
            0,
            65_025 * 16.0,
            "sharper",
            "variance of the 3×3 Laplacian of the gray picture, its longer edge first scaled down to 512 pixels (Pech-Pacheco et al. 2000)"),
    BRIGHTNESS("share of full scale", 0, 1, "brighter", "mean of the gray picture / 255"),
    CONTRAST(
            "share of full scale",
            0,
            0.5,
            "more contrast",
            "standard deviation of the gray picture / 255 (RMS contrast)"),
    ENTROPY("bits", 0, 8, "more information", "Shannon entropy of the 256-bin gray histogram"),
    CLIPPED_SHADOWS("share of pixels", 0, 1, "more crushed shadows", "share of gray values of 3 or less"),
    CLIPPED_HIGHLIGHTS("share of pixels", 0, 1, "more blown highlights", "share of gray values of 252 or more");

    private final String unit;
    private final double min;
    private final double max;
    private final String higherMeans;
    private final String formula;

    Measure(String unit, double min, double max, String higherMeans, String formula) {
        this.unit = unit;
        this.min = min;
        this.max = max;
        this.higherMeans = higherMeans;
        this.formula = formula;
    }

    /** The name in events, specs, manifests and URLs: {@code laplacian_variance}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Measure> ofKey(String key) {
        for (Measure measure : values()) {
            if (measure.key().equals(key)) {
                return Optional.of(measure);
            }
        }
        return Optional.empty();
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

    /** What a higher value means, as the end of "higher is …". */
    public String higherMeans() {
        return higherMeans;
    }

    public String formula() {
        return formula;
    }
}
