/** Which images of a dataset are copies of one picture. Nothing here is safe for use by several threads. */
package dev.winnow.dataset.duplicate;
