/** Pascal VOC: one XML file an image. */
package dev.winnow.formats.voc;
