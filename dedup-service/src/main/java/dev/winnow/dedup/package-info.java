/** Judges each image by the rules of its dataset and finds its copies: {@code images.assessed} to {@code images.deduplicated}. */
package dev.winnow.dedup;
