/** What persons decide about several images at once. */
package dev.winnow.gateway.curation;
