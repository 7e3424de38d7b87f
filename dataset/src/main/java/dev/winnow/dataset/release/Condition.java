package dev.winnow.dataset.release;

import dev.winnow.dataset.spec.Waiver;
import java.util.Objects;

/**
 * One thing that a dataset has to meet, and whether it does.
 *
 * @param id such as {@code leakage.copies}; a contract
 * @param title what has to be true
 * @param value the number that was found, or null where there is none
 * @param limit what it was held against, or null
 * @param sentence what was found, and what to do where that is not enough
 * @param evidence the page that shows it, as a path of the dashboard
 * @param waiver who said that it need not be met, or null. A waived condition keeps its numbers and is a {@link Verdict#WARN}
 */
public record Condition(
        String id,
        String title,
        Verdict verdict,
        Double value,
        Double limit,
        String sentence,
        String evidence,
        Waiver waiver) {
    public Condition {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(sentence, "sentence");
        Objects.requireNonNull(evidence, "evidence");
    }

    Condition waivedBy(Waiver other) {
        return new Condition(
                id,
                title,
                Verdict.WARN,
                value,
                limit,
                other.by() + " waived this until " + other.until() + ": " + other.reason() + ". " + sentence,
                evidence,
                other);
    }
}
