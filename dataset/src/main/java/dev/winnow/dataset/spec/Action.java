package dev.winnow.dataset.spec;

/** What follows when a rule is broken. */
public enum Action {
    /** Nothing. */
    ACCEPT,
    /** The image stays in the dataset with an issue. */
    FLAG,
    /** The image stays out of the dataset. */
    REJECT
}
