/**
 * Label files of other tools, read as a stream of images with their labels. Readers say what a file says and report what they cannot read;
 * whether a label is right is decided by {@code dev.winnow.dataset.annotation}.
 */
package dev.winnow.formats.labels;
