package dev.winnow.dataset.annotation;

/** A text is no compressed run lengths; the message says why. A reader makes a {@link Shape.Unreadable} of it. */
public final class MalformedRunLengthsException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRunLengthsException(String why) {
        super(why);
    }
}
