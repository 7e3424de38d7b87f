/**
 * Files without their pixels: what format bytes are of, what their header says, and whether the file is whole. Plain Java
 * over a byte array with every read bounds-checked, so that nothing a file says can take more time than its own length or
 * more memory than a few counters. A new check on a format belongs into that format's {@link
 * dev.winnow.imaging.structure.Structure}.
 */
package dev.winnow.imaging.structure;
