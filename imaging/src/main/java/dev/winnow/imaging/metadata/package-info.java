/**
 * What a file says of its picture in words and numbers: EXIF, colour profile, XMP, IPTC. Every reader here is bounded by the
 * bytes it is given, follows no link twice and never throws over what it reads: what cannot be read is absent, with a fault.
 */
package dev.winnow.imaging.metadata;
