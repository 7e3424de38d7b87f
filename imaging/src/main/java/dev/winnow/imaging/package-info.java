/**
 * Pixels: decode and vet files, measure quality, hash, preprocess and augment. The only module that sees OpenCV.
 *
 * <p>Every class here may be used by several threads at once. Results depend on the input alone, never on the number of
 * threads or the order of calls.
 */
package dev.winnow.imaging;
