package dev.winnow.events.spec;

/** A spec that a person has to mend; the message says where and how. */
public final class InvalidSpecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    InvalidSpecException(String message) {
        super(message);
    }

    InvalidSpecException(String message, Throwable cause) {
        super(message, cause);
    }
}
