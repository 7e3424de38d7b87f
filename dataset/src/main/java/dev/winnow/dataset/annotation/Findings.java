package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Collects what is found about one thing under a policy, and its worst outcome. Checks propose an outcome, because it depends on what is
 * left: an outline of two points is left out where there is a box, and the annotation is dropped where there is none.
 */
final class Findings {
    private final LabelPolicy policy;
    private final Origin origin;
    private List<Finding> found = List.of();
    private Outcome worst = Outcome.KEPT;

    Findings(LabelPolicy policy, Origin origin) {
        this.policy = policy;
        this.origin = origin;
    }

    /** Takes over what a reader found; the policy decides of it again. */
    void submitted(List<Finding> findings) {
        for (Finding finding : findings) {
            Outcome outcome =
                    decided(finding.issue(), finding.outcome(), finding.change().isPresent());
            add(
                    outcome == finding.outcome()
                            ? finding
                            : new Finding(
                                    finding.issue(), outcome, finding.origin(), finding.message(), finding.change()));
        }
    }

    /**
     * Reports something that nothing can be done about.
     *
     * @return what the policy makes of it
     */
    Outcome report(LabelIssue issue, Outcome proposed, String message) {
        Outcome outcome = decided(issue, proposed, false);
        add(Finding.of(issue, outcome, origin, message));
        return outcome;
    }

    Outcome report(LabelIssue issue, Outcome proposed, String message, Shape was, Shape is) {
        return report(issue, proposed, message, () -> new Finding.Change(ShapeText.of(was), ShapeText.of(is)));
    }

    /**
     * Reports something that a change helps against.
     *
     * @return what the policy makes of it: the change is to be made unless this is {@code KEPT}
     */
    Outcome report(LabelIssue issue, Outcome proposed, String message, Supplier<Finding.Change> change) {
        Outcome outcome = decided(issue, proposed, true);
        add(Finding.changed(issue, outcome, origin, message, change.get()));
        return outcome;
    }

    private Outcome decided(LabelIssue issue, Outcome proposed, boolean change) {
        LabelAction action = policy.issues().get(issue);
        if (action == null || proposed == Outcome.REFUSED || proposed == Outcome.IGNORED) {
            return proposed;
        }
        return switch (action) {
            case ACCEPT, FLAG -> Outcome.KEPT;
            case FIX -> change ? Outcome.FIXED : proposed;
            case DROP -> Outcome.DROPPED;
            case QUARANTINE -> Outcome.ASKED;
        };
    }

    private void add(Finding finding) {
        if (finding.outcome().compareTo(worst) > 0) {
            worst = finding.outcome();
        }
        if (policy.issues().get(finding.issue()) == LabelAction.ACCEPT) {
            return; // its outcome holds, unreported
        }
        if (found.isEmpty()) {
            found = new ArrayList<>();
        }
        found.add(finding);
    }

    boolean has(LabelIssue issue) {
        return found.stream().anyMatch(finding -> finding.issue() == issue);
    }

    List<Finding> all() {
        return found;
    }

    Outcome worst() {
        return worst;
    }

    /** A number as a sentence shows it: no more than six decimals. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        String text = String.format(Locale.ROOT, "%.6f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
