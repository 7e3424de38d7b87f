package dev.winnow.dataset.spec;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.time.Instant;

/** A person's word that a condition of readiness need not be met for a time. */
public record Waiver(
        @Setting(
                value = "The condition that is waived, as 'winnow check' names it",
                pattern = "[a-z]+\\.[a-z]+",
                required = true,
                examples = {"\"baseline.score\""})
        String condition,

        @Setting(
                value = "Who waives it",
                min = 1,
                max = 200,
                required = true,
                examples = {"\"anna\""})
        String by,

        @Setting(
                value = "When the waiver ends; the condition counts again from then on",
                required = true,
                examples = {"\"2027-01-31T00:00:00Z\""})
        Instant until,

        @Setting(
                value = "Why",
                min = 1,
                max = 1000,
                required = true,
                examples = {"\"The first model is trained next week\""})
        String reason) {
    private static final Settings SETTINGS = Settings.of(Waiver.class, "readiness.waivers.*");

    public Waiver {
        SETTINGS.check(condition, by, until, reason);
    }
}
