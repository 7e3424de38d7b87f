/** Labels in CSV files: a row for each box or class, with columns found by their names. */
package dev.winnow.formats.table;
