package dev.winnow.dataset.spec;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.util.Locale;
import java.util.Objects;

/**
 * Values of a measure that raise an issue. A rule has fixed bounds, {@code below} and {@code above}, which hold in any dataset; or
 * bounds that follow the dataset, {@code farBelow} and {@code farAbove}, beside fixed ones or alone; or a {@code fence} alone.
 *
 * <p>Bounds that follow the dataset are not known before it has {@link Fence#LEAST_COUNT} images. They move while it grows, so that
 * such a rule may flag and not reject.
 */
public record Rule(
        @Setting("What is measured") Measure measure,

        @Setting(value = "Values below this raise the issue", group = "bounds")
        Double below,

        @Setting(value = "Values above this raise the issue", group = "bounds")
        Double above,

        @Setting(
                value =
                        "Interquartile ranges beyond the quartiles of the dataset at which a value raises the issue (Tukey 1977); stands alone",
                min = 0,
                above = true,
                max = 100,
                group = "bounds")
        Double fence,

        @Setting(
                value = "Robust standard deviations below the median of the dataset at which a value raises the issue",
                min = 0,
                above = true,
                max = 100,
                group = "bounds")
        Double farBelow,

        @Setting(
                value = "Robust standard deviations above the median of the dataset at which a value raises the issue",
                min = 0,
                above = true,
                max = 100,
                group = "bounds")
        Double farAbove,

        @Setting(
                value =
                        "The largest share of the dataset that raises the issue by farBelow, and by farAbove: of more the most extreme do; a tenth where it is not given",
                min = 0.01,
                max = 0.5,
                group = "bounds")
        Double most,

        @Setting("What becomes of images with the issue") Action action) {
    private static final Settings SETTINGS = Settings.of(Rule.class, "quality.rules.*");

    private static final double MOST = 0.1;

    public Rule {
        Objects.requireNonNull(measure, "quality.rules.*.measure");
        Objects.requireNonNull(action, "quality.rules.*.action");
        SETTINGS.check(measure, below, above, fence, farBelow, farAbove, most, action);
        boolean far = farBelow != null || farAbove != null;
        Settings.require(
                below != null || above != null || fence != null || far,
                "quality.rules.*.below",
                null,
                "a number, or give 'above', 'farBelow', 'farAbove' or 'fence'");
        Settings.require(
                below == null || above == null || below <= above,
                "quality.rules.*.below",
                below,
                "no more than 'above', which is " + above);
        requireDeviations("fence", fence, action);
        requireDeviations("farBelow", farBelow, action);
        requireDeviations("farAbove", farAbove, action);
        Settings.require(
                fence == null || below == null && above == null && !far,
                "quality.rules.*.fence",
                fence,
                "to stand without 'below', 'above', 'farBelow' and 'farAbove'");
        Settings.require(most == null || far, "quality.rules.*.most", most, "to stand beside 'farBelow' or 'farAbove'");
    }

    private static void requireDeviations(String key, Double value, Action action) {
        if (value != null) {
            Settings.require(
                    action != Action.REJECT,
                    "quality.rules.*.action",
                    action,
                    "FLAG or ACCEPT beside '" + key
                            + "', which moves while the dataset grows; reject by 'below' or 'above'");
        }
    }

    public Rule(Measure measure, Double below, Double above, Action action) {
        this(measure, below, above, null, null, null, null, action);
    }

    public static Rule fenced(Measure measure, double fence, Action action) {
        return new Rule(measure, null, null, fence, null, null, null, action);
    }

    /** Flags what lies far below the rest of its dataset, and what lies below a bound in any, which may be null. */
    public static Rule farBelow(Measure measure, Double below, double deviations) {
        return new Rule(measure, below, null, null, deviations, null, null, Action.FLAG);
    }

    /** Flags what lies far above the rest of its dataset; {@code most} may be null. */
    public static Rule farAbove(Measure measure, double deviations, Double most) {
        return new Rule(measure, null, null, null, null, deviations, most, Action.FLAG);
    }

    /** Whether the rule compares an image with the rest of its dataset. */
    public boolean comparesWithDataset() {
        return fence != null || farBelow != null || farAbove != null;
    }

    /**
     * What the rule comes to in a dataset.
     *
     * @param dataset how the measure's values are distributed there, or null where that is not known
     */
    public Bounds bounds(Fence dataset) {
        return new Bounds(highest(below, relativeBelow(dataset)), lowest(above, relativeAbove(dataset)));
    }

    private Double relativeBelow(Fence dataset) {
        if (dataset == null || fence == null && farBelow == null) {
            return null;
        }
        return finite(fence != null ? dataset.low(fence) : dataset.farBelow(measure, farBelow, share()));
    }

    private Double relativeAbove(Fence dataset) {
        if (dataset == null || fence == null && farAbove == null) {
            return null;
        }
        return finite(fence != null ? dataset.high(fence) : dataset.farAbove(measure, farAbove, share()));
    }

    private double share() {
        return most == null ? MOST : most;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Double highest(Double one, Double other) {
        return one == null ? other : other == null ? one : (Double) Math.max(one, other);
    }

    private static Double lowest(Double one, Double other) {
        return one == null ? other : other == null ? one : (Double) Math.min(one, other);
    }

    /** Whether the value lies outside; a measure that was not taken breaks no rule. */
    boolean broken(QualityScores scores, Fence dataset) {
        Double value = scores.of(measure);
        return value != null && bounds(dataset).exclude(value);
    }

    String sentence(QualityScores scores, Fence dataset) {
        double value = scores.of(measure);
        Bounds bounds = bounds(dataset);
        boolean low = bounds.below() != null && value < bounds.below();
        Double fixed = low ? below : above;
        boolean inAny = fixed != null && (low ? value < fixed : value > fixed);
        String sentence = String.format(
                Locale.ROOT,
                "%s %.4g is %s %.4g",
                measure.key(),
                value,
                low ? "below" : "above",
                inAny ? fixed : low ? bounds.below() : bounds.above());
        return fence != null || inAny
                ? sentence
                : String.format(Locale.ROOT, "%s, far from this dataset's median %.4g", sentence, dataset.median());
    }

    /**
     * The numbers that a rule comes to.
     *
     * @param below values below this break the rule; null where none is too low
     * @param above values above this break the rule; null where none is too high
     */
    public record Bounds(Double below, Double above) {
        public boolean exclude(double value) {
            return below != null && value < below || above != null && value > above;
        }
    }
}
