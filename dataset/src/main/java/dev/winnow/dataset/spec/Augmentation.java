package dev.winnow.dataset.spec;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;

/** What variants are made of each prepared picture. Amounts are drawn evenly from −x to +x. */
public record Augmentation(
        @Setting(value = "Variants of each picture", min = 0, max = 32)
        int copies,

        @Setting(value = "Probability of a flip from left to right", min = 0, max = 1)
        double flipProbability,

        @Setting(value = "Rotation at most, in degrees", min = 0, max = 180)
        double maxRotation,

        @Setting(value = "Change of brightness at most, as a share of full scale", min = 0, max = 1)
        double brightness,

        @Setting(value = "Change of contrast at most, as a share", min = 0, max = 1)
        double contrast,

        @Setting(value = "Change of saturation at most, as a share", min = 0, max = 1)
        double saturation,

        @Setting(value = "Change of hue at most, as a share of the full circle", min = 0, max = 0.5)
        double hue) {
    private static final Settings SETTINGS = Settings.of(Augmentation.class, "augmentation");

    public Augmentation {
        SETTINGS.check(copies, flipProbability, maxRotation, brightness, contrast, saturation, hue);
    }

    public static Augmentation defaults() {
        return new Augmentation(1, 0.5, 15, 0.2, 0.2, 0.2, 0.05);
    }
}
