package dev.winnow.dataset.annotation;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;

/** From where on a difference between labels and pixels is an issue. Lengths are pixels of the upright image. */
public record LabelTolerances(
        @Setting(value = "How far a shape may cross the border without an issue; it is clipped", min = 0, max = 100)
        double silent,

        @Setting(value = "How far a box crosses the border at most for BOX_ROUNDING", min = 0, max = 100)
        double rounding,

        @Setting(value = "Share of a box inside the image below which it is BOX_MOSTLY_OUTSIDE", min = 0, max = 1)
        double leastVisible,

        @Setting(value = "Sides below this are BOX_BELOW_ONE_PIXEL", min = 0, max = 100)
        double leastSide,

        @Setting(value = "Sides below this are BOX_TINY", min = 0, max = 10_000)
        double tinySide,

        @Setting(
                value = "Overlap of two shapes of one class from which on they are DUPLICATE_SUSPECT",
                min = 0,
                above = true,
                max = 1)
        double duplicateIou,

        @Setting(value = "How far an edge of a box may be from its outline's", min = 0, max = 100)
        double boxOutline,

        @Setting(
                value = "Share of pixels of a binary mask with other values up to which it is split at 128",
                min = 0,
                max = 1)
        double notBinary) {
    private static final Settings SETTINGS = Settings.of(LabelTolerances.class, "labels.tolerances");

    public LabelTolerances {
        SETTINGS.check(silent, rounding, leastVisible, leastSide, tinySide, duplicateIou, boxOutline, notBinary);
        Settings.require(
                silent <= rounding,
                "labels.tolerances.silent",
                silent,
                "no more than 'rounding', which is " + rounding);
        Settings.require(
                leastSide <= tinySide,
                "labels.tolerances.leastSide",
                leastSide,
                "no more than 'tinySide', which is " + tinySide);
    }

    public static LabelTolerances defaults() {
        return new LabelTolerances(0.01, 1, 0.5, 1, 3, 0.95, 1, 0.1);
    }
}
