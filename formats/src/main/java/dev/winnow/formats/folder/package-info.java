/** Folders of images: which files are in them, and what their paths say about them. */
package dev.winnow.formats.folder;
