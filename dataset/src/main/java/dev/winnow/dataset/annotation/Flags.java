package dev.winnow.dataset.annotation;

/**
 * What formats mark on an object.
 *
 * @param crowd one region over many objects
 * @param difficult to be left out of scores (Pascal VOC)
 * @param occluded partly hidden
 * @param truncated going on beyond the picture's edge
 */
public record Flags(boolean crowd, boolean difficult, boolean occluded, boolean truncated) {
    public static final Flags NONE = new Flags(false, false, false, false);
    public static final Flags CROWD = new Flags(true, false, false, false);

    public static Flags of(boolean crowd, boolean difficult, boolean occluded, boolean truncated) {
        return crowd || difficult || occluded || truncated ? new Flags(crowd, difficult, occluded, truncated) : NONE;
    }
}
