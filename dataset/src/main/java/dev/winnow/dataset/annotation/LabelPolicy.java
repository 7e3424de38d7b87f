package dev.winnow.dataset.annotation;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a dataset does about issues of labels, and from where on something is an issue: the section {@code labels} of its spec. Immutable;
 * checks take it as an argument.
 */
public record LabelPolicy(
        @Setting("By issue, what becomes of labels with it; every other issue has its usual outcome")
        Map<LabelIssue, LabelAction> issues,

        @Setting("From where on a difference between labels and pixels is an issue")
        LabelTolerances tolerances,

        @Setting(
                value =
                        "Of which picture coordinates are where an EXIF orientation turns the image, for sources that are not"
                                + " listed",
                anyCase = true)
        Convention.Space orientation,

        @Setting(
                value = "What is known of single sources",
                max = 100,
                examples = {"[{\"name\": \"labelImg\", \"orientation\": \"STORED\"}]"})
        List<SourceOrientation> sources,

        @Setting(value = "Which labels count where several annotators labelled one image", anyCase = true)
        Consensus.Rule consensus,

        @Setting(
                value = "Most annotations of an image in its event; more are kept in the store",
                min = 1,
                max = 100_000)
        Integer maxShapes,

        @Setting(
                value = "Most points of an outline, or run lengths of a mask, in an event; more are kept in the store",
                min = 3,
                max = 1_000_000)
        Integer maxPoints) {
    private static final Settings SETTINGS = Settings.of(LabelPolicy.class, "labels");

    /** @throws IllegalArgumentException when an action is none that its issue allows, or a source is listed twice */
    public LabelPolicy {
        EnumMap<LabelIssue, LabelAction> copy = new EnumMap<>(LabelIssue.class);
        copy.putAll(issues == null ? Map.of() : issues);
        copy.forEach(LabelPolicy::requireAllowed);
        issues = Collections.unmodifiableMap(copy);
        tolerances = tolerances == null ? LabelTolerances.defaults() : tolerances;
        orientation = orientation == null ? Convention.Space.AUTO : orientation;
        sources = sources == null ? List.of() : List.copyOf(sources);
        consensus = consensus == null ? Consensus.Rule.NEWEST : consensus;
        maxShapes = maxShapes == null ? 1_000 : maxShapes;
        maxPoints = maxPoints == null ? 10_000 : maxPoints;
        SETTINGS.check(issues, tolerances, orientation, sources, consensus, maxShapes, maxPoints);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sources.size(); i++) {
            String name = sources.get(i).name();
            Settings.require(
                    names.add(name),
                    "labels.sources[" + i + "].name",
                    "'" + name + "'",
                    "a source that is not listed yet");
        }
    }

    public static LabelPolicy defaults() {
        return new LabelPolicy(null, null, null, null, null, null, null);
    }

    /** The same with another action for an issue. */
    public LabelPolicy with(LabelIssue issue, LabelAction action) {
        EnumMap<LabelIssue, LabelAction> changed = new EnumMap<>(LabelIssue.class);
        changed.putAll(issues);
        changed.put(issue, action);
        return new LabelPolicy(changed, tolerances, orientation, sources, consensus, maxShapes, maxPoints);
    }

    /**
     * What becomes of labels with a finding.
     *
     * @return nothing where the finding is accepted, which leaves the labels as they are and unreported
     */
    public Optional<Outcome> outcome(LabelIssue issue) {
        LabelAction action = issues.get(issue);
        return action == null ? Optional.of(LabelChoice.of(issue).usual()) : outcome(action);
    }

    /**
     * As {@link #outcome(LabelIssue)}, of labels that cannot be corrected although others with this issue can: an outline of two
     * points whose annotation has no box either.
     *
     * @param instead what becomes of them where the policy would correct them
     */
    public Optional<Outcome> outcome(LabelIssue issue, Outcome instead) {
        return outcome(issue).map(outcome -> outcome == Outcome.FIXED ? instead : outcome);
    }

    /** Of which picture the coordinates of a source's labels are. */
    public Convention.Space orientationOf(String source) {
        return sources.stream()
                .filter(known -> known.name().equals(source))
                .map(SourceOrientation::orientation)
                .findFirst()
                .orElse(orientation);
    }

    private static Optional<Outcome> outcome(LabelAction action) {
        return switch (action) {
            case ACCEPT -> Optional.empty();
            case FIX -> Optional.of(Outcome.FIXED);
            case FLAG -> Optional.of(Outcome.KEPT);
            case DROP -> Optional.of(Outcome.DROPPED);
            case QUARANTINE -> Optional.of(Outcome.ASKED);
        };
    }

    private static void requireAllowed(LabelIssue issue, LabelAction action) {
        Set<LabelAction> allowed = LabelChoice.of(issue).actions();
        if (!allowed.contains(action)) {
            throw new IllegalArgumentException("labels.issues." + issue + " is " + action + ", expected "
                    + (allowed.isEmpty()
                            ? "no action, because what it stands for cannot be read"
                            : allowed.stream().map(Enum::name).collect(Collectors.joining(" or "))));
        }
    }
}
