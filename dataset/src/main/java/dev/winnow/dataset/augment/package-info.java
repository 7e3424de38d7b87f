/**
 * What is done to pictures and their labels before training, as plain values.
 *
 * <ol>
 *   <li>A {@link dev.winnow.dataset.augment.Transform} is a step that a person names, such as {@code affine}. Every number of it is fixed.
 *   <li>For a picture of a size it gives {@link dev.winnow.dataset.augment.Instruction}s. There are few kinds, and a renderer knows no others.
 *   <li>Instructions that move pixels have a {@link dev.winnow.dataset.augment.Geometry}, which labels follow.
 * </ol>
 *
 * <p>Coordinates lie between pixels: a picture reaches from 0 to its width, and the first pixel's centre is at 0.5.
 */
package dev.winnow.dataset.augment;
