package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Skeleton;
import java.util.Objects;

/**
 * A class as a label file declares it.
 *
 * @param name as written
 * @param supercategory the group it belongs to, empty for none
 * @param colour {@code #rrggbb}, empty for none
 * @param skeleton of its objects, or {@link Skeleton#NONE}
 */
public record DeclaredCategory(String name, String supercategory, String colour, Skeleton skeleton) {
    public DeclaredCategory {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(supercategory, "supercategory");
        Objects.requireNonNull(colour, "colour");
        Objects.requireNonNull(skeleton, "skeleton");
    }
}
