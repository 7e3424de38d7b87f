package dev.winnow.dataset.annotation;

import java.util.Objects;
import java.util.Optional;

/**
 * One thing that a reader or a check has to say about labels.
 *
 * @param message a sentence that names the thing, what was found and what was expected
 * @param change what was and what is, for {@link Outcome#FIXED}; what is proposed, for {@link Outcome#ASKED}
 */
public record Finding(LabelIssue issue, Outcome outcome, Origin origin, String message, Optional<Change> change) {

    public Finding {
        Objects.requireNonNull(issue, "issue");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(change, "change");
    }

    public static Finding of(LabelIssue issue, Outcome outcome, Origin origin, String message) {
        return new Finding(issue, outcome, origin, message, Optional.empty());
    }

    public static Finding changed(LabelIssue issue, Outcome outcome, Origin origin, String message, Change change) {
        return new Finding(issue, outcome, origin, message, Optional.of(change));
    }

    /** Values before and after, as short text. */
    public record Change(String was, String is) {
        public Change {
            Objects.requireNonNull(was, "was");
            Objects.requireNonNull(is, "is");
        }
    }
}
