/** Deletes datasets, and the contents that nobody names any more. */
package dev.winnow.gateway.deletion;
