package dev.winnow.dataset.augment;

/** What lies outside a picture. */
public enum Border {
    /** One colour. */
    CONSTANT,
    /** The outermost pixels go on. */
    REPLICATE,
    /** Mirrored at the edge: {@code cba|abc}. */
    REFLECT,
    /** Mirrored at the outermost pixel: {@code cb|abc}. */
    REFLECT101
}
