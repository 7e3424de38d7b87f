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
 * @param blocks what else describes the picture, in the order of the file
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
        boolean iccDeflated,
        List<Block> blocks) {

    /** No honest file has as many blocks. */
    static final int MAX_BLOCKS = 256;

    /** A stretch of the file that says something of the picture besides EXIF and the colour profile. */
    public record Block(Kind kind, Span span) {}

    /** What a block holds, without the words that introduce it. */
    public enum Kind {
        /** An XMP packet. */
        XMP,
        /** Photoshop's image resources, of which one is IPTC. */
        PHOTOSHOP,
        /** The data of PNG's chunk iTXt, keyword included. */
        PNG_TEXT,
        /** The data of PNG's chunk zTXt, keyword included. */
        PNG_DEFLATED_TEXT,
        /** The data of PNG's chunk gAMA. */
        PNG_GAMMA,
        /** The data of PNG's chunk cHRM. */
        PNG_CHROMATICITIES,
        /** The data of PNG's chunk cICP. */
        PNG_CODE_POINTS,
        /** The data of PNG's chunk sRGB. */
        PNG_SRGB
    }

    public Header {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(colorMode, "colorMode");
        icc = List.copyOf(icc);
        blocks = List.copyOf(blocks);
    }

    Header(
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
        this(format, width, height, colorMode, channels, bitDepth, alpha, exif, icc, iccDeflated, List.of());
    }

    Header(ImageFormat format, int width, int height, ColorMode colorMode, int channels, int bitDepth, boolean alpha) {
        this(format, width, height, colorMode, channels, bitDepth, alpha, null, List.of(), false);
    }

    Header with(List<Block> found) {
        return found.isEmpty()
                ? this
                : new Header(
                        format, width, height, colorMode, channels, bitDepth, alpha, exif, icc, iccDeflated, found);
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
