/** labelme: one JSON file an image, with its picture inside or beside it. */
package dev.winnow.formats.labelme;
