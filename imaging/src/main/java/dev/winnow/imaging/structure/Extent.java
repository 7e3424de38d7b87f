package dev.winnow.imaging.structure;

/**
 * How far a whole file reaches.
 *
 * @param frames pictures in the file, 1 or more
 * @param end offset of the first byte that belongs to no picture: the file's length unless something trails
 */
public record Extent(int frames, long end) {}
