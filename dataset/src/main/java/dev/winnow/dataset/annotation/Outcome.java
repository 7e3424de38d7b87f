package dev.winnow.dataset.annotation;

import java.util.Locale;

/** What becomes of a label after a finding, from the least to the most severe; of several findings the most severe counts. */
public enum Outcome {
    /** Reported; nothing changed. */
    KEPT,
    /** Changed; the finding says what was and what is. */
    FIXED,
    /** Nothing is taken from what the finding names. */
    IGNORED,
    /** Not in the result until a person decides. */
    ASKED,
    /** This annotation is not in the result. */
    DROPPED,
    /** The whole file, or all labels of an image that is absent, are not in the result. */
    REFUSED;

    /** As in JSON: {@code kept}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an annotation with this outcome is in the result. */
    public boolean survives() {
        return this == KEPT || this == FIXED;
    }
}
