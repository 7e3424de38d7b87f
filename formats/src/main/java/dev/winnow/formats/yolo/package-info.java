/** Labels of YOLO: {@code data.yaml}, Darknet's {@code obj.data}, and one text file an image. */
package dev.winnow.formats.yolo;
