package dev.winnow.dataset.augment;

import java.util.List;
import java.util.Objects;

/**
 * Where the pixels of a picture go.
 *
 * @param map from the old picture to the new one
 * @param width of the new picture
 */
public record Geometry(Homography map, int width, int height) {
    public Geometry {
        Objects.requireNonNull(map, "map");
    }

    /** Nothing moves. */
    public static Geometry still(int width, int height) {
        return new Geometry(Homography.IDENTITY, width, height);
    }

    /** This geometry first, then the other. */
    public Geometry then(Geometry next) {
        return new Geometry(map.then(next.map), next.width, next.height);
    }

    /** What all instructions together do to a picture of this size. */
    public static Geometry of(List<Instruction> instructions, int width, int height) {
        Geometry all = still(width, height);
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Move move) {
                all = all.then(move.geometry(all.width, all.height));
            }
        }
        return all;
    }
}
