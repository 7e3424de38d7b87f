package dev.winnow.dataset.annotation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a dataset does about issues of labels, and from where on something is an issue. Immutable; checks take it as an argument.
 *
 * @param actions by issue, where the dataset's owner chose one; every other issue has its {@link LabelChoice#usual} outcome
 * @param orientations by source, such as {@code label-studio}; every other source has {@code orientation}
 * @param maxShapes annotations of an image that travel in its event, 1 to 100,000
 * @param maxPoints points of one outline, or run lengths of one mask, that travel in an event, 3 to 1,000,000
 */
public record LabelPolicy(
        Map<LabelIssue, LabelAction> actions,
        LabelTolerances tolerances,
        Convention.Space orientation,
        Map<String, Convention.Space> orientations,
        int maxShapes,
        int maxPoints) {

    /** @throws IllegalArgumentException when an action is none that its code allows */
    public LabelPolicy {
        EnumMap<LabelIssue, LabelAction> copy = new EnumMap<>(LabelIssue.class);
        copy.putAll(actions);
        copy.forEach(LabelPolicy::requireAllowed);
        actions = Collections.unmodifiableMap(copy);
        Objects.requireNonNull(tolerances, "tolerances");
        Objects.requireNonNull(orientation, "orientation");
        orientations = Map.copyOf(orientations);
    }

    public static LabelPolicy defaults() {
        return new LabelPolicy(Map.of(), LabelTolerances.defaults(), Convention.Space.AUTO, Map.of(), 1_000, 10_000);
    }

    /** The same with another action for a issue. */
    public LabelPolicy with(LabelIssue issue, LabelAction action) {
        EnumMap<LabelIssue, LabelAction> changed = new EnumMap<>(LabelIssue.class);
        changed.putAll(actions);
        changed.put(issue, action);
        return new LabelPolicy(changed, tolerances, orientation, orientations, maxShapes, maxPoints);
    }

    /**
     * What becomes of labels with a finding.
     *
     * @return nothing where the finding is accepted, which leaves the labels as they are and unreported
     */
    public Optional<Outcome> outcome(LabelIssue issue) {
        LabelAction action = actions.get(issue);
        return action == null ? Optional.of(LabelChoice.of(issue).usual()) : outcome(action);
    }

    /**
     * As {@link #outcome(LabelIssue)}, of labels that cannot be corrected although others with this code can: an outline of two
     * points whose annotation has no box either.
     *
     * @param instead what becomes of them where the policy would correct them
     */
    public Optional<Outcome> outcome(LabelIssue issue, Outcome instead) {
        return outcome(issue).map(outcome -> outcome == Outcome.FIXED ? instead : outcome);
    }

    /** Of which picture the coordinates of a source's labels are. */
    public Convention.Space orientationOf(String source) {
        return orientations.getOrDefault(source, orientation);
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
