/** Shards of tar archives, as the webdataset library streams them. */
package dev.winnow.formats.webdataset;
