package dev.winnow.dataset.annotation;

/** What a dataset's spec does about an issue of labels. */
public enum LabelAction {
    /** The labels stay as they were submitted, and nothing is reported. */
    ACCEPT,
    /** The labels are corrected. What was submitted stays on record. */
    FIX,
    /** The labels stay as they were submitted, with a finding. */
    FLAG,
    /** The labels are left out. */
    DROP,
    /** The labels are left out until a person decides. */
    QUARANTINE
}
