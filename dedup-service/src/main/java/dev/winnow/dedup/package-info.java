/** Finds the copies of each image: {@code images.assessed} to {@code images.deduplicated}. */
package dev.winnow.dedup;
