package dev.winnow.dataset.release;

import java.util.Collection;

/** An answer to whether one may train on a dataset. Names are a contract. */
public enum Verdict {
    GO("go"),
    /** One may, and should know something. */
    WARN("go, with warnings"),
    NO_GO("no-go"),
    /** Nobody can tell: data is on its way, there is too little of it, or something was never measured. */
    UNDECIDED("undecided");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /** What several answers amount to: a no outweighs what is unknown, which outweighs a warning. */
    public static Verdict worst(Collection<Verdict> verdicts) {
        return verdicts.contains(NO_GO)
                ? NO_GO
                : verdicts.contains(UNDECIDED) ? UNDECIDED : verdicts.contains(WARN) ? WARN : GO;
    }
}
