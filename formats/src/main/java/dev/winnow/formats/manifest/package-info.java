/** A dataset's manifest, one row per item, as CSV and as Parquet. */
package dev.winnow.formats.manifest;
