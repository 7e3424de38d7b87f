/** Measures every vetted image and takes its fingerprints; what the numbers mean, the dataset's spec says. */
package dev.winnow.quality;
