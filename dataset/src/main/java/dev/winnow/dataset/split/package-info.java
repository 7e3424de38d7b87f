/** Which part of a dataset an image is used in. Nothing here is safe for use by several threads. */
package dev.winnow.dataset.split;
