/** Archives of datasets, unpacked within bounds. */
package dev.winnow.formats.archive;
