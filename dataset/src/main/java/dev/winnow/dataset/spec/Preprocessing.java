package dev.winnow.dataset.spec;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;

/** How pixels are standardised: scaled to fit a square, the rest filled. */
public record Preprocessing(
        @Setting(value = "Side of the square in pixels", min = 8, max = 4096)
        int size,

        @Setting(value = "Gray level of the border and behind transparency", min = 0, max = 255)
        int fill,

        @Setting(value = "Quality of prepared JPEGs", min = 1, max = 100)
        int jpegQuality) {
    private static final Settings SETTINGS = Settings.of(Preprocessing.class, "preprocessing");

    public Preprocessing {
        SETTINGS.check(size, fill, jpegQuality);
    }

    public static Preprocessing defaults() {
        return new Preprocessing(224, 114, 95);
    }
}
