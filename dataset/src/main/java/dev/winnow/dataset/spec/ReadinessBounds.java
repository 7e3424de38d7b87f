package dev.winnow.dataset.spec;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a dataset has to meet before one trains on it: the section {@code readiness} of a spec. */
public record ReadinessBounds(
        @Setting(value = "Fewest images about which anything can be said", min = 1, max = 1_000_000_000)
        Integer leastImages,

        @Setting(value = "Most of the uploads that could not be opened or broke a limit, as a share", min = 0, max = 1)
        Double mostRefused,

        @Setting("Whether images need labels") Boolean labels,

        @Setting(value = "Most images without a label, as a share, where images need labels", min = 0, max = 1)
        Double mostUnlabelled,

        @Setting(
                value = "Most images with an issue, as a share, unless card.limitations speaks of them",
                min = 0,
                max = 1)
        Double mostFlagged,

        @Setting(value = "Most clusters of copies that stand in more than one split", min = 0, max = 1_000_000_000)
        Integer mostLeaks,

        @Setting(
                value =
                        "Greatest Kolmogorov-Smirnov distance of brightness, sharpness, noise or shape between two splits",
                min = 0,
                max = 1)
        Double mostDrift,

        @Setting(
                value = "The score of a baseline on the test split, 0 to 1, as you measured it",
                min = 0,
                max = 1,
                examples = {"0.81"})
        Double baselineScore,

        @Setting(
                value = "The score of the same baseline after training on shuffled labels",
                min = 0,
                max = 1,
                examples = {"0.12"})
        Double shuffledScore,

        @Setting(value = "By how much the baseline has to exceed the score with shuffled labels", min = 0, max = 1)
        Double baselineMargin,

        @Setting(
                value = "Conditions that need not be met for a time",
                max = 100,
                examples = {
                    "[{\"condition\": \"baseline.score\", \"by\": \"anna\", \"until\": \"2027-01-31T00:00:00Z\", \"reason\": \"no model yet\"}]"
                })
        List<Waiver> waivers) {
    private static final Settings SETTINGS = Settings.of(ReadinessBounds.class, "readiness");

    public ReadinessBounds {
        leastImages = leastImages == null ? 10 : leastImages;
        mostRefused = mostRefused == null ? 0.05 : mostRefused;
        labels = labels == null || labels;
        mostUnlabelled = mostUnlabelled == null ? 0 : mostUnlabelled;
        mostFlagged = mostFlagged == null ? 0.1 : mostFlagged;
        mostLeaks = mostLeaks == null ? 0 : mostLeaks;
        mostDrift = mostDrift == null ? 0.2 : mostDrift;
        baselineMargin = baselineMargin == null ? 0.1 : baselineMargin;
        waivers = waivers == null ? List.of() : List.copyOf(waivers);
        SETTINGS.check(
                leastImages,
                mostRefused,
                labels,
                mostUnlabelled,
                mostFlagged,
                mostLeaks,
                mostDrift,
                baselineScore,
                shuffledScore,
                baselineMargin,
                waivers);
        Set<String> waived = new HashSet<>();
        for (int i = 0; i < waivers.size(); i++) {
            String condition = waivers.get(i).condition();
            Settings.require(
                    waived.add(condition),
                    "readiness.waivers[" + i + "].condition",
                    "'" + condition + "'",
                    "a condition that is not waived yet");
        }
    }

    public static ReadinessBounds defaults() {
        return new ReadinessBounds(null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The same with another number of images about which something can be said. */
    public ReadinessBounds withLeastImages(int other) {
        return new ReadinessBounds(
                other,
                mostRefused,
                labels,
                mostUnlabelled,
                mostFlagged,
                mostLeaks,
                mostDrift,
                baselineScore,
                shuffledScore,
                baselineMargin,
                waivers);
    }

    /** The waiver of a condition that holds at a time. */
    public Optional<Waiver> waiver(String condition, Instant at) {
        return waivers.stream()
                .filter(waiver -> waiver.condition().equals(condition) && at.isBefore(waiver.until()))
                .findFirst();
    }
}
