/** What the measures of a dataset's images mean under its spec and beside each other. Nothing here is safe for use by several threads. */
package dev.winnow.dataset.quality;
