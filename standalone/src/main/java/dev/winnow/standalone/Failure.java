package dev.winnow.standalone;

/** Why the command ends without having done its work: a sentence a person can act on, and an exit code. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Something failed on the way. */
    public static final int WENT_WRONG = 1;

    /** What was asked for cannot be done: a wrong option, spec, folder or port. */
    public static final int ASKED_WRONG = 2;

    private final int exitCode;

    private Failure(int exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    public static Failure askedWrong(String sentence) {
        return new Failure(ASKED_WRONG, sentence, null);
    }

    public static Failure askedWrong(String sentence, Throwable cause) {
        return new Failure(ASKED_WRONG, sentence, cause);
    }

    public static Failure wentWrong(String sentence, Throwable cause) {
        return new Failure(WENT_WRONG, sentence, cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
