/** CVAT's own XML, for images and for tracks through the frames of a video. */
package dev.winnow.formats.cvat;
