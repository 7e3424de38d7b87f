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
 * @param exif whether the file carries EXIF; of a TIFF, whose own tags are of the same kind, whether it has a directory for
 *     EXIF
 * @param capturedAt when the picture was taken as the camera wrote it, ISO local date and time with an offset where one
 *     is known, by the camera or by how its clock differs from the satellites', or null
 * @param camera maker and model, or null
 * @param wideGamut whether the primaries of the colour profile, or those the file names in its stead, reach beyond
 *     sRGB
 * @param gps whether EXIF or XMP holds a position
 * @param position where it was taken, or null; kept only where the dataset's spec says so
 * @param rights what the file says of its maker and its use, or null where it says nothing
 * @param jpeg how a JPEG was coded, or null for other formats
 * @param transparency mean of 1 − alpha over the pixels, 0 to 1, or null for a file without alpha
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
        String camera,
        Boolean wideGamut,
        Boolean gps,
        Position position,
        Rights rights,
        JpegCoding jpeg,
        Double transparency) {

    public ImageMetadata {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(colorMode, "colorMode");
        wideGamut = wideGamut != null && wideGamut; // events of before it was looked at say nothing
        gps = gps != null && gps;
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A picture has at least one pixel, not " + width + "×" + height);
        }
        if (orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("orientation is 1 to 8, not " + orientation);
        }
    }

    /** Of a file that says no more of its picture. */
    public ImageMetadata(
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
        this(
                format,
                width,
                height,
                colorMode,
                channels,
                bitDepth,
                frames,
                orientation,
                iccProfile,
                exif,
                capturedAt,
                camera,
                false,
                false,
                null,
                null,
                null,
                null);
    }

    /** The same but for where it was taken; that there is a position is still said. */
    public ImageMetadata withoutPosition() {
        return position == null
                ? this
                : new ImageMetadata(
                        format,
                        width,
                        height,
                        colorMode,
                        channels,
                        bitDepth,
                        frames,
                        orientation,
                        iccProfile,
                        exif,
                        capturedAt,
                        camera,
                        wideGamut,
                        gps,
                        null,
                        rights,
                        jpeg,
                        transparency);
    }

    /** Degrees, north and east positive. */
    public record Position(double latitude, double longitude) {}

    /** As EXIF, XMP or IPTC say it, each at most 200 characters, or null. */
    public record Rights(String copyright, String artist, String license) {}

    /**
     * How a JPEG was coded.
     *
     * @param quality 1 to 100 on the scale of the IJG library, estimated from the luminance quantisation table
     * @param subsampling of the chrominance, {@code 4:4:4}, {@code 4:2:2}, {@code 4:2:0}, …, or null for gray
     * @param progressive whether it is coded in several scans from coarse to fine
     * @param doubleCompression 0 to 1, see {@link Measure#DOUBLE_COMPRESSION}; null where it was not estimated
     */
    public record JpegCoding(int quality, String subsampling, boolean progressive, Double doubleCompression) {}
}
