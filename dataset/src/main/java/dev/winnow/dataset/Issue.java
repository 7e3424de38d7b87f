package dev.winnow.dataset;

import java.util.Objects;

/** Something about an accepted image that a person may want to know; the image stays in the dataset, flagged. */
public record Issue(Kind kind, String detail) {

    public Issue {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }

    /** Names are a contract: they stand in events, specs, summaries and metrics. */
    public enum Kind {
        /** The file's extension names another format than its bytes. */
        EXT_MISMATCH,
        /** EXIF or XMP that breaks its own rules; the pixels are not affected. */
        BAD_EXIF,
        /** Embedded metadata beyond the limit, not read. */
        METADATA_TOO_LARGE,
        /** Several frames; the first is used. */
        ANIMATED,
        /** A progressive JPEG that ends properly before its last scan: the picture is whole and coarse. */
        PARTIAL_SCANS,
        /** Bytes after the end of the picture. */
        TRAILING_DATA,
        /** Some pixels are not opaque; the picture shows their colours as if they were, as Pillow's {@code convert('RGB')} does. */
        ALPHA,
        /** No pixel can be seen: all are fully transparent. */
        EMPTY_ALPHA,
        /** Colours beyond sRGB by the embedded profile or gamma; the numbers are taken as sRGB. */
        WIDE_GAMUT,
        /** All pixels alike: nothing to learn, nobody's duplicate. */
        UNIFORM,
        BLURRY,
        DARK,
        BRIGHT,
        LOW_CONTRAST,
        LOW_INFORMATION,
        CLIPPED_SHADOWS,
        CLIPPED_HIGHLIGHTS,
        ODD_ASPECT_RATIO,
        /** Far from the sizes of the other images of the dataset. */
        ODD_SIZE,
        GRAYSCALE,
        NOISY,
        /** Pixels stuck bright or dark. */
        DEFECTIVE_PIXELS,
        /** The blocks of strong JPEG compression show. */
        BLOCKY,
        DOUBLE_COMPRESSED,
        /** A letterbox or frame is part of the pixels. */
        BORDERS,
        /** Fine detail is missing, as out of focus or moved; {@link #BLURRY} asks for more, as CleanVision does. */
        UNSHARP,
        /** A part of the file that is no picture has a wrong checksum, and is not read; the pixels are not affected. */
        BAD_CHECKSUM,
        /** Another item of the dataset has the same bytes or the same pixels, and other labels. No rule gives it. */
        LABEL_CONFLICT
    }
}
