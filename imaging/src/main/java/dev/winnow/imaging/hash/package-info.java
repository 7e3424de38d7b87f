/**
 * Perceptual hashes, bit for bit those of Python's imagehash 4.3: Pillow's gray, Pillow's integer Lanczos resize and the
 * average, difference, DCT and wavelet hashes on top; and PDQ.
 */
package dev.winnow.imaging.hash;
