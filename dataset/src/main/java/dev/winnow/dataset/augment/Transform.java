package dev.winnow.dataset.augment;

import java.util.List;

/**
 * A step of a pipeline, with every number fixed. Steps are records: their components are what a spec may say, and their canonical form has all
 * of them.
 *
 * <p>To add one: a record here, its line in {@link Transforms}, and a golden case.
 */
public interface Transform {
    /**
     * What to do to a picture of this size, in order.
     *
     * @throws UnfitPictureException where the picture is too small or too large for the step
     */
    List<Instruction> instructions(int width, int height);
}
