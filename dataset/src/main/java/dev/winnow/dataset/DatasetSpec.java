package dev.winnow.dataset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a dataset's owner wants of it. Each change is a new version; an upload carries the version it was taken in under.
 * Constructors refuse values that make no sense, naming the key, the value and the remedy.
 *
 * @param version 1, 2, …; given by the gateway, not by people
 */
public record DatasetSpec(
        int version,
        Limits limits,
        Metadata metadata,
        Quality quality,
        Duplicates duplicates,
        Splits split,
        Preprocessing preprocessing,
        Augmentation augmentation) {

    public DatasetSpec {
        require(version >= 1, "version", version, "1 or more");
        Objects.requireNonNull(limits, "limits");
        metadata = metadata == null ? Metadata.defaults() : metadata; // specs of before there was a choice
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(duplicates, "duplicates");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(augmentation, "augmentation");
    }

    /** The first version of a dataset nobody said anything about. */
    public static DatasetSpec defaults() {
        return new DatasetSpec(
                1,
                Limits.defaults(),
                Metadata.defaults(),
                Quality.defaults(),
                Duplicates.defaults(),
                Splits.defaults(),
                Preprocessing.defaults(),
                Augmentation.defaults());
    }

    public DatasetSpec withVersion(int newVersion) {
        return new DatasetSpec(newVersion, limits, metadata, quality, duplicates, split, preprocessing, augmentation);
    }

    /**
     * What is refused before any decode, and what becomes of files that are odd and not broken.
     *
     * @param maxBytes of a file
     * @param maxPixels width × height by the file's header
     * @param maxSide the longer side in pixels, at most 65,535
     * @param minSide the shorter side in pixels
     * @param maxFrames pictures in one file, 1 to 100,000
     * @param maxMetadataBytes of EXIF, XMP or colour profile, each, when inflated; a larger one is not read
     * @param maxDecodeSeconds how long a picture may take to decode where decoding can be ended from outside, 1 to 600
     * @param animated what becomes of a file with several frames: the first is taken, or none
     * @param partialScans what becomes of a progressive JPEG that lacks its last scans
     */
    public record Limits(
            long maxBytes,
            long maxPixels,
            int maxSide,
            int minSide,
            Integer maxFrames,
            Integer maxMetadataBytes,
            Integer maxDecodeSeconds,
            Action animated,
            Action partialScans) {
        public Limits {
            // Specs of before there was a choice lack the boxed ones.
            maxFrames = maxFrames == null ? 10_000 : maxFrames;
            maxMetadataBytes = maxMetadataBytes == null ? 1 << 20 : maxMetadataBytes;
            maxDecodeSeconds = maxDecodeSeconds == null ? 10 : maxDecodeSeconds;
            animated = animated == null ? Action.FLAG : animated;
            partialScans = partialScans == null ? Action.FLAG : partialScans;
            require(maxBytes >= 1 && maxBytes <= 1L << 30, "limits.maxBytes", maxBytes, "1 to 1073741824");
            require(maxPixels >= 1 && maxPixels <= 89_478_485, "limits.maxPixels", maxPixels, "1 to 89478485");
            require(maxSide >= 1 && maxSide <= 65_535, "limits.maxSide", maxSide, "1 to 65535");
            require(minSide >= 1 && minSide <= maxSide, "limits.minSide", minSide, "1 to limits.maxSide");
            require(maxFrames >= 1 && maxFrames <= 100_000, "limits.maxFrames", maxFrames, "1 to 100000");
            require(
                    maxMetadataBytes >= 1024 && maxMetadataBytes <= 1 << 26,
                    "limits.maxMetadataBytes",
                    maxMetadataBytes,
                    "1024 to 67108864");
            require(
                    maxDecodeSeconds >= 1 && maxDecodeSeconds <= 600,
                    "limits.maxDecodeSeconds",
                    maxDecodeSeconds,
                    "1 to 600");
        }

        /** The other limits at their defaults. */
        public Limits(long maxBytes, long maxPixels, int maxSide, int minSide) {
            this(maxBytes, maxPixels, maxSide, minSide, null, null, null, null, null);
        }

        public static Limits defaults() {
            return new Limits(64L << 20, 50_000_000, 16_384, 1);
        }
    }

    /**
     * What is kept of a file's own words.
     *
     * @param keepPosition whether the place a picture was taken at stands in events; that there is one is always said
     */
    public record Metadata(boolean keepPosition) {
        public static Metadata defaults() {
            return new Metadata(false);
        }

        /** What of a file's words may stand in an event. */
        public ImageMetadata kept(ImageMetadata metadata) {
            return keepPosition ? metadata : metadata.withoutPosition();
        }
    }

    /** Which rules a spec begins with; what it says of single rules changes these. */
    public enum Preset {
        /** Flags what stands out in its dataset, and what is unusable in any. */
        OUTLIERS,
        /** CleanVision's checks of single images with its thresholds, and no others. */
        CLEANVISION
    }

    /**
     * @param preset that the rules began with, or null where they stand by themselves, as in specs of before there was a choice
     * @param rules what each measure's value means; an issue without a rule is never raised by a measure
     */
    public record Quality(Preset preset, Map<Issue.Kind, Rule> rules) {
        public Quality {
            EnumMap<Issue.Kind, Rule> copy = new EnumMap<>(Issue.Kind.class);
            copy.putAll(rules);
            rules = Collections.unmodifiableMap(copy);
        }

        /** Rules that stand by themselves. */
        public Quality(Map<Issue.Kind, Rule> rules) {
            this(null, rules);
        }

        public static Quality defaults() {
            return of(Preset.OUTLIERS);
        }

        /** The rules of a preset, unchanged. */
        public static Quality of(Preset preset) {
            return new Quality(
                    preset,
                    switch (preset) {
                        case OUTLIERS -> outliers();
                        case CLEANVISION -> cleanVision();
                    });
        }

        /** A fixed bound here is one beyond which a picture is of no use in any dataset. */
        private static Map<Issue.Kind, Rule> outliers() {
            Map<Issue.Kind, Rule> rules = new EnumMap<>(Issue.Kind.class);
            rules.put(Issue.Kind.UNIFORM, new Rule(Measure.GRAY_RANGE, 4.0, null, Action.FLAG));
            rules.put(Issue.Kind.BLURRY, Rule.farBelow(Measure.SHARPNESS_SCORE, null, 4));
            rules.put(Issue.Kind.DARK, Rule.farBelow(Measure.BRIGHTNESS_P99, 0.06, 4));
            rules.put(Issue.Kind.BRIGHT, Rule.farAbove(Measure.BRIGHTNESS_P5, 5, null));
            rules.put(Issue.Kind.LOW_CONTRAST, Rule.farBelow(Measure.CONTRAST, 0.01, 3));
            rules.put(Issue.Kind.LOW_INFORMATION, Rule.farBelow(Measure.COLOR_ENTROPY, null, 6));
            rules.put(Issue.Kind.CLIPPED_SHADOWS, Rule.farAbove(Measure.CLIPPED_SHADOWS, 10, 0.05));
            rules.put(Issue.Kind.CLIPPED_HIGHLIGHTS, Rule.farAbove(Measure.CLIPPED_HIGHLIGHTS, 10, 0.05));
            rules.put(Issue.Kind.ODD_ASPECT_RATIO, Rule.farBelow(Measure.ASPECT_RATIO, null, 3));
            rules.put(Issue.Kind.ODD_SIZE, new Rule(Measure.SIZE, 8.0, null, null, 3.0, 3.0, null, Action.FLAG));
            rules.put(Issue.Kind.GRAYSCALE, Rule.farAbove(Measure.GRAYSCALE, 10, 0.02));
            rules.put(Issue.Kind.NOISY, Rule.farAbove(Measure.NOISE_SIGMA, 3, null));
            rules.put(Issue.Kind.DEFECTIVE_PIXELS, new Rule(Measure.HOT_PIXELS, null, 0.005, Action.FLAG));
            rules.put(Issue.Kind.BLOCKY, Rule.farAbove(Measure.BLOCKINESS, 3, null));
            rules.put(Issue.Kind.BORDERS, Rule.farAbove(Measure.BORDER, 5, 0.05));
            // Of a picture that is out of focus throughout, little more is left than the rounding of its gray levels.
            rules.put(Issue.Kind.UNSHARP, Rule.farBelow(Measure.LAPLACIAN_VARIANCE, 3.0, 3));
            return rules;
        }

        private static Map<Issue.Kind, Rule> cleanVision() {
            Map<Issue.Kind, Rule> rules = new EnumMap<>(Issue.Kind.class);
            rules.put(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.29, null, Action.FLAG));
            rules.put(Issue.Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, 0.32, null, Action.FLAG));
            rules.put(Issue.Kind.BRIGHT, new Rule(Measure.BRIGHTNESS_P5, null, 0.95, Action.FLAG));
            rules.put(Issue.Kind.LOW_INFORMATION, new Rule(Measure.COLOR_ENTROPY, 3.0, null, Action.FLAG));
            rules.put(Issue.Kind.ODD_ASPECT_RATIO, new Rule(Measure.ASPECT_RATIO, 0.35, null, Action.FLAG));
            rules.put(Issue.Kind.ODD_SIZE, Rule.fenced(Measure.SIZE, 3.0, Action.FLAG));
            rules.put(Issue.Kind.GRAYSCALE, new Rule(Measure.GRAYSCALE, null, 0.5, Action.FLAG));
            return rules;
        }

        /** The measures that rules compare with the rest of the dataset. */
        public Set<Measure> fenced() {
            Set<Measure> fenced = EnumSet.noneOf(Measure.class);
            rules.values().stream()
                    .filter(rule -> rule.comparesWithDataset() && rule.action() != Action.ACCEPT)
                    .forEach(rule -> fenced.add(rule.measure()));
            return fenced;
        }

        /**
         * The rules that flag so many images that they rather describe the dataset than find what is wrong in it.
         *
         * @param issues accepted images by issue
         * @param accepted images
         * @return the issues among these that a rule raises for five images or more and more than a quarter of all, with their
         *     images
         */
        public Map<Issue.Kind, Long> overflagging(Map<Issue.Kind, Long> issues, long accepted) {
            Map<Issue.Kind, Long> over = new EnumMap<>(Issue.Kind.class);
            issues.forEach((kind, images) -> {
                if (rules.containsKey(kind) && images >= 5 && 4 * images > accepted) {
                    over.put(kind, images);
                }
            });
            return over;
        }

        /**
         * What the scores mean under these rules. Rules that compare with the rest of the dataset say nothing where its fence
         * is not given.
         *
         * @param fences by measure; empty for one image alone
         */
        public QualityVerdict judge(QualityScores scores, Map<Measure, Fence> fences) {
            List<Issue> issues = new ArrayList<>();
            Rejection rejection = null;
            for (Map.Entry<Issue.Kind, Rule> entry : rules.entrySet()) {
                Issue.Kind kind = entry.getKey();
                Rule rule = entry.getValue();
                Fence fence = fences.get(rule.measure());
                if (rule.action() == Action.ACCEPT || !rule.broken(scores, fence)) {
                    continue;
                }
                String sentence = rule.sentence(scores, fence);
                issues.add(new Issue(kind, sentence));
                if (rule.action() == Action.REJECT && rejection == null) {
                    rejection = new Rejection(
                            Rejection.Reason.LOW_QUALITY,
                            kind + ": " + sentence + "; the dataset's spec rejects such images");
                }
            }
            return new QualityVerdict(issues, rejection);
        }
    }

    /** What follows when a rule is broken. */
    public enum Action {
        /** Nothing. */
        ACCEPT,
        /** The image stays in the dataset with an issue. */
        FLAG,
        /** The image stays out of the dataset. */
        REJECT
    }

    /**
     * Values of a measure that raise an issue. A rule has fixed bounds, {@code below} and {@code above}, which hold in any dataset; or
     * bounds that follow the dataset, {@code farBelow} and {@code farAbove}, beside fixed ones or alone; or a {@code fence} alone.
     *
     * <p>Bounds that follow the dataset are not known before it has {@link Fence#LEAST_COUNT} images. They move while it grows, so that
     * such a rule may flag and not reject.
     *
     * @param below values below this break the rule, or null
     * @param above values above this break the rule, or null
     * @param fence interquartile ranges beyond the quartiles at which a value breaks the rule (Tukey 1977), or null
     * @param farBelow robust standard deviations below the dataset's median at which a value breaks the rule, or null; see
     *     {@link Fence}
     * @param farAbove the same above the median, or null
     * @param most the largest share of the dataset, 0.01 to 0.5, that breaks the rule by {@code farBelow}, and by {@code farAbove}:
     *     of more the most extreme do. A tenth where it is not given
     */
    public record Rule(
            Measure measure,
            Double below,
            Double above,
            Double fence,
            Double farBelow,
            Double farAbove,
            Double most,
            Action action) {
        private static final double MOST = 0.1;

        public Rule {
            Objects.requireNonNull(measure, "quality.rules.*.measure");
            Objects.requireNonNull(action, "quality.rules.*.action");
            boolean far = farBelow != null || farAbove != null;
            require(
                    below != null || above != null || fence != null || far,
                    "quality.rules.*.below",
                    null,
                    "a number, or give 'above', 'farBelow', 'farAbove' or 'fence'");
            require(
                    below == null || above == null || below <= above,
                    "quality.rules.*.below",
                    below,
                    "no more than 'above', which is " + above);
            requireDeviations("fence", fence, action);
            requireDeviations("farBelow", farBelow, action);
            requireDeviations("farAbove", farAbove, action);
            require(
                    fence == null || below == null && above == null && !far,
                    "quality.rules.*.fence",
                    fence,
                    "to stand without 'below', 'above', 'farBelow' and 'farAbove'");
            require(most == null || far, "quality.rules.*.most", most, "to stand beside 'farBelow' or 'farAbove'");
            require(most == null || most >= 0.01 && most <= 0.5, "quality.rules.*.most", most, "0.01 to 0.5");
        }

        private static void requireDeviations(String key, Double value, Action action) {
            if (value != null) {
                require(value > 0 && value <= 100, "quality.rules.*." + key, value, "above 0, at most 100");
                require(
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

        private String sentence(QualityScores scores, Fence dataset) {
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

    /**
     * When two images count as copies of one picture, and what becomes of copies.
     *
     * <p>The defaults, 20 bits verified by registration, were chosen by {@code winnow bench copies} on ordinary photographs, and on
     * sets of pictures that look alike and are no copies: pages, forms, logos, digits, X-rays. Hashes of half ones have even
     * distances, so that an odd {@code maxDistance} finds hardly more than the even one below it.
     *
     * @param maxDistance most bits, 0 to 20, in which the perceptual hashes of near-duplicates differ
     * @param verification the second look at two images whose hashes are near
     * @param minCorrelation of thumbnails, 0 to 1, from which on two images are verified
     * @param maxPdqDistance most bits, 0 to 64, in which the PDQ hashes of verified images differ
     * @param turned whether mirrored and rotated copies count
     * @param policy what becomes of the images of a cluster
     * @param representative which image stands for its cluster
     * @param extraHashes hashes to take beside those that are needed
     * @param minAgreement from which on registered images are verified, 0 to 1: the 20th percentile of the correlations of their
     *     parts
     */
    public record Duplicates(
            int maxDistance,
            Verification verification,
            Double minCorrelation,
            Integer maxPdqDistance,
            Turned turned,
            Policy policy,
            Representative representative,
            Set<ExtraHash> extraHashes,
            Double minAgreement) {
        public Duplicates {
            // Specs of before there was a choice lack all but the first.
            verification = verification == null ? Verification.THUMBNAIL : verification;
            minCorrelation = minCorrelation == null ? 0.75 : minCorrelation;
            maxPdqDistance = maxPdqDistance == null ? 31 : maxPdqDistance;
            turned = turned == null ? Turned.NONE : turned;
            policy = policy == null ? Policy.KEEP_ALL : policy;
            representative = representative == null ? Representative.BEST : representative;
            extraHashes = extraHashes == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(extraHashes));
            minAgreement = minAgreement == null ? 0.45 : minAgreement;
            require(maxDistance >= 0 && maxDistance <= 20, "duplicates.maxDistance", maxDistance, "0 to 20");
            require(minAgreement >= 0 && minAgreement <= 1, "duplicates.minAgreement", minAgreement, "0 to 1");
            require(minCorrelation >= 0 && minCorrelation <= 1, "duplicates.minCorrelation", minCorrelation, "0 to 1");
            require(
                    maxPdqDistance >= 0 && maxPdqDistance <= 64,
                    "duplicates.maxPdqDistance",
                    maxPdqDistance,
                    "0 to 64");
        }

        /** The rest at their defaults. */
        public Duplicates(int maxDistance) {
            this(maxDistance, null, null, null, null, null, null, null);
        }

        /** The agreement at its default. */
        public Duplicates(
                int maxDistance,
                Verification verification,
                Double minCorrelation,
                Integer maxPdqDistance,
                Turned turned,
                Policy policy,
                Representative representative,
                Set<ExtraHash> extraHashes) {
            this(
                    maxDistance,
                    verification,
                    minCorrelation,
                    maxPdqDistance,
                    turned,
                    policy,
                    representative,
                    extraHashes,
                    null);
        }

        public static Duplicates defaults() {
            return new Duplicates(20, Verification.REGISTERED, null, null, null, null, null, null);
        }

        /** Whether the PDQ hash is to be taken. */
        public boolean needsPdq() {
            return verification == Verification.PDQ || extraHashes.contains(ExtraHash.PDQ);
        }
    }

    /** The second look at two images whose perceptual hashes are near. */
    public enum Verification {
        /** None: near hashes are enough. */
        NONE,
        /** The thumbnails correlate. */
        THUMBNAIL,
        /** The PDQ hashes are near; images without enough to hash are compared by thumbnail. */
        PDQ,
        /** Laid on each other, the images agree in each part that shows something, and in colour. */
        REGISTERED
    }

    /** Whether turned copies are copies. */
    public enum Turned {
        NONE,
        /** Mirrored left to right. */
        MIRRORED,
        /** Mirrored, and rotated by quarters. */
        ALL,
        /** Mirrored, and rotated by any angle about the middle, on the same canvas: what is in the corners does not count. */
        ANY_ANGLE
    }

    /** What becomes of the images of a cluster. */
    public enum Policy {
        /** All stay. */
        KEEP_ALL,
        /** The representative stays, the others leave the dataset as duplicates. */
        KEEP_REPRESENTATIVE,
        /** The representative stays, the others are set aside for a person. */
        QUARANTINE
    }

    /** Which image stands for its cluster. */
    public enum Representative {
        /** The one of most {@link Traits#merit}, less where {@link RotationHash#corners} are empty; of equal ones the first to arrive. */
        BEST("The best of its copies by size and sharpness"),
        /** The one that arrived first. */
        FIRST("The first of its copies to arrive");

        private final String why;

        Representative(String why) {
            this.why = why;
        }

        /** Why an image stands for its copies, in a sentence to be read. */
        public String why() {
            return why;
        }
    }

    /** A hash that is taken where the spec asks for it. */
    public enum ExtraHash {
        WAVELET,
        PDQ
    }

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
            require(train >= 0 && train <= 1, "split.train", train, "0 to 1");
            require(val >= 0 && val <= 1, "split.val", val, "0 to 1");
            require(test >= 0 && test <= 1, "split.test", test, "0 to 1");
            double sum = train + val + test;
            require(Math.abs(sum - 1) < 1e-6, "split.train + val + test", sum, "shares that sum to 1");
            require(folds == 0 || (folds >= 2 && folds <= 20), "split.folds", folds, "0, or 2 to 20");
            require(
                    (valFrom == null) == (testFrom == null),
                    "split.testFrom",
                    testFrom,
                    "a time where 'valFrom' has one, and none where it has none");
            require(
                    valFrom == null || !testFrom.isBefore(valFrom),
                    "split.testFrom",
                    testFrom,
                    "no earlier than 'valFrom', which is " + valFrom);
            require(
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

    /**
     * How pixels are standardised: scaled to fit a square, the rest filled.
     *
     * @param size side of the square in pixels, 8 to 4096
     * @param fill gray level of the border and behind transparency, 0 to 255
     * @param jpegQuality 1 to 100
     */
    public record Preprocessing(int size, int fill, int jpegQuality) {
        public Preprocessing {
            require(size >= 8 && size <= 4096, "preprocessing.size", size, "8 to 4096");
            require(fill >= 0 && fill <= 255, "preprocessing.fill", fill, "0 to 255");
            require(jpegQuality >= 1 && jpegQuality <= 100, "preprocessing.jpegQuality", jpegQuality, "1 to 100");
        }

        public static Preprocessing defaults() {
            return new Preprocessing(224, 114, 95);
        }
    }

    /**
     * What copies are made of each prepared picture. Amounts are drawn evenly from −x to +x.
     *
     * @param copies 0 to 32
     * @param flipProbability of a left–right flip, 0 to 1
     * @param maxRotation degrees, 0 to 180
     * @param brightness share of full scale, 0 to 1
     * @param contrast share, 0 to 1
     * @param saturation share, 0 to 1
     * @param hue share of the full circle, 0 to 0.5
     */
    public record Augmentation(
            int copies,
            double flipProbability,
            double maxRotation,
            double brightness,
            double contrast,
            double saturation,
            double hue) {
        public Augmentation {
            require(copies >= 0 && copies <= 32, "augmentation.copies", copies, "0 to 32");
            require(
                    flipProbability >= 0 && flipProbability <= 1,
                    "augmentation.flipProbability",
                    flipProbability,
                    "0 to 1");
            require(maxRotation >= 0 && maxRotation <= 180, "augmentation.maxRotation", maxRotation, "0 to 180");
            require(brightness >= 0 && brightness <= 1, "augmentation.brightness", brightness, "0 to 1");
            require(contrast >= 0 && contrast <= 1, "augmentation.contrast", contrast, "0 to 1");
            require(saturation >= 0 && saturation <= 1, "augmentation.saturation", saturation, "0 to 1");
            require(hue >= 0 && hue <= 0.5, "augmentation.hue", hue, "0 to 0.5");
        }

        public static Augmentation defaults() {
            return new Augmentation(1, 0.5, 15, 0.2, 0.2, 0.2, 0.05);
        }
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
        }
    }
}
