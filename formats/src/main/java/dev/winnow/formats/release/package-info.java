/**
 * Releases of a dataset as folders and archives in the formats of other tools. An exporter takes items one by one and writes files into a
 * sink; the same items give the same bytes on every machine.
 */
package dev.winnow.formats.release;
