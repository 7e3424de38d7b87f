/** COCO: instances, keypoints and stuff as outlines or run lengths, and panoptic segments as PNG files. */
package dev.winnow.formats.coco;
