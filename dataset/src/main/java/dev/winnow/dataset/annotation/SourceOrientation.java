package dev.winnow.dataset.annotation;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;

/** Of which picture the coordinates of a tool's labels are. */
public record SourceOrientation(
        @Setting(
                value = "The tool, as its labels name it",
                min = 1,
                max = 200,
                required = true,
                examples = {"\"labelImg\""})
        String name,

        @Setting(
                value = "Of which picture its coordinates are, where an EXIF orientation turns the image",
                anyCase = true,
                required = true)
        Convention.Space orientation) {
    private static final Settings SETTINGS = Settings.of(SourceOrientation.class, "labels.sources.*");

    public SourceOrientation {
        SETTINGS.check(name, orientation);
    }
}
