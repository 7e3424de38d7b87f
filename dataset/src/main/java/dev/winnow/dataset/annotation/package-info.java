/**
 * Labels of images: what a file, a person or a model said about an image, the checks that judge it, and how far annotators agree.
 *
 * <p>Rules that hold everywhere here:
 *
 * <ol>
 *   <li>Coordinates are doubles, continuous, with the origin at the top left corner. Pixel (i, j) covers [i, i + 1) by [j, j + 1), so a
 *       box lies between pixels and its width is the difference of its edges.
 *   <li>An {@link dev.winnow.dataset.annotation.Annotation} carries a label as it was submitted, however wrong. Its constructor accepts
 *       NaN, negative widths and run lengths that do not add up; only the checks judge them.
 *   <li>What the checks keep has upright coordinates in pixels, inside the picture, and holds what its shape's doc promises.
 * </ol>
 */
package dev.winnow.dataset.annotation;
