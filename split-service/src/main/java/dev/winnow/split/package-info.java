/** Assigns each image to a split: {@code images.deduplicated} to {@code images.assigned}. */
package dev.winnow.split;
