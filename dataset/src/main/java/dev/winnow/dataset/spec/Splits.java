package dev.winnow.dataset.spec;

import dev.winnow.dataset.GroupPattern;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.time.Instant;

/**
 * How images are shared out among the splits. The pattern of groups is not checked here, so that specs of before patterns were bounded can
 * be read: whoever writes a spec checks it by {@link GroupPattern#of}.
 */
public record Splits(
        @Setting(value = "Share of images to train on; the three shares sum to 1", min = 0, max = 1)
        double train,

        @Setting(value = "Share of images to validate on", min = 0, max = 1)
        double val,

        @Setting(value = "Share of images to test on", min = 0, max = 1)
        double test,

        @Setting("Decides ties and hashes") long seed,

        @Setting("Whether images from a folder named train, val or test stay in that split where their unit allows it")
        boolean keepLayout,

        @Setting(
                value = "An RE2 pattern found in source keys, whose first capturing group names the image's group",
                examples = {"\"^(patient\\\\d+)/\""})
        String groupPattern,

        @Setting("How the split of a new unit is chosen") Strategy strategy,

        @Setting(
                value = "A field of the uploader's metadata that names the image's group; it goes before the pattern",
                examples = {"\"patient\""})
        String groupKey,

        @Setting(
                value = "Parts of the training split for cross-validation: 0 for none, else 2 to 20",
                min = 0,
                max = 20)
        Integer folds,

        @Setting(
                value = "With TIME: images taken from then on are validated on; the newest share where it is not given",
                examples = {"\"2026-01-01T00:00:00Z\""})
        Instant valFrom,

        @Setting(
                value = "With TIME: images taken from then on are tested on; the newest share where it is not given",
                examples = {"\"2026-06-01T00:00:00Z\""})
        Instant testFrom,

        @Setting("When units that arrived one by one are shared out anew, all together")
        Settle settle,

        @Setting("What becomes of copies in different splits by their folders, where keepLayout holds")
        Leaks leaks) {
    private static final Settings SETTINGS = Settings.of(Splits.class, "split");

    public Splits {
        // Specs of before there was a choice lack these.
        leaks = leaks == null ? Leaks.SET_ASIDE_TRAIN : leaks;
        settle = settle == null ? Settle.IMPORT : settle;
        strategy = strategy == null ? Strategy.BALANCE : strategy;
        folds = folds == null ? 0 : folds;
        SETTINGS.check(
                train,
                val,
                test,
                seed,
                keepLayout,
                groupPattern,
                strategy,
                groupKey,
                folds,
                valFrom,
                testFrom,
                settle,
                leaks);
        double sum = train + val + test;
        Settings.require(Math.abs(sum - 1) < 1e-6, "split.train + val + test", sum, "shares that sum to 1");
        Settings.require(folds != 1, "split.folds", folds, "0, or 2 to 20");
        Settings.require(
                (valFrom == null) == (testFrom == null),
                "split.testFrom",
                testFrom,
                "a time where 'valFrom' has one, and none where it has none");
        Settings.require(
                valFrom == null || !testFrom.isBefore(valFrom),
                "split.testFrom",
                testFrom,
                "no earlier than 'valFrom', which is " + valFrom);
        Settings.require(
                valFrom == null || strategy == Strategy.TIME,
                "split.strategy",
                strategy,
                "TIME beside 'valFrom' and 'testFrom'");
    }

    /** Balanced, the rest at its defaults. */
    public Splits(double train, double val, double test, long seed, boolean keepLayout, String groupPattern) {
        this(train, val, test, seed, keepLayout, groupPattern, null, null, null, null, null);
    }

    /** Settled by default. */
    public Splits(
            double train,
            double val,
            double test,
            long seed,
            boolean keepLayout,
            String groupPattern,
            Strategy strategy,
            String groupKey,
            Integer folds,
            Instant valFrom,
            Instant testFrom) {
        this(
                train,
                val,
                test,
                seed,
                keepLayout,
                groupPattern,
                strategy,
                groupKey,
                folds,
                valFrom,
                testFrom,
                null,
                null);
    }

    /** The same with another answer to copies across given splits. */
    public Splits withLeaks(Leaks other) {
        return new Splits(
                train,
                val,
                test,
                seed,
                keepLayout,
                groupPattern,
                strategy,
                groupKey,
                folds,
                valFrom,
                testFrom,
                settle,
                other);
    }

    public static Splits defaults() {
        return new Splits(0.8, 0.1, 0.1, 7, true, null);
    }

    public double share(Split split) {
        return switch (split) {
            case TRAIN -> train;
            case VAL -> val;
            case TEST -> test;
        };
    }

    /** What becomes of copies that the dataset's own folders have in different splits, where {@code keepLayout} holds. */
    public enum Leaks {
        /** The copy nearer to training is set aside; of val and test that in val. What stands in the other split stays. */
        SET_ASIDE_TRAIN,
        /** The smaller unit moves to the split of the larger, whatever its folder says. */
        MOVE,
        /** Nothing is done; the copies are reported as leakage. */
        REPORT
    }

    /** When the units of a dataset that is balanced are shared out together, in an order that depends on the images alone. */
    public enum Settle {
        /** When an import ends, and before a release is cut. */
        IMPORT,
        /** Before a release is cut. */
        RELEASE,
        /** Only when a person asks. */
        NEVER
    }

    /** How a new unit's split is chosen. */
    public enum Strategy {
        /** Where its labels and the whole are furthest below their wished shares. */
        BALANCE,
        /** By the hash of its first group, or of its item: the same whatever the order of arrival. */
        HASH,
        /** By the time of capture: what is newer is tested on. */
        TIME
    }
}
