package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import java.util.List;
import java.util.Objects;

/**
 * What a file says of its picture before a pixel is decoded.
 *
 * @param width as stored, before any orientation is applied
 * @param height as stored
 * @param channels stored per pixel, alpha included
 * @param bitDepth bits per channel
 * @param alpha whether pixels may be transparent
 * @param exif the block that starts with a TIFF header, or null; for a TIFF the whole file
 * @param icc the pieces of the colour profile in order, empty where there is none
 * @param iccDeflated whether the profile is zlib-compressed
 */
public record Header(
        ImageFormat format,
        int width,
        int height,
        ColorMode colorMode,
        int channels,
        int bitDepth,
        boolean alpha,
        Span exif,
        List<Span> icc,
        boolean iccDeflated) {

    public Header {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(colorMode, "colorMode");
        icc = List.copyOf(icc);
    }

    Header(ImageFormat format, int width, int height, ColorMode colorMode, int channels, int bitDepth, boolean alpha) {
        this(format, width, height, colorMode, channels, bitDepth, alpha, null, List.of(), false);
    }

    /** @throws Unreadable CORRUPT if a side is 0 */
    Header checked() throws Unreadable {
        if (width < 1 || height < 1) {
            throw Unreadable.corrupt(
                    "The " + format + " header says " + width + "×" + height + " pixels, which is no picture");
        }
        return this;
    }
}
