package dev.winnow.imaging.structure;

import dev.winnow.dataset.ImageFormat;

/** How files of one format are built. Stateless; every walk ends after at most one pass over the file. */
public interface Structure {

    /**
     * Reads as little as possible: enough to judge sizes and to find metadata, not whether the file is whole.
     *
     * @throws Unreadable if the header is cut off, contradicts its format, or describes something that Winnow does not decode
     */
    Header header(Bytes file) throws Unreadable;

    /**
     * Walks the file from start to end: a decoder that returns a picture has not proved that the file is whole.
     *
     * @throws Unreadable TRUNCATED if the file ends before its picture does, CORRUPT if it breaks its format's rules
     */
    Extent verify(Bytes file, Header header) throws Unreadable;

    /** What is to be said of a file that passed {@link #verify} and of which the decoder makes nothing. */
    default Unreadable undecoded(Bytes file, Header header) {
        return Unreadable.corrupt("The " + header.format() + " picture data cannot be decoded");
    }

    /** @param format one of the {@linkplain ImageFormat#accepted accepted} */
    static Structure of(ImageFormat format) {
        return switch (format) {
            case JPEG -> new JpegStructure();
            case PNG -> new PngStructure();
            case WEBP -> new WebpStructure();
            case GIF -> new GifStructure();
            case BMP -> new BmpStructure();
            case TIFF -> new TiffStructure();
            case PNM -> new PnmStructure();
            case HEIC,
                    AVIF,
                    PSD,
                    TGA,
                    ICO,
                    JPEG_2000,
                    EXR,
                    SVG,
                    EPS,
                    PDF,
                    JPEG_XL,
                    DDS,
                    DICOM,
                    PAM,
                    ICNS,
                    QOI,
                    CAMERA_RAW -> throw new IllegalArgumentException(format + " is not decoded");
        };
    }
}
