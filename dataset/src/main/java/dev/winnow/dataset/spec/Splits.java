package dev.winnow.dataset.spec;

import dev.winnow.dataset.GroupPattern;
import dev.winnow.dataset.Split;
import java.time.Instant;

/**
 * How images are shared out.
 *
 * @param train wished share of images, 0 to 1; the three sum to 1
 * @param seed decides ties and hashes
 * @param keepLayout whether an image that came from a {@code train}, {@code val} or {@code test} folder stays there where
 *     its unit allows it
 * @param groupPattern a {@link GroupPattern} found in source keys, whose first capturing group names the image's group, or
 *     null; a group sent with the upload goes before it. Not checked here, so that specs of before patterns were bounded can
 *     be read: whoever writes a spec checks it by {@link GroupPattern#of}
 * @param strategy how a new unit's split is chosen
 * @param groupKey a field of the uploader's metadata that names the image's group, or null; it goes before the pattern
 * @param folds parts of the training part for cross-validation, 0 for none, else 2 to 20
 * @param valFrom with {@code TIME}: images taken from then on are validated on; null to take the newest share
 * @param testFrom with {@code TIME}: images taken from then on are tested on; null to take the newest share
 * @param settle when units that arrived one by one are shared out anew, all together
 * @param leaks what becomes of copies across the splits that folders stand for; without {@code keepLayout} there are none
 */
public record Splits(
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
        Instant testFrom,
        Settle settle,
        Leaks leaks) {
    public Splits {
        // Specs of before there was a choice lack these.
        leaks = leaks == null ? Leaks.SET_ASIDE_TRAIN : leaks;
        settle = settle == null ? Settle.IMPORT : settle;
        strategy = strategy == null ? Strategy.BALANCE : strategy;
        folds = folds == null ? 0 : folds;
        Requirement.require(train >= 0 && train <= 1, "split.train", train, "0 to 1");
        Requirement.require(val >= 0 && val <= 1, "split.val", val, "0 to 1");
        Requirement.require(test >= 0 && test <= 1, "split.test", test, "0 to 1");
        double sum = train + val + test;
        Requirement.require(Math.abs(sum - 1) < 1e-6, "split.train + val + test", sum, "shares that sum to 1");
        Requirement.require(folds == 0 || (folds >= 2 && folds <= 20), "split.folds", folds, "0, or 2 to 20");
        Requirement.require(
                (valFrom == null) == (testFrom == null),
                "split.testFrom",
                testFrom,
                "a time where 'valFrom' has one, and none where it has none");
        Requirement.require(
                valFrom == null || !testFrom.isBefore(valFrom),
                "split.testFrom",
                testFrom,
                "no earlier than 'valFrom', which is " + valFrom);
        Requirement.require(
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
