/** Masks as pictures: a pixel's value or colour is its class, or a file holds the pixels of one class. */
package dev.winnow.formats.mask;
