/** Standardises each assigned image and makes its variants: the same bytes on every run. */
package dev.winnow.augment;
