package dev.winnow.imaging.structure;

import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;

/**
 * Carries a rejection out of nested parsing. An everyday answer, therefore without a stack trace; it ends in a result
 * value at {@link dev.winnow.imaging.PictureDecoder} and goes no further.
 */
public final class Unreadable extends Exception {
    private final transient Rejection rejection;

    public Unreadable(Reason reason, String detail) {
        super(detail, null, false, false);
        this.rejection = new Rejection(reason, detail);
    }

    public static Unreadable truncated(String detail) {
        return new Unreadable(Reason.TRUNCATED, detail);
    }

    public static Unreadable corrupt(String detail) {
        return new Unreadable(Reason.CORRUPT, detail);
    }

    public Rejection rejection() {
        return rejection;
    }
}
