package dev.winnow.formats.release;

import dev.winnow.dataset.annotation.Skeleton;
import java.util.Objects;

/**
 * A class of a release.
 *
 * @param number from 0; it is the class's own in all releases of the dataset
 * @param supercategory the group it belongs to, empty for none
 * @param color {@code #rrggbb}
 * @param skeleton of its objects, or {@link Skeleton#NONE}
 */
public record ReleaseClass(int number, String name, String supercategory, String color, Skeleton skeleton) {
    public ReleaseClass {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(supercategory, "supercategory");
        Objects.requireNonNull(color, "color");
        Objects.requireNonNull(skeleton, "skeleton");
        if (number < 0) {
            throw new IllegalArgumentException("Class '" + name + "' has number " + number + ", expected 0 or more");
        }
    }
}
