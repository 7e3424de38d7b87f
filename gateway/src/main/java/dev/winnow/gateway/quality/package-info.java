/** How good a dataset's images are: distributions of the raw values, and what thresholds would make of them. */
package dev.winnow.gateway.quality;
