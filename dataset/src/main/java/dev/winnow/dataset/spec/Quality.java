package dev.winnow.dataset.spec;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.setting.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which values of measures raise an issue, and what follows. */
public record Quality(
        @Setting(value = "The rules to begin with; rules that are given change these", anyCase = true)
        Preset preset,

        @Setting("By issue, the rule that raises it; an issue without a rule is never raised by a measure")
        Map<Issue.Kind, Rule> rules) {
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

    /** Which rules a spec begins with; what it says of single rules changes these. */
    public enum Preset {
        /** Flags what stands out in its dataset, and what is unusable in any. */
        OUTLIERS,
        /** CleanVision's checks of single images with its thresholds, and no others. */
        CLEANVISION
    }
}
