/** Copies among a dataset's images: clusters, what links them, what of it leaks, and what people say. */
package dev.winnow.gateway.copies;
