package dev.winnow.dataset;

/** Whether an image of a cluster of copies is part of the dataset. Names are a contract. */
public enum Standing {
    /** Part of the dataset. */
    KEPT,
    /** Not part of the dataset: the cluster's representative is kept instead. */
    DUPLICATE,
    /** Not part of the dataset until a person has looked. */
    QUARANTINED
}
