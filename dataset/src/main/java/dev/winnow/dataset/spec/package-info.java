/** What a dataset's owner wants of it: one record a section of the spec, each of which refuses values that make no sense. */
package dev.winnow.dataset.spec;
