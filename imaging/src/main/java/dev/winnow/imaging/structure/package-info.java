/**
 * Files without their pixels: what format bytes are of, what their header says, and whether the file is whole. Plain Java
 * over a byte array with every read bounds-checked, so that nothing a file says can take more time than its length and its
 * pixels warrant, or more memory than 8 bytes for each block of a progressive JPEG. A new check on a format belongs into that format's {@link
 * dev.winnow.imaging.structure.Structure}.
 */
package dev.winnow.imaging.structure;
