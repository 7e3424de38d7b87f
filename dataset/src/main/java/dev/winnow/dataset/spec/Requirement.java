package dev.winnow.dataset.spec;

/** What a section refuses, in a sentence of one form. */
final class Requirement {
    private Requirement() {}

    /** @throws IllegalArgumentException with key, value and what was expected, where it does not hold */
    static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
        }
    }
}
