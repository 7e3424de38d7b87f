package dev.winnow.dataset;

import java.util.Objects;

/**
 * What a file says of its picture.
 *
 * @param width of the upright picture, in pixels
 * @param height of the upright picture, in pixels
 * @param channels stored per pixel, alpha included: 1 to 4
 * @param bitDepth bits per channel: 1, 2, 4, 8, 16 or 32
 * @param frames pictures in the file; only the first is used
 * @param orientation the EXIF orientation 1 to 8 that was applied once at decode; 1 where none or an invalid one is given
 * @param iccProfile the name of the embedded colour profile, or null
 * @param exif whether the file carries EXIF
 * @param capturedAt when the picture was taken as the camera wrote it, ISO local date and time with an offset where one
 *     is known, or null
 * @param camera maker and model, or null
 */
public record ImageMetadata(
        ImageFormat format,
        int width,
        int height,
        ColorMode colorMode,
        int channels,
        int bitDepth,
        int frames,
        int orientation,
        String iccProfile,
        boolean exif,
        String capturedAt,
        String camera) {

    public ImageMetadata {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(colorMode, "colorMode");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A picture has at least one pixel, not " + width + "×" + height);
        }
        if (orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("orientation is 1 to 8, not " + orientation);
        }
    }
}
