/** Standardises each assigned image and makes its augmented copies: the same bytes on every run. */
package dev.winnow.augment;
