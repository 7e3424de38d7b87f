package dev.winnow.dataset.augment;

/** Eight bits a value, as OpenCV has them: hue is 0 to 179, L of Lab is scaled to 255, a and b are shifted by 128. */
public enum ColorSpace {
    RGB,
    HSV,
    HLS,
    LAB,
    YCRCB
}
