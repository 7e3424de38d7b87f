/**
 * Assigns each image to a split, and says which others move or leave: {@code images.deduplicated} to {@code images.assigned},
 * {@code images.moved} and {@code images.removed}.
 */
package dev.winnow.split;
