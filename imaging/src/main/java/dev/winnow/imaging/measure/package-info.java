/**
 * The arithmetic of the measures: sums over pixels in integers, so that results are the same on every machine, number of
 * threads and Java; {@code StrictMath} where more is needed. Knows arrays of values and no pictures.
 */
package dev.winnow.imaging.measure;
